import { APIError } from 'better-auth'
import { Problem } from '../../platform/errors.ts'
import { sha256 } from '../../platform/ids.ts'
import { giveBack, limitedAddress, spend } from '../../platform/limits.ts'
import type { Ports } from '../../platform/ports.ts'
import { authOf } from './auth.ts'
import { sendConfirmation } from './confirmation.ts'

/** Who asks: the address for limits, the browser for the list of sessions, how the request came for the cookie. */
export type Caller = { address: string; userAgent: string; secure: boolean }

const minutes = 60 * 1000
/** One address trying many people; then someone's typing errors; then many addresses trying one person. */
const limits = {
  address: { max: 100, perMs: 15 * minutes },
  pair: { max: 10, perMs: 15 * minutes },
  person: { max: 100, perMs: 60 * minutes },
}

/**
 * Answers the cookies of a new session.
 * @throws Problem unauthenticated for a wrong address or password, the same for both; forbidden with `confirm` when the
 * password is right but the address not confirmed, for which the link is sent again; too-many
 */
export async function signIn(
  ports: Ports,
  { email, password }: { email: string; password: string },
  caller: Caller,
): Promise<{ personId: string; cookies: string[] }> {
  const who = sha256(email).toString('base64url').slice(0, 22)
  const from = limitedAddress(caller.address)
  const counters = [
    // First, so that who tries one made-up name after the other leaves no counter of each behind.
    { key: `sign-in:${from}`, limit: limits.address },
    { key: `sign-in:${who}:${from}`, limit: limits.pair },
    { key: `sign-in:${who}`, limit: limits.person },
  ]
  for (const { key, limit } of counters) await spend(ports, key, limit)
  const headers = new Headers({ 'user-agent': caller.userAgent, 'x-forwarded-for': caller.address })
  const answer = await authOf(ports)
    .api.signInEmail({ body: { email, password }, headers, returnHeaders: true })
    .catch(error => refuse(ports, email, error))
  for (const { key, limit } of counters) await giveBack(ports, key, limit)
  return { personId: answer.response.user.id, cookies: cookiesOf(answer.headers, caller.secure) }
}

async function refuse(ports: Ports, email: string, error: unknown): Promise<never> {
  if (!(error instanceof APIError)) throw error
  if (error.status !== 'FORBIDDEN')
    throw new Problem('unauthenticated', 'This address and password do not go together.')
  await sendConfirmation(ports, email)
  throw new Problem('forbidden', 'Confirm your e-mail address first: we have just sent you the link again.', {
    extra: { confirm: true },
  })
}

export type SignedIn = {
  sessionId: string
  person: { id: string; name: string; email: string; emailVerified: boolean }
  /** Set when the session was prolonged. */
  cookies: string[]
}

/** Whose session the cookie is; undefined when there is none, or it has ended. */
export async function whoIsSignedIn(
  ports: Ports,
  cookie: string | undefined,
  secure: boolean,
): Promise<SignedIn | undefined> {
  if (cookie === undefined) return undefined
  const { response, headers } = await authOf(ports).api.getSession({
    headers: new Headers({ cookie }),
    returnHeaders: true,
  })
  if (!response) return undefined
  const { id, name, email, emailVerified } = response.user
  return {
    sessionId: response.session.id,
    person: { id, name, email, emailVerified },
    cookies: cookiesOf(headers, secure),
  }
}

/** Ends the session of this cookie; answers the cookies that make the browser forget it. */
export async function signOut(ports: Ports, cookie: string | undefined, secure: boolean): Promise<string[]> {
  const headers = new Headers(cookie === undefined ? {} : { cookie })
  const answer = await authOf(ports).api.signOut({ headers, returnHeaders: true })
  return cookiesOf(answer.headers, secure)
}

/** One process may answer http://localhost and https:// of the local network: each gets the cookie it can keep. */
function cookiesOf(headers: Headers, secure: boolean): string[] {
  return headers.getSetCookie().map(cookie => (secure ? `${cookie}; Secure` : cookie))
}
