import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/platform/migrate.ts'
import { startTestPostgres } from './postgres.ts'
import { template } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The maintenance database of the run's PostgreSQL, as superuser. */
    postgres: string
  }
}

/** Before the first test: PostgreSQL, and one migrated database that every test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres()
  const admin = new pg.Client(postgres.url)
  await admin.connect()
  await admin.query(`create database ${template}`)
  await admin.end()
  await migrate(postgres.url.replace(/[^/]+$/, template))
  project.provide('postgres', postgres.url)
  return () => postgres.stop()
}
