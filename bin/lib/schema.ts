// schema [--check]: writes (or compares) migrations/schema.sql and src/platform/schema.ts, both made from the migrations
// by asking a freshly migrated database for its catalog. The embedded server brings no pg_dump, and the point of the
// dump is to be read in a review: tables with their keys, indexes, walls and rights, in a stable order.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kysely, PostgresDialect } from 'kysely'
import { generate, getDialect } from 'kysely-codegen'
import pg from 'pg'
import { systemClock } from '../../src/platform/clock.ts'
import { openLog } from '../../src/platform/log.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { startEmbedded } from '../../src/platform/postgres/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'customerinfo-schema-'))
const server = await startEmbedded({
  dataFolder: folder,
  durable: false,
  log: openLog({ logLevel: 'error' }),
  clock: systemClock,
})
try {
  await migrate(server.url)
  const made = {
    'migrations/schema.sql': await dumpSchema(server.url),
    'src/platform/schema.ts': await generateTypes(server.url),
  }
  const stale = Object.entries(made).filter(([path, text]) => !isSame(join(root, path), text))
  if (process.argv.includes('--check')) {
    for (const [path] of stale) console.error(`${path} is not what the migrations make. Run: bin/schema`)
    process.exitCode = stale.length > 0 ? 1 : 0
  } else {
    for (const [path, text] of stale) writeFileSync(join(root, path), text)
    console.log(stale.length > 0 ? `Written: ${stale.map(([path]) => path).join(', ')}` : 'Nothing changed')
  }
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function isSame(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text
  } catch {
    return false
  }
}

async function generateTypes(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url })
  pool.on('error', () => {})
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  try {
    return await generate({
      db,
      dialect: getDialect('postgres'),
      includePattern: '(app|directory).*',
      typeOnlyImports: true,
    })
  } finally {
    await db.destroy()
  }
}

async function dumpSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const lines = async (query: string) => (await client.query<{ line: string }>(query)).rows.map(row => row.line)
    const tables = await lines(`
      select format(E'create%s table %s (\\n%s\\n);', case relpersistence when 'u' then ' unlogged' else '' end, c.oid::regclass,
        concat_ws(E',\\n', (select string_agg(format('  %I %s%s%s', attname, format_type(atttypid, atttypmod),
            coalesce(' default ' || pg_get_expr(adbin, adrelid), ''), case when attnotnull then ' not null' else '' end), E',\\n' order by attnum)
          from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum where attrelid = c.oid and attnum > 0 and not attisdropped),
          (select string_agg(format('  constraint %I %s', conname, pg_get_constraintdef(oid)), E',\\n' order by contype desc, conname)
          from pg_constraint where conrelid = c.oid and contype <> 'n')))
        || coalesce(E'\\n' || (select string_agg(pg_get_indexdef(indexrelid) || ';', E'\\n' order by indexrelid::regclass::text) from pg_index
             where indrelid = c.oid and not exists (select from pg_constraint where conindid = indexrelid and conrelid = c.oid)), '')
        || case when relrowsecurity then format(E'\\nalter table %s enable row level security;', c.oid::regclass) else '' end
        || case when relforcerowsecurity then format(E'\\nalter table %s force row level security;', c.oid::regclass) else '' end
        || coalesce(E'\\n' || (select string_agg(format('create policy %I on %s for %s to %s%s%s;', policyname, c.oid::regclass, lower(cmd), array_to_string(roles, ', '),
             ' using (' || qual || ')', ' with check (' || with_check || ')'), E'\\n' order by policyname)
             from pg_policies where schemaname = relnamespace::regnamespace::text and tablename = relname), '')
        || coalesce(E'\\n' || (select string_agg(format('grant %s on %s to %s;', rights, c.oid::regclass, grantee), E'\\n' order by grantee) from (
             select grantee::regrole::text as grantee, lower(string_agg(privilege_type, ', ' order by privilege_type)) as rights
             from aclexplode(relacl) where grantee::regrole::text like 'ci\\_%' group by 1) g), '') || E'\\n' as line
      from pg_class c where relkind = 'r' and relnamespace::regnamespace::text in ('app', 'directory') order by c.oid::regclass::text`)
    const functions = await lines(`
      select pg_get_functiondef(p.oid) || coalesce((select E'-- may be called by: ' || string_agg(grantee::regrole::text, ', ' order by grantee::regrole::text) || E'\\n'
        from aclexplode(proacl) where grantee::regrole::text like 'ci\\_%'), '') as line
      from pg_proc p where pronamespace::regnamespace::text in ('app', 'directory') order by p.oid::regprocedure::text`)
    return ['-- Made by bin/schema from the migrations, to be read; never run.\n', ...tables, ...functions].join('\n')
  } finally {
    await client.end()
  }
}
