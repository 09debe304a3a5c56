import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { sha256 } from '../../src/platform/ids.ts'

export type Retailer = {
  accountId: string
  storeId: string
  staffId: string
  formVersion: string
  /** The consent text "email", English. */
  emailText: string
  termsText: string
  connectionIds: string[]
  apiKey: string
  apiKeyId: string
  phoneToken: string
  phoneFormId: string
}

/** A retailer with a store, a form, two consent texts, connections, an API key and a phone form; written as superuser. */
export async function makeRetailer(
  databaseUrl: string,
  options: { connections?: number; scopes?: string[] } = {},
): Promise<Retailer> {
  const id = () => randomUUID()
  const retailer: Retailer = {
    accountId: id(),
    storeId: id(),
    staffId: id(),
    formVersion: id(),
    emailText: id(),
    termsText: id(),
    connectionIds: Array.from({ length: options.connections ?? 1 }, id),
    apiKey: `ci_live_${randomBytes(32).toString('base64url')}`,
    apiKeyId: id(),
    phoneToken: randomBytes(16).toString('base64url'),
    phoneFormId: id(),
  }
  const r = retailer
  const form = id()
  const scopes = options.scopes ?? ['signups:write', 'signups:read']
  await onDatabase(databaseUrl, async client => {
    await client.query('begin')
    await client.query(`insert into app.accounts (account_id, name) values ($1, 'Madder & Rye')`, [r.accountId])
    await client.query(`insert into app.forms (account_id, id, name) values ($1, $2, 'Welcome')`, [r.accountId, form])
    await client.query(
      `insert into app.form_versions (account_id, id, form_id, version, definition) values ($1, $2, $3, 1, $4)`,
      [r.accountId, r.formVersion, form, definition(r)],
    )
    await client.query(
      `insert into app.stores (account_id, id, name, country, time_zone, form_id) values ($1, $2, 'Amsterdam', 'NL', 'Europe/Amsterdam', $3)`,
      [r.accountId, r.storeId, form],
    )
    await client.query(`insert into app.staff (account_id, id, store_id, name) values ($1, $2, $3, 'Ada')`, [
      r.accountId,
      r.staffId,
      r.storeId,
    ])
    for (const [text, purpose] of [
      [r.emailText, 'email'],
      [r.termsText, 'terms'],
    ]) {
      await client.query(
        `insert into app.consent_texts (account_id, id, purpose, version, language, text, text_hash) values ($1, $2, $3, 1, 'en', $4, $5)`,
        [r.accountId, text, purpose, `Yes to ${purpose}`, sha256(`Yes to ${purpose}`)],
      )
    }
    for (const [index, connection] of r.connectionIds.entries()) {
      await client.query(
        `insert into app.connections (account_id, id, connector, name) values ($1, $2, 'practice', $3)`,
        [r.accountId, connection, `Practice CRM ${index + 1}`],
      )
    }
    await client.query(
      `insert into app.api_keys (account_id, id, name, hint, scopes, created_by) values ($1, $2, 'Till', $3, $4, $5)`,
      [r.accountId, r.apiKeyId, r.apiKey.slice(0, 12), scopes, id()],
    )
    await client.query(
      `insert into directory.credentials (account_id, id, kind, secret_hash, scopes) values ($1, $2, 'api-key', $3, $4)`,
      [r.accountId, r.apiKeyId, sha256(r.apiKey), scopes],
    )
    await client.query(
      `insert into directory.credentials (account_id, id, kind, secret_hash, store_id) values ($1, $2, 'phone-form', $3, $4)`,
      [r.accountId, r.phoneFormId, sha256(r.phoneToken), r.storeId],
    )
    await client.query('commit')
  })
  return retailer
}

/** Runs `work` as superuser: to look behind the walls, and to make what has no door yet. */
export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The one row's one number. */
export async function countRows(url: string, query: string, values: unknown[] = []): Promise<number> {
  return onDatabase(url, async client => {
    const { rows } = await client.query<Record<string, unknown>>(query, values)
    return Number(Object.values(rows[0] ?? {})[0])
  })
}

function definition(r: Retailer) {
  return {
    languages: ['en'],
    fields: [{ key: 'email', required: true }],
    words: { invitation: {}, promise: {}, thanks: {}, offer: {} },
    consents: [
      {
        purpose: 'email',
        required: false,
        texts: { en: { id: r.emailText, version: 1, text: 'Yes to email', details: null } },
      },
    ],
    offer: null,
  }
}
