import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/platform/migrate.ts'
import { startTestPostgres, type TestPostgres } from './postgres.ts'
import { template } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of the run's PostgreSQL. */
    postgres: { url: string; adminUrl: string }
  }
}

/** Before the first test: PostgreSQL, and one migrated database that every test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres()
  try {
    await makeTemplate(postgres)
  } catch (error) {
    await postgres.stop()
    throw error
  }
  project.provide('postgres', { url: postgres.url, adminUrl: postgres.adminUrl })
  return () => postgres.stop()
}

async function makeTemplate({ url }: TestPostgres): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  await migrate(url.replace(/[^/]+$/, template))
}
