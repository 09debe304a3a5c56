import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { template } from './template.ts'

export type TestDatabase = {
  /** As superuser; the application takes its own role in each transaction. */
  url: string
  /** Ends all its connections and drops it. */
  close(): Promise<void>
}

/**
 * A database of one's own with the migrated schema and nothing in it, cloned from the run's template in a few tens of
 * milliseconds. Roles belong to the whole server: a test that makes one gives it a name of its own.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  // File copy beats the write-ahead log as soon as fsync is off: no page passes through the log.
  await onServer(`create database ${name} template ${template} strategy file_copy`)
  return {
    url: inject('postgres').replace(/[^/]+$/, name),
    close: () => onServer(`drop database if exists ${name} with (force)`),
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(inject('postgres'))
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
