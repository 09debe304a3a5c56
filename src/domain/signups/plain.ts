import { Problem } from '../../platform/errors.ts'
import type { Ports } from '../../platform/ports.ts'
import { digestOfContent, rowOfContent } from './content.ts'
import type { IntakeAnswer, PlainSignup } from './contract.ts'
import type { Credential } from './credentials.ts'
import { intakeOf } from './intake.ts'
import { knownOf, type Unknown } from './known.ts'
import type { Verdict } from './store.ts'

export type Captured = { answer: IntakeAnswer; isNew: boolean }

/**
 * Takes a sign-up that came in the clear, from an API key or a phone form. Resolves after its commit; the same sign-up
 * again gets the first answer, another one under the same id the status `conflict`.
 * Throws `Problem('invalid')` when it names a form version or a consent text that the account does not have.
 */
export async function capturePlain(ports: Ports, credential: Credential, signup: PlainSignup): Promise<Captured> {
  const unknown = knownOf(ports).unknownIn(credential.accountId, signup)
  if (unknown !== undefined) refuseUnknown(await unknown)
  const item = rowOfContent(signup, {
    accountId: credential.accountId,
    credentialId: credential.id,
    id: signup.id.toLowerCase(),
    number: null,
    digest: digestOfContent(signup),
  })
  const intake = intakeOf(ports)
  const verdict = await intake.capture(item)
  const answer = answerOf(item.id, verdict)
  if (answer.status === 'conflict') await intake.keepContradiction(item, JSON.stringify(signup))
  return { answer, isNew: verdict.verdict === 'new' }
}

/** What the sender is told: the same for the same bytes, for ever. A tombstone answers whatever comes for it. */
export function answerOf(id: string, { verdict, state, reason, receivedAt }: Verdict): IntakeAnswer {
  if (verdict === 'contradicting' && state !== 'erased') {
    return { id, status: 'conflict', receivedAt: null, reason: 'Another sign-up has this id' }
  }
  return { id, status: state, receivedAt: receivedAt.toISOString(), reason }
}

function refuseUnknown(fields: Unknown[]): void {
  if (fields.length > 0) throw new Problem('invalid', undefined, { fields })
}
