import { sql } from 'kysely'
import { sqlState, type Tx } from '../../platform/db.ts'
import type { Scope } from '../../platform/scope.ts'

/** A connection as its lane needs it. */
export type LaneConnection = {
  connector: string
  name: string
  settings: Record<string, string>
  secrets: Buffer | null
  mapping: Record<string, string>
  degraded: boolean
  /** Something was wrong when it was last tried. */
  troubled: boolean
  failures: number
  epoch: number
}

/** A delivery that this worker holds until its lease is over, with the sign-up it is about. */
export type Claimed = {
  id: string
  signupId: string
  kind: 'signup'
  customerKey: string
  /** Grows with each claim: who writes must show the one it got. */
  fence: string
  attempts: number
  maybeSent: boolean
  /** When a call last may have written something without our hearing of it. */
  maybeSentAt: Date | null
  fillBlanks: boolean
  waitingSince: Date
  recordId: string | null
  signup: ClaimedSignup
}
export type ClaimedSignup = {
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  answers: string
  language: string | null
  offerCode: string | null
  test: boolean
  capturedAt: Date | null
  receivedAt: Date
  store: string | null
  device: string | null
  form: string | null
  consents: ClaimedConsent[]
}
export type ClaimedConsent = {
  purpose: string
  given: boolean
  version: number
  language: string
  text: string
  textHash: string
}

export type Wave = { connection: LaneConnection; items: Claimed[] }

/**
 * Takes up to `limit` due deliveries of a connection under a lease, oldest first and of each customer only the oldest that waits;
 * one in all while the connection is degraded. Answers undefined when the connection takes nothing just now.
 */
export async function claimWave(
  scope: Scope,
  connectionId: string,
  lease: { limit: number; leaseMs: number },
): Promise<Wave | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await scope.tx(tx => claim(scope, tx, connectionId, lease))
    } catch (error) {
      // Another worker took a delivery of the same customer between our look and our claim: the index decides, we look again.
      if (tries === 3 || !['23505', '40P01'].includes(sqlState(error) ?? '')) throw error
    }
  }
}

async function claim(
  scope: Scope,
  tx: Tx,
  connectionId: string,
  lease: { limit: number; leaseMs: number },
): Promise<Wave | undefined> {
  const now = new Date(scope.clock.now())
  const found = await tx
    .selectFrom('app.connections')
    .select(['connector', 'name', 'settings', 'secrets', 'mapping', 'state', 'failures', 'epoch', 'trouble_since'])
    .where('account_id', '=', scope.accountId)
    .where('id', '=', connectionId)
    .where('state', 'in', ['connected', 'degraded'])
    .where('deleted_at', 'is', null)
    .where('not_before', '<=', now)
    .executeTakeFirst()
  if (!found) return undefined
  const degraded = found.state === 'degraded'
  if (degraded && !(await holdProbe(scope, tx, connectionId, now, lease.leaseMs))) return undefined
  const items = await take(scope, tx, connectionId, now, { ...lease, limit: degraded ? 1 : lease.limit, degraded })
  const { connector, name, secrets, failures, epoch } = found
  const settings = found.settings as Record<string, string>
  const mapping = found.mapping as Record<string, string>
  const troubled = found.trouble_since !== null
  return { connection: { connector, name, settings, secrets, mapping, degraded, troubled, failures, epoch }, items }
}

/** While a connection is degraded one worker tries it at a time: whoever moves the gate on. */
async function holdProbe(scope: Scope, tx: Tx, connectionId: string, now: Date, leaseMs: number): Promise<boolean> {
  const held = await sql`
    update app.connections c set not_before = ${new Date(now.getTime() + leaseMs)}
    where c.account_id = ${scope.accountId} and c.id = ${connectionId} and c.state = 'degraded' and c.not_before <= ${now}
      and exists (select from app.deliveries d where d.account_id = c.account_id and d.connection_id = c.id
        and d.state in ('pending', 'retrying') and (d.state = 'pending' or d.due_at <= ${now}))`.execute(tx)
  return held.numAffectedRows === 1n
}

