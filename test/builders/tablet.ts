import { generateKeyPairSync, hash, type KeyObject, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type Envelope, envelopeHeader, sealingPurpose, signedText } from '../../src/domain/signups/contract.ts'
import { seal } from '../../src/platform/crypto/hpke.ts'
import { signEs256 } from '../../src/platform/crypto/signatures.ts'
import { uuidv7 } from '../../src/platform/ids.ts'
import { onDatabase, type Retailer } from './retailer.ts'

export type Jwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string }
export type TabletKey = { privateKey: KeyObject; jwk: Jwk }

export function makeTabletKey(): TabletKey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey: pair.privateKey, jwk: pair.publicKey.export({ format: 'jwk' }) as Jwk }
}

/** Pairs a key with the retailer's store as if a member had typed the code; answers the pairing's id. */
export async function pairTablet(
  databaseUrl: string,
  retailer: Retailer,
  key: TabletKey,
  ended?: { reason: string },
): Promise<string> {
  const [stand, device, pairing] = [randomUUID(), randomUUID(), randomUUID()]
  const { accountId, storeId } = retailer
  await onDatabase(databaseUrl, async client => {
    await client.query('begin')
    await client.query(`insert into app.stands (account_id, id, store_id, name) values ($1, $2, $3, 'counter 1')`, [
      accountId,
      stand,
      storeId,
    ])
    await client.query(`insert into app.devices (account_id, id, name, uid) values ($1, $2, 'Annabella', $3)`, [
      accountId,
      device,
      key.jwk.x,
    ])
    await client.query(
      `insert into directory.credentials (account_id, id, kind, public_key, store_id, ended_at, end_reason)
       values ($1, $2, 'device', $3, $4, case when $5::text is null then null else now() end, $5)`,
      [accountId, pairing, key.jwk, storeId, ended?.reason ?? null],
    )
    await client.query(
      `insert into app.pairings (account_id, id, stand_id, device_id, started_by, ended_at, end_reason)
       values ($1, $2, $3, $4, $5, case when $6::text is null then null else now() end, $6)`,
      [accountId, pairing, stand, device, randomUUID(), ended?.reason ?? null],
    )
    await client.query('commit')
  })
  return pairing
}

export type Sealing = {
  key: TabletKey
  pairing: string
  number: number
  openingKey: { id: string; publicKey: string }
  content: unknown
  id?: string
}

/** A sealed sign-up, as a tablet makes it. `content` may also be text that is no JSON. */
export async function sealSignup({ key, pairing, number, openingKey, content, id }: Sealing): Promise<Envelope> {
  const head = { id: id ?? uuidv7(Date), pairing, number, key: openingKey.id }
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const sealed = await seal({
    publicKey: openingKey.publicKey,
    plaintext: Buffer.from(text),
    info: Buffer.from(sealingPurpose),
    aad: Buffer.from(envelopeHeader(head)),
  })
  const body = { ...head, enc: sealed.enc.toString('base64url'), ct: sealed.ciphertext.toString('base64url') }
  return { v: 1, ...body, sig: signEs256(key.privateKey, signedText(body)) }
}

export type ProofParts = {
  method: string
  path: string
  body?: string
  nonce?: string
  kid?: string
  host?: string
  jti?: string
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
}

/** The header `DPoP`. Without `kid` the key itself is shown, as while pairing. */
export function makeProof(key: TabletKey, parts: ProofParts): string {
  const header = {
    typ: 'dpop+jwt',
    alg: 'ES256',
    ...(parts.kid ? { kid: parts.kid } : { jwk: key.jwk }),
    ...parts.header,
  }
  const claims = {
    htm: parts.method,
    htu: `http://${parts.host ?? 'localhost:80'}${parts.path}`,
    jti: parts.jti ?? randomUUID(),
    nonce: parts.nonce,
    bth: hash('sha256', parts.body ?? '', 'base64url'),
    ...parts.claims,
  }
  const signed = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${signEs256(key.privateKey, signed)}`
}

/** What a tablet sends through `inject`, proven with a fresh nonce. */
export async function askAsTablet(
  server: FastifyInstance,
  key: TabletKey,
  parts: { method: 'GET' | 'POST'; path: string; kid?: string; body?: unknown },
) {
  const nonce = String((await server.inject('/kiosk/api/nonce')).headers['dpop-nonce'])
  const body = parts.body === undefined ? undefined : JSON.stringify(parts.body)
  const proof = makeProof(key, { ...parts, nonce, ...(body === undefined ? { body: '' } : { body }) })
  return server.inject({
    method: parts.method,
    url: parts.path,
    headers: { dpop: proof, host: 'localhost:80', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { payload: body }),
  })
}
