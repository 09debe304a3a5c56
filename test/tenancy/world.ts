import type { FastifyInstance, RouteOptions } from 'fastify'
import type pg from 'pg'
import { createApiKey } from '../../src/domain/accounts/api-keys.ts'
import { offerPairing } from '../../src/domain/devices/offers.ts'
import { pairDevice } from '../../src/domain/devices/pairing.ts'
import { openPracticeCrm } from '../../src/domain/practice/index.ts'
import { activeOpeningKey } from '../../src/domain/signups/index.ts'
import { addStaff, listStores } from '../../src/domain/stores/index.ts'
import { buildServer } from '../../src/http/server.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { uuidv7 } from '../../src/platform/ids.ts'
import type { Ports } from '../../src/platform/ports.ts'
import { addMember, openShop, password } from '../builders/office.ts'
import { testPorts } from '../builders/ports.ts'
import { onDatabase } from '../builders/retailer.ts'
import { makeTabletKey, type TabletKey } from '../builders/tablet.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

/** One id for each kind of thing that a route may be asked for, under the word that stands before it in the path. */
export type Ids = Record<
  | 'stores'
  | 'staff'
  | 'devices'
  | 'connections'
  | 'api-keys'
  | 'signups'
  | 'deliveries'
  | 'contacts'
  | 'forms'
  | 'formVersions'
  | 'texts'
  | 'pairings'
  | 'storefronts',
  string
>

export type Account = {
  accountId: string
  ids: Ids
  /** The session of a member in each role. */
  cookies: Record<'owner' | 'manager' | 'staff' | 'viewer', string>
  apiKey: string
  practiceKey: string
  tablet: { key: TabletKey; pairingId: string }
}

export type World = {
  database: TestDatabase
  ports: Ports
  server: FastifyInstance
  routes: RouteOptions[]
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const database = await freshDatabase()
  const ports = testPorts(database.url, {
    clock: { ...systemClock, sleep: (_ms, signal) => (signal ? systemClock.sleep(_ms, signal) : Promise.resolve()) },
  })
  const routes: RouteOptions[] = []
  const server = await buildServer(ports, { onRoute: route => routes.push(route) })
  return {
    ...{ database, ports, server, routes },
    async close() {
      await server.close()
      await ports.close()
      await database.close()
    },
  }
}

