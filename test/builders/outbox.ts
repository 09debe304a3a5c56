import { randomUUID } from 'node:crypto'
import { customerKeyOf } from '../../src/domain/customers/index.ts'
import { sha256 } from '../../src/platform/ids.ts'
import { onDatabase, type Retailer } from './retailer.ts'

export type NewSignup = {
  email?: string | null
  phone?: string | null
  firstName?: string
  lastName?: string
  answers?: Record<string, unknown>
  language?: string
  test?: boolean
  consents?: Record<string, boolean>
  /** Connections that it is to be delivered to; all of the retailer's when left out. */
  connections?: string[]
}

/** Sign-ups with their deliveries, as the intake leaves them. Answers the ids of the sign-ups. */
export async function putSignups(url: string, retailer: Retailer, signups: NewSignup[]): Promise<string[]> {
  return onDatabase(url, async client => {
    const ids: string[] = []
    for (const signup of signups) {
      const id = randomUUID()
      const { email = null, phone = null, firstName = null, lastName = null } = signup
      const key = customerKeyOf({ id, email, phone })
      await client.query(
        `insert into app.signups (account_id, id, credential_id, state, digest, store_id, form_version_id, language, test,
           first_name, last_name, email, phone, answers, customer_key, captured_at)
         values ($1, $2, $3, 'accepted', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '2026-11-20T12:00:00Z')`,
        [
          ...[retailer.accountId, id, retailer.apiKeyId, sha256(id), retailer.storeId, retailer.formVersion],
          ...[signup.language ?? 'en', signup.test ?? false, firstName, lastName, email, phone],
          ...[JSON.stringify(signup.answers ?? {}), key],
        ],
      )
      for (const [text, given] of Object.entries(signup.consents ?? {})) {
        await client.query(
          `insert into app.consents (account_id, signup_id, consent_text_id, given, text_hash, language, credential_id)
           select account_id, $2, id, $4, text_hash, language, $3 from app.consent_texts where account_id = $1 and id = $5`,
          [retailer.accountId, id, retailer.apiKeyId, given, text],
        )
      }
      for (const connection of signup.connections ?? retailer.connectionIds) {
        await client.query(
          'insert into app.deliveries (account_id, connection_id, signup_id, customer_key) values ($1, $2, $3, $4)',
          [retailer.accountId, connection, id, key],
        )
      }
      ids.push(id)
    }
    return ids
  })
}

export type DeliveryRow = {
  id: string
  signup_id: string
  connection_id: string
  customer_key: string
  state: string
  fence: string
  attempts: number
  maybe_sent: boolean
  fill_blanks: boolean
  reason_code: string | null
  reason: string | null
  record_id: string | null
  due_at: Date
  settled_at: Date | null
}

/** All deliveries of an account, oldest first. */
export async function readDeliveries(url: string, accountId: string): Promise<DeliveryRow[]> {
  return onDatabase(url, async client => {
    const { rows } = await client.query<DeliveryRow>('select * from app.deliveries where account_id = $1 order by id', [
      accountId,
    ])
    return rows
  })
}

/** Lets the retailer's connections be of another kind. */
export async function setConnector(url: string, retailer: Retailer, names: string[]): Promise<void> {
  await onDatabase(url, async client => {
    for (const [index, id] of retailer.connectionIds.entries()) {
      await client.query(
        `update app.connections set connector = $2, settings = '{}', mapping = '{"email":"email","firstName":"first","lastName":"last"}' where id = $1`,
        [id, names[index] ?? names[0]],
      )
    }
  })
}
