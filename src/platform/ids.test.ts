import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeAlphabet, randomCode, randomFraction, randomToken, sha256, uuidv7 } from './ids.ts'

describe('ids', () => {
  it('makes version 7 UUIDs whose order is time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 1_000_000 }), (at, later) => {
        const first = uuidv7({ now: () => at })
        expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(uuidv7({ now: () => at + later }) > first).toBe(true)
      }),
    )
  })

  it('makes codes that can be read aloud', () => {
    expect(randomCode(200)).toMatch(new RegExp(`^[${codeAlphabet}]{200}$`))
    expect(codeAlphabet).not.toMatch(/[0O1IL2Z5S8BUV]/)
  })

  it('makes tokens, fractions and digests', () => {
    expect(Buffer.from(randomToken(32), 'base64url')).toHaveLength(32)
    expect(randomFraction()).toBeLessThan(1)
    expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
