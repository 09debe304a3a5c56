import { createPrivateKey, randomBytes } from 'node:crypto'
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  aes128gcm,
  exportOpeningKey,
  generateOpeningKey,
  importOpeningKey,
  openSealed,
  publicKeyFromRaw,
  SealBroken,
  seal,
} from './hpke.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const info = Buffer.from('customerinfo-signup-v1')
const aad = Buffer.from('customerinfo-envelope-v1\nid\npairing\n1\nkey')

describe('opening a seal', () => {
  test('agrees with RFC 9180, appendix A.3.1 (first encryption)', async () => {
    const point = hex(
      '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
    )
    const privateKey = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        d: hex('f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2').toString('base64url'),
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    })
    const opened = await openSealed({
      privateKey,
      suite: aes128gcm,
      info: hex('4f6465206f6e2061204772656369616e2055726e'),
      aad: hex('436f756e742d30'),
      enc: hex(
        '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
      ),
      ciphertext: hex('5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434'),
    })
    expect(opened.toString()).toBe('Beauty is truth, truth beauty')
  })

  test('opens what the tablet seals with @hpke/core', async () => {
    const { publicKey, privateKey } = await generateOpeningKey()
    const sealed = await sealAsTablet(publicKey, 'Ada Lovelace')
    expect((await openSealed({ privateKey, ...sealed, info, aad })).toString()).toBe('Ada Lovelace')
  })

  test('what is shorter than its own proof is broken', async () => {
    const { publicKey, privateKey } = await generateOpeningKey()
    const sealed = await seal({ publicKey, plaintext: Buffer.alloc(0), info, aad })
    expect((await openSealed({ privateKey, ...sealed, info, aad })).toString()).toBe('')
    const cut = { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 15) }
    await expect(openSealed({ privateKey, ...cut, info, aad })).rejects.toThrow(SealBroken)
  })

  test('opens with a key that was exported and imported again', async () => {
    const { publicKey, privateKey } = await generateOpeningKey()
    const again = importOpeningKey(exportOpeningKey(privateKey))
    const sealed = await seal({ publicKey, plaintext: Buffer.from('Grace Hopper'), info, aad })
    expect((await openSealed({ privateKey: again, ...sealed, info, aad })).toString()).toBe('Grace Hopper')
  })

  test('opens whatever bytes were sealed, the empty ones too', async () => {
    const { publicKey, privateKey } = await generateOpeningKey()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ maxLength: 200 }), async (plain, header) => {
        const sealed = await seal({ publicKey, plaintext: plain, info, aad: header })
        const opened = await openSealed({ privateKey, ...sealed, info, aad: header })
        expect(opened.equals(plain)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('is refused when anything was changed: key, header, purpose, any byte', async () => {
    const { publicKey, privateKey } = await generateOpeningKey()
    const other = await generateOpeningKey()
    const sealed = await seal({ publicKey, plaintext: Buffer.from('Emmy Noether'), info, aad })
    const flipped = (bytes: Buffer, at: number) => {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ 1
      return copy
    }
    const wrong = [
      { ...sealed, privateKey: other.privateKey, info, aad },
      { ...sealed, privateKey, info, aad: Buffer.from('another header') },
      { ...sealed, privateKey, info: Buffer.from('another purpose'), aad },
      ...[0, 1, 64].map(at => ({ ...sealed, enc: flipped(sealed.enc, at), privateKey, info, aad })),
      ...[0, sealed.ciphertext.length - 1].map(at => ({
        ...sealed,
        ciphertext: flipped(sealed.ciphertext, at),
        privateKey,
        info,
        aad,
      })),
    ]
    for (const input of wrong) await expect(openSealed(input)).rejects.toThrow(SealBroken)
  })

  test('answers every malformed seal with the same error', async () => {
    const { privateKey } = await generateOpeningKey()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), async (enc, ciphertext) => {
        await expect(openSealed({ privateKey, enc, ciphertext, info, aad })).rejects.toThrow(SealBroken)
      }),
      { numRuns: 200 },
    )
    const offCurve = Buffer.concat([Buffer.of(4), randomBytes(64)])
    const input = { privateKey, enc: offCurve, ciphertext: randomBytes(40), info, aad }
    await expect(openSealed(input)).rejects.toThrow(SealBroken)
  })
})

test('a public key that is no point of the curve is refused when it is imported', () => {
  expect(() => publicKeyFromRaw(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url'))).toThrow()
})

async function sealAsTablet(publicKey: string, text: string): Promise<{ enc: Buffer; ciphertext: Buffer }> {
  const kem = new DhkemP256HkdfSha256()
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() })
  const recipientPublicKey = await kem.deserializePublicKey(new Uint8Array(Buffer.from(publicKey, 'base64url')).buffer)
  const sender = await suite.createSenderContext({ recipientPublicKey, info: new Uint8Array(info) })
  const ciphertext = await sender.seal(new Uint8Array(Buffer.from(text)), new Uint8Array(aad))
  return { enc: Buffer.from(sender.enc), ciphertext: Buffer.from(ciphertext) }
}
