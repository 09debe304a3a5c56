import { expect, test } from 'vitest'
import { maxSignupBytes, type PlainSignup } from '../../../src/domain/signups/contract.ts'
import { openEnvelope, verifyEnvelope } from '../../../src/domain/signups/seal.ts'
import { generateOpeningKey } from '../../../src/platform/crypto/hpke.ts'
import { importDeviceKey } from '../../../src/platform/crypto/signatures.ts'
import { uuidv7 } from '../../ui/platform.ts'
import { makeDeviceKey } from './keys.ts'
import { fitsWire, sealSignup } from './seal.ts'

const signup: PlainSignup = {
  id: uuidv7(),
  answers: { firstName: 'Ada ☕ עדה', email: 'ada@example.com' },
  consents: [],
}
const { id, ...content } = signup

async function sealed(about: PlainSignup = signup) {
  const key = await makeDeviceKey()
  const opening = await generateOpeningKey()
  const envelope = await sealSignup(about, {
    pairing: { id: uuidv7(), key, lastNumber: 0, ended: null },
    number: 1,
    openingKey: { id: uuidv7(), publicKey: opening.publicKey },
  })
  return { key, opening, envelope }
}

test('the server opens what the tablet sealed, and knows the tablet by its signature', async () => {
  const { key, opening, envelope } = await sealed()
  expect(envelope).toMatchObject({ v: 1, id, number: 1 })
  expect(await verifyEnvelope(importDeviceKey(key.publicKey), envelope)).toBe(true)
  expect(JSON.parse((await openEnvelope(opening.privateKey, envelope)).toString())).toEqual(content)
  await expect(openEnvelope(opening.privateKey, { ...envelope, number: 2 })).rejects.toThrow()
  expect(await verifyEnvelope(importDeviceKey(key.publicKey), { ...envelope, number: 2 })).toBe(false)
})

test('the key can be used on the tablet and never be read out', async () => {
  const { privateKey } = await makeDeviceKey()
  await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow()
})

test('what is said to fit, fits when it is sealed', async () => {
  const long = (length: number): PlainSignup => ({
    ...signup,
    answers: { email: 'a@example.com', firstName: 'é'.repeat(length) },
  })
  expect(fitsWire(signup)).toBe(true)
  let largest = 1
  for (let step = 32_768; step >= 1; step = Math.floor(step / 2)) if (fitsWire(long(largest + step))) largest += step
  const { envelope } = await sealed(long(largest))
  expect(JSON.stringify(envelope).length).toBeLessThanOrEqual(maxSignupBytes)
  expect(fitsWire(long(largest + 1))).toBe(false)
})