/** An account with a row of every kind, made by the doors of the rooms as far as they go. */
export async function seedAccount({ ports, server, database }: World, name: string): Promise<Account> {
  const shop = await openShop(ports, { name, email: `owner@${name}.example.com` })
  const { scope, accountId, storeId } = shop
  const { staff } = await addStaff(scope, storeId, 'Grace')
  const apiKey = await createApiKey(scope, { name: 'Till', scopes: ['signups:read', 'signups:write'] })
  const key = makeTabletKey()
  const { code } = await offerPairing(ports, { publicKey: key.jwk, device: {} })
  const { deviceId, pairingId } = await pairDevice(scope, { code, name: 'Annabella', storeId })
  await activeOpeningKey(scope)
  const { token: practiceKey } = await openPracticeCrm(scope)
  const [store] = await listStores(scope)

  const id = () => uuidv7(ports.clock)
  const made = { connection: id(), signup: id(), delivery: id(), contact: id() }
  const known = await onDatabase(database.adminUrl, async client => {
    const version = await only(client, 'select id from app.form_versions where account_id = $1', [accountId])
    const text = await only(client, `select id from app.consent_texts where account_id = $1 and language = 'en'`, [
      accountId,
    ])
    const statements: [string, unknown[]][] = [
      [
        `insert into app.connections (account_id, id, connector, name) values ($1, $2, 'practice', 'Practice CRM')`,
        [made.connection],
      ],
      [
        `insert into app.signups (account_id, id, credential_id, number, state, digest, email, first_name, customer_key, store_id, form_version_id)
         values ($1, $2, $3, 1, 'accepted', '', $4, 'Emmy', 'k', $5, $6)`,
        [made.signup, pairingId, `emmy@${name}.example.com`, storeId, version],
      ],
      [
        `insert into app.consents (account_id, signup_id, consent_text_id, given, text_hash, language, credential_id) values ($1, $2, $3, true, '', 'en', $4)`,
        [made.signup, text, pairingId],
      ],
      [
        `insert into app.quarantine (account_id, signup_id, digest, credential_id, reason, body) values ($1, $2, '', $3, 'broken', '{}')`,
        [made.signup, pairingId],
      ],
      [`insert into app.usage_records (account_id, meter, quantity) values ($1, 'signups', 1)`, []],
      [
        `insert into app.deliveries (account_id, id, connection_id, signup_id, customer_key, state, reason_code, reason) values ($1, $2, $3, $4, 'k', 'parked', 'refused', 'The CRM refused it')`,
        [made.delivery, made.connection, made.signup],
      ],
      [
        `insert into app.attempts (account_id, delivery_id, number, started_at, ended_at, outcome, summary) values ($1, $2, 1, now(), now(), 'rejected', 'refused')`,
        [made.delivery],
      ],
      [
        `insert into app.crm_records (account_id, connection_id, customer_key, record_id) values ($1, $2, 'other', '7')`,
        [made.connection],
      ],
      [`insert into app.practice_contacts (account_id, id, fields) values ($1, $2, '{}')`, [made.contact]],
      [`insert into app.heartbeats (account_id, pairing_id, at) values ($1, $2, now())`, [pairingId]],
    ]
    for (const [statement, values] of statements) await client.query(statement, [accountId, ...values])
    return { version, text }
  })

  const cookies = { owner: await enter(server, `owner@${name}.example.com`), manager: '', staff: '', viewer: '' }
  for (const role of ['manager', 'staff', 'viewer'] as const) {
    await addMember(database.adminUrl, { accountId, email: `${role}@${name}.example.com`, role })
    cookies[role] = await enter(server, `${role}@${name}.example.com`)
  }
  return {
    accountId,
    cookies,
    apiKey: apiKey.key,
    practiceKey,
    tablet: { key, pairingId },
    ids: {
      stores: storeId,
      staff: staff[0]?.id ?? '',
      devices: deviceId,
      connections: made.connection,
      'api-keys': apiKey.id,
      signups: made.signup,
      deliveries: made.delivery,
      contacts: made.contact,
      forms: shop.formId,
      formVersions: known.version,
      texts: known.text,
      pairings: pairingId,
      storefronts: store?.phoneFormUrl?.split('/f/')[1] ?? '',
    },
  }
}

async function only(client: pg.Client, query: string, values: unknown[]): Promise<string> {
  return (await client.query<{ id: string }>(query, values)).rows[0]?.id ?? ''
}

async function enter(server: FastifyInstance, email: string): Promise<string> {
  const answer = await server.inject({
    method: 'POST',
    url: '/dashboard/api/session',
    headers: { 'sec-fetch-site': 'same-origin' },
    payload: { email, password },
  })
  if (answer.statusCode !== 200) throw new Error(`${email} could not sign in: ${answer.statusCode}`)
  return [answer.headers['set-cookie'] ?? []]
    .flat()
    .map(line => line.split(';')[0])
    .join('; ')
}

/** Everything that an account has in the database, to see whether any of it changed. Sign-in keeps no row of the account. */
export async function imageOf(database: TestDatabase, accountId: string): Promise<string> {
  return onDatabase(database.adminUrl, async client => {
    const parts = []
    for (const table of [...(await accountTables(client)), 'directory.credentials']) {
      const { rows } = await client.query(
        `select coalesce(json_agg(t order by t::text), '[]') as rows from ${table} t where account_id = $1`,
        [accountId],
      )
      parts.push([table, rows[0].rows])
    }
    return JSON.stringify(parts)
  })
}

export async function accountTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('app.%I', tablename) as name from pg_tables where schemaname = 'app' order by 1`,
  )
  return rows.map(row => row.name)
}
