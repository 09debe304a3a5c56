import pg from 'pg'
import { Trouble } from './trouble.ts'

/** uuidv7() and virtual columns came with it. */
const leastVersion = 18

type Facts = {
  version: number
  login: string
  database: string
  may_make_roles: boolean
  may_make_schemas: boolean
  durable: boolean
}

/**
 * Looks whether the PostgreSQL of DATABASE_URL can be ours. `isDurable`: what it calls committed is on disk.
 * @throws Trouble when its version is too old or the login lacks rights; pg's own error when it cannot be reached
 */
export async function checkOwnDatabase(url: string): Promise<{ version: number; isDurable: boolean }> {
  const facts = await askFacts(url)
  if (facts.version < leastVersion) {
    throw new Trouble(
      `DATABASE_URL leads to PostgreSQL ${facts.version}, and CustomerInfo needs ${leastVersion}.`,
      `Upgrade that server, or leave DATABASE_URL out to use the embedded one.`,
    )
  }
  if (!facts.may_make_roles || !facts.may_make_schemas) {
    throw new Trouble(
      `The login "${facts.login}" of DATABASE_URL lacks rights on "${facts.database}".`,
      `As an administrator: alter role "${facts.login}" createrole; grant create on database "${facts.database}" to "${facts.login}";`,
    )
  }
  return { version: facts.version, isDurable: facts.durable }
}

async function askFacts(url: string): Promise<Facts> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // the query's own answer says it too
  await client.connect()
  try {
    const { rows } = await client.query<Facts>(`
      select current_setting('server_version_num')::int / 10000 as version, current_user as login, current_database() as database,
        (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)
          or (select count(*) = 3 from pg_roles where rolname in ('ci_app', 'ci_system', 'ci_intake')
            and pg_has_role(current_user, oid, 'set')) as may_make_roles,
        has_database_privilege(current_database(), 'create') as may_make_schemas,
        current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as durable`)
    return rows[0] as Facts
  } finally {
    await client.end()
  }
}
