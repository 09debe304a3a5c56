import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onDatabase } from '../builders/retailer.ts'
import { accountTables, openWorld, seedAccount, type World } from './world.ts'

/*
 * What the database itself enforces, read from its catalog: the backstop for whatever the routes get wrong.
 */

let world: World
const accounts: string[] = []

beforeAll(async () => {
  world = await openWorld()
  for (const name of ['mine', 'theirs']) accounts.push((await seedAccount(world, name)).accountId)
})
afterAll(() => world.close())

const query = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> =>
  onDatabase(world.database.adminUrl, async client => (await client.query<T>(text, values)).rows)

test('row-level security is forced on every table of an account', async () => {
  const bare = await query(`
    select c.oid::regclass::text as name from pg_class c
    where c.relkind in ('r', 'p') and (c.relnamespace = 'app'::regnamespace or c.oid = 'directory.credentials'::regclass)
      and not (c.relrowsecurity and c.relforcerowsecurity)`)
  expect(bare).toEqual([])
  expect(await query(`select 1 from pg_tables where schemaname = 'app'`)).not.toHaveLength(0)
})

test('account_id leads every primary, unique and foreign key', async () => {
  // Look-ups across accounts before the account is known belong to the directory: there an id or a hash is unique by itself.
  const keys = await query<{ name: string }>(`
    select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'app'::regnamespace and i.indisunique
      and (select attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) is distinct from 'account_id'`)
  expect(keys).toEqual([])
  const references = await query(`
    select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and c.relnamespace = 'app'::regnamespace
      and not ((select attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) = 'account_id'
        and (select attname from pg_attribute a where a.attrelid = k.confrelid and a.attnum = k.confkey[1]) = 'account_id')`)
  expect(references).toEqual([])
  const without = await query(`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`)
  expect(without).toEqual([])
})

test('no sequence and no trigger of ours crosses accounts', async () => {
  expect(
    await query(
      `select relname from pg_class where relkind = 'S' and relnamespace in ('app'::regnamespace, 'directory'::regnamespace)`,
    ),
  ).toEqual([])
  const triggers = await query(`
    select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace in ('app'::regnamespace, 'directory'::regnamespace)`)
  expect(triggers).toEqual([])
})

test('the application’s roles own no table, bypass nothing and may not become more', async () => {
  const roles = await query(`
    select rolname from pg_roles
    where rolname in ('ci_app', 'ci_system', 'ci_intake') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)`)
  expect(roles).toEqual([])
  const owned = await query(`
    select c.oid::regclass::text as name from pg_class c
    where pg_get_userbyid(c.relowner) in ('ci_app', 'ci_system', 'ci_intake') and c.relnamespace in ('app'::regnamespace, 'directory'::regnamespace)`)
  expect(owned).toEqual([])
  const memberships = await query(`
    select m.member::regrole::text as member from pg_auth_members m
    where m.member::regrole::text in ('ci_app', 'ci_system', 'ci_intake')`)
  expect(memberships).toEqual([])
})

test('the only rule for the application is its own account; looking across is for reading alone', async () => {
  const policies = await query<{ name: string; roles: string; qual: string; check: string; cmd: string }>(`
    select tablename || ' ' || policyname as name, roles::text as roles, qual, with_check as check, cmd from pg_policies
    where schemaname in ('app', 'directory')`)
  for (const policy of policies.filter(each => each.roles.includes('ci_app'))) {
    expect([policy.name, policy.qual, policy.check]).toEqual([
      policy.name,
      '(account_id = app.current_account())',
      '(account_id = app.current_account())',
    ])
  }
  for (const policy of policies.filter(each => each.roles.includes('ci_system')))
    expect([policy.name, policy.cmd]).toEqual([policy.name, 'SELECT'])
  expect(policies.filter(policy => policy.roles.includes('public'))).toEqual([])
})

test('whoever asks the database for everything gets their own account, and without one nothing', async () => {
  const tables = await onDatabase(world.database.adminUrl, accountTables)
  const client = new pg.Client(world.database.url)
  await client.connect()
  try {
    for (const table of tables) {
      for (const account of [...accounts, '']) {
        await client.query('begin')
        await client.query(`select set_config('role', 'ci_app', true), set_config('app.account_id', $1, true)`, [
          account,
        ])
        const { rows } = await client.query(`select distinct account_id from ${table}`)
        await client.query('rollback')
        expect([table, rows.map(row => row.account_id)]).toEqual([table, account === '' ? [] : [account]])
      }
    }
    // Nor can a row be put into another account, or moved there.
    const [mine, theirs] = accounts
    await client.query('begin')
    await client.query(`select set_config('role', 'ci_app', true), set_config('app.account_id', $1, true)`, [mine])
    await expect(client.query('update app.stores set account_id = $1', [theirs])).rejects.toThrow('row-level security')
    await client.query('rollback')
  } finally {
    await client.end()
  }
})

test('what looks across accounts is exactly what the platform lists', () => {
  const listed =
    /type SystemCaller =([^\n]*\n(?: {2}\|[^\n]*\n)*)/.exec(readFileSync('src/platform/scope.ts', 'utf8'))?.[1] ?? ''
  const names = [...listed.matchAll(/'([\w-]+)'/g)].map(match => match[1])
  const callers = new Set<string>()
  for (const file of sources('src')) {
    if (file.endsWith('platform/scope.ts')) continue
    for (const [call, name] of readFileSync(file, 'utf8').matchAll(
      /\b(?:systemScope|inDirectory)\(\s*[^,]+,\s*(?:'([\w-]+)')?/g,
    )) {
      // A caller that is computed could be anybody.
      callers.add(name ?? `${file}: ${call}`)
    }
  }
  expect(callers).toEqual(new Set(names))
  const takers = sources('src').filter(file => /transaction\(\s*'ci_system'/.test(readFileSync(file, 'utf8')))
  expect(takers).toEqual(roleTakers)
})

/** Files of the platform that take the system's role without a scope, being below it. */
const roleTakers = ['src/platform/mail.ts', 'src/platform/scope.ts']

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(file => join(folder, file))
}
