import pg from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from './database.ts'

test('each database has the migrated schema and is nobody else’s', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
  await query(one.url, 'create table only_here (id int)')
  expect(await query(one.url, "select to_regclass('only_here') is not null as there")).toEqual([{ there: true }])
  expect(await query(other.url, "select to_regclass('only_here') is not null as there")).toEqual([{ there: false }])
  expect(await query(other.url, "select 1 as n from pg_namespace where nspname in ('app', 'directory')")).toHaveLength(
    2,
  )
  await Promise.all([one.close(), other.close()])
  await expect(query(one.url, 'select 1')).rejects.toThrow('does not exist')
})

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
