import { hash } from 'node:crypto'
import { SealBroken } from '../../platform/crypto/hpke.ts'
import type { Ports } from '../../platform/ports.ts'
import { rowOfContent, rowOfQuarantine } from './content.ts'
import {
  type Envelope,
  envelopeSchema,
  type IntakeAnswer,
  type SignupContent,
  signedText,
  signupContentSchema,
} from './contract.ts'
import { type Credential, credentialsOf } from './credentials.ts'
import { type CaptureItem, intakeOf } from './intake.ts'
import { knownOf } from './known.ts'
import { openingKeyOf } from './opening-keys.ts'
import { answerOf } from './plain.ts'
import { openEnvelope, verifyEnvelope } from './seal.ts'

/**
 * Takes what a tablet hands in, one answer per envelope, in order. `device` is the credential that the request was proven
 * with. Whatever is signed by the tablet's key is stored, as accepted or quarantined; only what is no envelope of this
 * tablet at all is `invalid`. Throws only when the database cannot store anything just now.
 */
export async function handInEnvelopes(ports: Ports, device: Credential, envelopes: unknown[]): Promise<IntakeAnswer[]> {
  // Checked and opened side by side, then stored in the order in which they came.
  const checked = await Promise.all(envelopes.map(envelope => check(ports, device, envelope)))
  return Promise.all(checked.map(async one => ('item' in one ? store(ports, one) : one.refusal)))
}

type Checked = { item: CaptureItem; envelope: Envelope } | { refusal: IntakeAnswer }

async function check(ports: Ports, device: Credential, input: unknown): Promise<Checked> {
  const parsed = envelopeSchema.safeParse(input)
  if (!parsed.success) return { refusal: invalid(input, 'This is not a sealed sign-up') }
  const envelope = parsed.data
  if (!device.publicKey || !(await verifyEnvelope(device.publicKey, envelope))) {
    return { refusal: invalid(input, 'This was not signed by this tablet') }
  }
  return { item: await itemOf(ports, device, envelope), envelope }
}

async function store(
  ports: Ports,
  { item, envelope }: { item: CaptureItem; envelope: Envelope },
): Promise<IntakeAnswer> {
  const intake = intakeOf(ports)
  const answer = answerOf(item.id, await intake.capture(item))
  if (answer.status === 'conflict') await intake.keepContradiction(item, JSON.stringify(envelope))
  return answer
}

async function itemOf(ports: Ports, device: Credential, envelope: Envelope): Promise<CaptureItem> {
  const pairing = await pairingOf(ports, device, envelope)
  const credential = pairing ?? device
  const of = {
    accountId: credential.accountId,
    credentialId: credential.id,
    id: envelope.id.toLowerCase(),
    // A number counts within its pairing; without that pairing it says nothing.
    number: pairing ? envelope.number : null,
    digest: hash('sha256', `${signedText(envelope)}\n${envelope.sig}`, 'hex'),
  }
  const quarantined = (reason: string) => rowOfQuarantine({ ...of, reason, body: JSON.stringify(envelope) })
  if (!pairing) return quarantined('It names a pairing that is not one of this tablet')
  if (credential.ended?.reason === 'stolen' || device.ended?.reason === 'stolen') {
    return quarantined('The tablet was reported stolen')
  }
  const opened = await openContent(ports, credential.accountId, envelope)
  if ('reason' in opened) return quarantined(opened.reason)
  const unknown = await knownOf(ports).unknownIn(credential.accountId, opened.content)
  const first = unknown?.[0]
  return first ? quarantined(`${first.path}: ${first.message}`) : rowOfContent(opened.content, of)
}

/** The pairing under which it was captured: the proven one, or an earlier or later one of the same key in the same account. */
async function pairingOf(ports: Ports, device: Credential, envelope: Envelope): Promise<Credential | undefined> {
  if (envelope.pairing === device.id) return device
  const other = await credentialsOf(ports).byId(envelope.pairing.toLowerCase())
  const isSameTablet =
    other?.accountId === device.accountId && other.jwk?.x === device.jwk?.x && other.jwk?.y === device.jwk?.y
  return isSameTablet ? other : undefined
}

async function openContent(
  ports: Ports,
  accountId: string,
  envelope: Envelope,
): Promise<{ content: SignupContent } | { reason: string }> {
  const key = await openingKeyOf(ports, accountId, envelope.key.toLowerCase())
  if (!key) return { reason: 'It is sealed to a key that this account does not have' }
  let text: string
  try {
    text = (await openEnvelope(key, envelope)).toString('utf8')
  } catch (error) {
    if (error instanceof SealBroken) return { reason: 'The seal could not be opened' }
    throw error
  }
  const content = signupContentSchema.safeParse(parseJson(text))
  if (content.success) return { content: content.data }
  // Where it is wrong, and never what was typed there.
  const issue = content.error.issues[0]
  return { reason: `${issue?.path.join('.') || 'content'}: ${issue?.message ?? 'not readable'}`.slice(0, 300) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function invalid(input: unknown, reason: string): IntakeAnswer {
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : null
  return { id: typeof id === 'string' ? id.slice(0, 100) : null, status: 'invalid', receivedAt: null, reason }
}
