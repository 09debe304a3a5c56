import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { generateOpeningKey, SealBroken, seal } from '../../platform/crypto/hpke.ts'
import { importDeviceKey, signEs256, verifyEs256 } from '../../platform/crypto/signatures.ts'
import { type Envelope, envelopeHeader, sealingPurpose, signedText } from './envelope.ts'
import { openEnvelope, verifyEnvelope } from './seal.ts'

const device = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const opening = await generateOpeningKey()
const deviceKey = importDeviceKey(device.publicKey.export({ format: 'jwk' }))

test('the server takes what the device sealed and signed', async () => {
  const envelope = await captured('{"email":"ada@example.com"}')
  expect(await verifyEnvelope(deviceKey, envelope)).toBe(true)
  expect((await openEnvelope(opening.privateKey, envelope)).toString()).toBe('{"email":"ada@example.com"}')
})

test('a signature made in the browser by WebCrypto is taken', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const text = 'customerinfo'
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Buffer.from(text))
  const key = importDeviceKey(await crypto.subtle.exportKey('jwk', pair.publicKey))
  expect(await verifyEs256(key, text, Buffer.from(signature).toString('base64url'))).toBe(true)
})

test('whoever changes a part of the envelope breaks the signature, and what is bound breaks the seal', async () => {
  const envelope = await captured('{}')
  const changes: Partial<Envelope>[] = [
    { id: '01890000-0000-7000-8000-000000000009' },
    { pairing: '00000000-0000-4000-8000-000000000009' },
    { number: 2 },
    { key: '00000000-0000-4000-8000-000000000008' },
  ]
  for (const change of changes) {
    expect(await verifyEnvelope(deviceKey, { ...envelope, ...change })).toBe(false)
    await expect(openEnvelope(opening.privateKey, { ...envelope, ...change })).rejects.toThrow(SealBroken)
  }
  expect(await verifyEnvelope(deviceKey, { ...envelope, ct: `${envelope.ct}AA` })).toBe(false)
  expect(await verifyEnvelope(deviceKey, { ...envelope, sig: 'AAAA' })).toBe(false)
  expect(await verifyEnvelope(deviceKey, { ...envelope, sig: Buffer.alloc(64).toString('base64url') })).toBe(false)
})

test('only a public key of P-256 can be a device key', () => {
  expect(() => importDeviceKey({ kty: 'oct', k: 'AAAA' })).toThrow(TypeError)
  expect(() => importDeviceKey({ kty: 'EC', crv: 'P-384', x: 'A', y: 'A' })).toThrow(TypeError)
})

async function captured(answers: string): Promise<Envelope> {
  const head = {
    id: '01890000-0000-7000-8000-000000000001',
    pairing: '00000000-0000-4000-8000-000000000001',
    number: 1,
    key: '00000000-0000-4000-8000-000000000002',
  }
  const sealed = await seal({
    publicKey: opening.publicKey,
    plaintext: Buffer.from(answers),
    info: Buffer.from(sealingPurpose),
    aad: Buffer.from(envelopeHeader(head)),
  })
  const body = { ...head, enc: sealed.enc.toString('base64url'), ct: sealed.ciphertext.toString('base64url') }
  return { v: 1, ...body, sig: signEs256(device.privateKey, signedText(body)) }
}