async function take(
  scope: Scope,
  tx: Tx,
  connectionId: string,
  now: Date,
  lease: { limit: number; leaseMs: number; degraded: boolean },
): Promise<Claimed[]> {
  // A probe takes the one that was tried least: the oldest might itself be what the CRM stumbles over.
  const order = lease.degraded ? sql`d.attempts, d.id` : sql`d.id`
  const taken = await sql<ClaimedRow>`
    with picked as (
      select d.id from app.deliveries d
      where d.account_id = ${scope.accountId} and d.connection_id = ${connectionId}
        and d.state in ('pending', 'retrying') and (d.state = 'pending' or d.due_at <= ${now})
        and not exists (select from app.deliveries o where o.account_id = d.account_id and o.connection_id = d.connection_id
          and o.customer_key = d.customer_key and o.state in ('pending', 'retrying') and o.id < d.id offset 0)
        and not exists (select from app.deliveries o where o.account_id = d.account_id and o.connection_id = d.connection_id
          and o.customer_key = d.customer_key and o.state = 'delivering' offset 0)
      order by ${order} limit ${lease.limit}
      for no key update skip locked
    ), taken as (
      update app.deliveries d
      set state = 'delivering', fence = d.fence + 1, attempts = d.attempts + 1, lease_until = ${new Date(now.getTime() + lease.leaseMs)}
      -- An array, since a join would have the planner read all deliveries that ever were.
      where d.account_id = ${scope.accountId} and d.id = any(array(select id from picked))
      returning d.*
    )
    select t.id, t.signup_id as "signupId", t.kind, t.customer_key as "customerKey", t.fence::text, t.attempts,
      t.maybe_sent as "maybeSent", m.at as "maybeSentAt", t.fill_blanks as "fillBlanks", t.waiting_since as "waitingSince", r.record_id as "recordId",
      s.first_name as "firstName", s.last_name as "lastName", s.email, s.phone, s.answers, s.language,
      s.offer_code as "offerCode", s.test, s.captured_at as "capturedAt", s.received_at as "receivedAt",
      st.name as store, dev.name as device, f.name as form, k.consents
    from taken t
    join app.signups s on s.account_id = t.account_id and s.id = t.signup_id
    left join app.crm_records r
      on r.account_id = t.account_id and r.connection_id = t.connection_id and r.customer_key = t.customer_key
    left join app.stores st on st.account_id = s.account_id and st.id = s.store_id
    left join app.form_versions v on v.account_id = s.account_id and v.id = s.form_version_id
    left join app.forms f on f.account_id = v.account_id and f.id = v.form_id
    left join app.pairings p on p.account_id = s.account_id and p.id = s.credential_id
    left join app.devices dev on dev.account_id = p.account_id and dev.id = p.device_id
    left join lateral (
      select max(a.ended_at) as at from app.attempts a
      where t.maybe_sent and a.account_id = t.account_id and a.delivery_id = t.id
        and (a.outcome = 'lost' or a.detail->'wrote' = 'true'::jsonb)
    ) m on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('purpose', x.purpose, 'given', c.given, 'version', x.version,
        'language', c.language, 'text', x.text, 'textHash', encode(c.text_hash, 'hex')) order by x.purpose) as consents
      from app.consents c join app.consent_texts x on x.account_id = c.account_id and x.id = c.consent_text_id
      where c.account_id = s.account_id and c.signup_id = s.id
    ) k on true
    order by t.id`.execute(tx)
  return taken.rows.map(presentClaimed)
}

type ClaimedRow = Omit<Claimed, 'signup'> & Omit<ClaimedSignup, 'consents'> & { consents: ClaimedConsent[] | null }

function presentClaimed(row: ClaimedRow): Claimed {
  const { id, signupId, kind, customerKey, fence, attempts, maybeSent, maybeSentAt } = row
  const { fillBlanks, waitingSince, recordId } = row
  const { firstName, lastName, email, phone, answers, language, offerCode, test, capturedAt, receivedAt } = row
  const { store, device, form, consents } = row
  return {
    ...{ id, signupId, kind, customerKey, fence, attempts, maybeSent, maybeSentAt },
    ...{ fillBlanks, waitingSince, recordId },
    signup: {
      ...{ firstName, lastName, email, phone, answers, language, offerCode, test, capturedAt, receivedAt },
      ...{ store, device, form, consents: consents ?? [] },
    },
  }
}
