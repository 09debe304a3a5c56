import { createHmac, hash, type KeyObject } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { publicKeySchema } from '../domain/devices/contract.ts'
import type { ProvenDevice, PublicKey } from '../domain/devices/index.ts'
import { type Credential, credentialsOf } from '../domain/signups/index.ts'
import { importDeviceKey, verifyEs256 } from '../platform/crypto/signatures.ts'
import { Problem } from '../platform/errors.ts'
import { gather } from '../platform/gather.ts'
import type { Ports } from '../platform/ports.ts'
import { accountScope } from '../platform/scope.ts'
import '../platform/requests.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The pairing's credential behind a proven request of a tablet. */
    credential: Credential
    /** Name of the proof and hash of the body that it speaks of, until both are checked. */
    proof: { jti: string; bth: string }
  }
  interface FastifyContextConfig {
    /** `none`: open to everybody. Default: proven by a pairing's key, or, while pairing, by the one that is offered. */
    proof?: 'none'
    /** Open to a tablet whose pairing has ended. */
    endedMay?: boolean
  }
}

/**
 * Each request of a tablet proves the tablet's key (the shape of RFC 9449): for this method and address, this body, once,
 * and lately, by a nonce of ours and not by the tablet's clock. The signature is checked before a body is read; the body's
 * hash before it is parsed.
 */
export function proveDevices(
  server: FastifyInstance,
  ports: Ports,
  isPairingRoute: (request: FastifyRequest) => boolean,
): void {
  const nonces = openNonces(ports)
  const spendOnce = gather<string, boolean>(names => useProofs(ports, names), { max: 500 })

  for (const name of ['device', 'proofKey', 'credential', 'proof'] as const) server.decorateRequest(name, null as never)
  // Made only for those who ask: the hottest route does not.
  server.decorateRequest('scope', {
    getter(this: FastifyRequest) {
      return accountScope(ports, this.device.accountId, { kind: 'device', id: this.device.pairingId })
    },
  } as never)

  server.addHook('onRequest', async (request, reply) => {
    reply.header('dpop-nonce', nonces.current()).header('cache-control', 'no-store')
    if (request.routeOptions.config.proof === 'none' || request.is404) return
    const proof = readProof(request.headers.dpop)
    if (!nonces.accepts(proof.claims.nonce)) throw refused('A new nonce is needed', { proof: 'nonce' })
    checkTarget(request, proof.claims)
    const key = isPairingRoute(request) ? keyOfNewcomer(request, proof) : await keyOfPairing(ports, request, proof)
    if (!(await verifyEs256(key, proof.signed, proof.signature)))
      throw refused('The proof is not signed by this tablet')
    request.proof = { jti: proof.claims.jti, bth: proof.claims.bth }
    refuseEnded(request)
  })

  server.removeContentTypeParser('text/plain')
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      checkBody(request, body)
      done(null, parseBody(body))
    } catch (error) {
      done(error as Error)
    }
  })

  server.addHook('preValidation', async request => {
    if (!request.proof) return
    if (request.body === undefined) checkBody(request, '')
    // Last of all, so that only what is genuine takes room among the used ones.
    const isFresh = await spendOnce(`${request.proofKey.x}.${request.proof.jti}`)
    if (!isFresh) throw refused('This proof was used before')
  })
}

const headerSchema = z.object({
  typ: z.literal('dpop+jwt'),
  alg: z.literal('ES256'),
  kid: z.optional(z.uuid()),
  jwk: z.optional(publicKeySchema),
})
const claimsSchema = z.object({
  htm: z.string(),
  htu: z.string().check(z.maxLength(2000)),
  jti: z.string().check(z.minLength(8), z.maxLength(100)),
  nonce: z.optional(z.string()),
  bth: z.string(),
})

type Proof = {
  header: z.infer<typeof headerSchema>
  claims: z.infer<typeof claimsSchema>
  signed: string
  signature: string
}

