import type { FastifyInstance } from 'fastify'
import { hashPassword, openAccount } from '../../src/domain/accounts/index.ts'
import { publishForm, welcomeTemplate } from '../../src/domain/forms/index.ts'
import { addStore } from '../../src/domain/stores/index.ts'
import type { Ports } from '../../src/platform/ports.ts'
import { accountScope, type Scope } from '../../src/platform/scope.ts'
import { onDatabase } from './retailer.ts'

export const password = 'a sentence that only Ada says'

export type Shop = { scope: Scope; accountId: string; storeId: string; formId: string; email: string }

/** A verified account with its owner, one form and one store, made by the doors of their rooms. */
export async function openShop(
  ports: Ports,
  given: { name?: string; email?: string; verified?: boolean } = {},
): Promise<Shop> {
  const { name = 'Madder & Rye', email = 'ada@example.com', verified = true } = given
  const owner = { name: 'Ada Lovelace', email, passwordHash: await hashPassword(password), verified }
  const shop = { name, country: 'NL', timeZone: 'Europe/Amsterdam' }
  let [storeId, formId] = ['', '']
  const scope = await openAccount(ports, { owner, shop }, async (tx, opened) => {
    formId = (await publishForm(tx, opened, welcomeTemplate(name))).formId
    storeId = await addStore(tx, opened, { ...shop, formId })
  })
  return { scope, accountId: scope.accountId, storeId, formId, email }
}

/** The same account in another role. */
export function asRole(scope: Scope, role: string): Scope {
  return accountScope(scope.ports, scope.accountId, { ...scope.actor, role })
}

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer it says itself
export type Answer = { status: number; body: any; headers: Record<string, unknown>; cookies: string[] } // oxlint-disable-line typescript/no-explicit-any
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type Ask = (method: Method, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

/** What the dashboard's pages send, as a browser does. */
export function browser(server: FastifyInstance, cookie?: string): Ask {
  return async (method, path, body, headers = {}) => {
    const answer = await server.inject({
      method,
      url: `/dashboard/api/${path}`,
      headers: { host: 'localhost:4180', 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }), ...headers },
      ...(body !== undefined && { payload: body as object }),
    })
    return {
      status: answer.statusCode,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
      headers: answer.headers,
      cookies: [answer.headers['set-cookie'] ?? []].flat(),
    }
  }
}

export async function signedIn(server: FastifyInstance, email = 'ada@example.com'): Promise<Ask> {
  const answer = await browser(server)('POST', 'session', { email, password })
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}`)
  return browser(server, answer.cookies.map(line => line.split(';')[0]).join('; '))
}

/** Adds somebody to an account, with the usual password. */
export async function addMember(
  adminUrl: string,
  member: { accountId: string; email: string; role: string },
): Promise<void> {
  const passwordHash = await hashPassword(password)
  await onDatabase(adminUrl, async client => {
    const { rows } = await client.query<{ id: string }>(
      `insert into directory.people (name, email, email_verified) values ($1, $2, true) returning id`,
      [member.role, member.email],
    )
    const id = rows[0]?.id
    await client.query(
      `insert into directory.logins (person_id, provider_id, provider_account_id, password) values ($1, 'credential', $2, $3)`,
      [id, id, passwordHash],
    )
    await client.query(`insert into app.members (account_id, person_id, role) values ($1, $2, $3)`, [
      member.accountId,
      id,
      member.role,
    ])
  })
}

export type SentMail = { to: string; subject: string; text: string; html: string }

/** The mails that wait to be sent, oldest first. */
export async function mailsWaiting(adminUrl: string): Promise<SentMail[]> {
  return onDatabase(adminUrl, async client => {
    const { rows } = await client.query<{ payload: SentMail }>(
      `select j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'account-mail' order by j.id`,
    )
    return rows.map(row => row.payload)
  })
}

export function tokenIn(mail: SentMail | undefined): string {
  return /token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}
