import type { PlainSignup } from '../../../src/domain/signups/contract.ts'
import type { Outcome } from '../../ui/form/SignupForm.tsx'
import { chance, request, sleep } from '../../ui/platform.ts'

/**
 * Sends a sign-up until the server has it or will never take it. The id makes it one sign-up however often it is sent, so what
 * may or may not have arrived is simply sent again. `waiting` is told when it takes longer than it should.
 */
export async function sendSignup(
  token: string,
  signup: PlainSignup,
  waiting: (waits: boolean) => void,
  send: typeof request = request,
): Promise<Outcome> {
  for (let failures = 0; ; failures++) {
    const status = await post(token, signup, send)
    if (status !== 'again') {
      waiting(false)
      return status
    }
    waiting(true)
    await Promise.race([sleep(Math.min(1_000 * 2 ** failures, 15_000) * (0.5 + chance() / 2)), online()])
  }
}

async function post(token: string, signup: PlainSignup, send: typeof request): Promise<Outcome | 'again'> {
  try {
    const { ok, status } = await send(`/public/api/storefronts/${encodeURIComponent(token)}/signups`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(signup),
    })
    // 409: it arrived before, and the answer was lost while something was changed. The first one counts.
    if (ok || status === 409) return 'kept'
    if (status === 413) return 'too-large'
    return status >= 500 || status === 429 || status === 408 ? 'again' : 'refused'
  } catch {
    return 'again'
  }
}

/** The moment at which the phone says that it has a network again. */
function online(): Promise<void> {
  return new Promise(resolve => window.addEventListener('online', () => resolve(), { once: true }))
}
