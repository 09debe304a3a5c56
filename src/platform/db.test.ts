import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/support/database.ts'
import { type Database, insideTransaction, openDatabase, sqlState } from './db.ts'
import { uuidv7 } from './ids.ts'
import { openLog } from './log.ts'

let database: TestDatabase
let db: Database
const account = uuidv7({ now: () => 1 })
const other = uuidv7({ now: () => 2 })

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, openLog({ logLevel: 'silent' }))
  for (const id of [account, other]) {
    await db.transaction('ci_app', id, tx =>
      tx.insertInto('app.accounts').values({ account_id: id, name: id }).execute(),
    )
  }
})
afterAll(async () => {
  await db.close()
  await database.close()
})

describe('transactions', () => {
  it('see their own account and no other', async () => {
    const seen = await db.transaction('ci_app', account, tx => tx.selectFrom('app.accounts').select('name').execute())
    expect(seen).toEqual([{ name: account }])
  })

  it('see nothing when the account was forgotten, before and after others used the connection', async () => {
    expect(await db.transaction('ci_app', null, tx => tx.selectFrom('app.accounts').selectAll().execute())).toEqual([])
    expect(await db.kysely.selectFrom('app.accounts').selectAll().execute()).toEqual([])
  })

  it('cannot write into another account', async () => {
    const intrusion = db.transaction('ci_app', account, tx =>
      tx
        .insertInto('app.forms')
        .values({ account_id: other, id: uuidv7({ now: () => 3 }), name: 'x' })
        .execute(),
    )
    expect(sqlState(await intrusion.catch((error: unknown) => error))).toBe('42501')
  })

  it('may look across accounts only as the system, and then only read', async () => {
    const seen = await db.transaction('ci_system', null, tx => tx.selectFrom('app.accounts').select('name').execute())
    expect(seen).toHaveLength(2)
    const change = db.transaction('ci_system', null, tx =>
      tx.updateTable('app.accounts').set({ name: 'mine' }).execute(),
    )
    expect(sqlState(await change.catch((error: unknown) => error))).toBe('42501')
  })

  it('are known to whoever runs inside them', async () => {
    expect(insideTransaction()).toBe(false)
    expect(await db.transaction('ci_app', account, async () => insideTransaction())).toBe(true)
    expect(insideTransaction()).toBe(false)
  })

  it('go on after the database has hung up on idle connections', async () => {
    const admin = new pg.Client(database.url)
    await admin.connect()
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await admin.end()
    const again = async () =>
      db.transaction('ci_app', account, tx => tx.selectFrom('app.accounts').select('name').execute())
    expect(await again().catch(again).catch(again)).toHaveLength(1)
  })

  it('tell PostgreSQL errors from others', () => {
    expect(sqlState(new Error('else'))).toBeUndefined()
  })
})