function readProof(text: string | string[] | undefined): Proof {
  if (typeof text !== 'string') throw refused('A proof of the tablet’s key is needed', { proof: 'missing' })
  const [head = '', body = '', signature = '', ...more] = text.split('.')
  const header = headerSchema.safeParse(readPart(head))
  const claims = claimsSchema.safeParse(readPart(body))
  if (!header.success || !claims.success || more.length > 0) throw refused('The proof cannot be read')
  return { header: header.data, claims: claims.data, signed: `${head}.${body}`, signature }
}

function readPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** The scheme is left out: behind a proxy we do not see the one that the tablet used. */
function checkTarget(request: FastifyRequest, claims: Proof['claims']): void {
  const url = URL.parse(claims.htu)
  const path = request.url.split('?', 1)[0]
  if (
    claims.htm !== request.method ||
    !url ||
    plainHost(url.host) !== plainHost(request.host) ||
    url.pathname !== path
  ) {
    throw refused('The proof is for another request')
  }
}

/** Some proxies write the port that every scheme has anyway. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/:(80|443)$/, '')
}

function keyOfNewcomer(request: FastifyRequest, { header }: Proof): KeyObject {
  if (!header.jwk) throw refused('A tablet that pairs shows its key')
  request.proofKey = header.jwk
  try {
    return importDeviceKey(header.jwk)
  } catch {
    throw refused('This is not a key that can be used')
  }
}

async function keyOfPairing(ports: Ports, request: FastifyRequest, { header }: Proof): Promise<KeyObject> {
  const credential = header.kid === undefined ? undefined : await credentialsOf(ports).byId(header.kid.toLowerCase())
  if (!credential?.publicKey || !credential.jwk) throw refused('This tablet is not paired')
  request.credential = credential
  request.proofKey = credential.jwk
  request.device = {
    pairingId: credential.id,
    accountId: credential.accountId,
    publicKey: credential.jwk satisfies PublicKey,
    ended: endOf(credential),
  }
  return credential.publicKey
}

function endOf({ ended }: Credential): ProvenDevice['ended'] {
  if (!ended) return null
  return { reason: ended.reason === 'deleted' ? 'revoked' : ended.reason, at: ended.at.toISOString() }
}

/** Only told to who has proven to be that tablet. */
function refuseEnded(request: FastifyRequest): void {
  if (!request.device?.ended || request.routeOptions.config.endedMay) return
  throw refused('The pairing of this tablet has ended', { ended: { ...request.device.ended, handIn: true } })
}

function checkBody(request: FastifyRequest, body: Buffer | string): void {
  if (hash('sha256', body, 'base64url') !== request.proof?.bth) throw refused('The proof is for another body')
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new Problem('malformed', 'The body is not JSON')
  }
}

function refused(detail: string, extra: Record<string, unknown> = {}): Problem {
  return new Problem('unauthenticated', detail, { extra })
}

/** A nonce is good in its window and in the next one; so a proof is good for four minutes at most, and remembered a little longer. */
const windowMs = 120_000
const rememberedMs = 5 * 60_000

function openNonces(ports: Ports): { current(): string; accepts(nonce: string | undefined): boolean } {
  const key = ports.keyring.derive('nonce', 32)
  let made = { window: -1, current: '', previous: '' }
  const make = (window: number) => createHmac('sha256', key).update(String(window)).digest('base64url').slice(0, 22)
  const look = () => {
    const window = Math.floor(ports.clock.now() / windowMs)
    if (window !== made.window) made = { window, current: make(window), previous: make(window - 1) }
    return made
  }
  return {
    current: () => look().current,
    accepts: nonce => nonce !== undefined && (nonce === look().current || nonce === look().previous),
  }
}

/** Of each name, whether it is used for the first time; of a name that stands twice, the first. */
async function useProofs(ports: Ports, names: string[]): Promise<boolean[]> {
  const expiresAt = new Date(ports.clock.now() + rememberedMs)
  const { rows } = await ports.db.pool.query<{ use_proofs: string }>({
    name: 'use-proofs',
    text: 'select * from directory.use_proofs($1, $2)',
    values: [names, expiresAt],
  })
  const fresh = new Set(rows.map(row => row.use_proofs))
  return names.map(name => fresh.delete(name))
}
