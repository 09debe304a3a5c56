import { createHash, webcrypto } from 'node:crypto'
// @peculiar/x509 finds its parts through decorators, which need this first.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

/** A certificate with its private key, both PEM. */
export type Pair = { cert: string; key: string }

const day = 24 * 60 * 60 * 1000
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** Clocks of tablets that lay in a drawer lag behind. */
const leeway = day
/** Apple refuses server certificates that last longer, whoever signed them. */
const leafDays = 397

x509.cryptoProvider.set(webcrypto as unknown as Crypto)

/** A certificate authority for this one installation: five years, may sign servers and no further authorities. */
export async function createAuthority(now: number, host: string): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`CustomerInfo on ${host}`] }, { O: ['CustomerInfo'] }],
    keys: keys as CryptoKeyPair,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - leeway),
    notAfter: new Date(now + 5 * 365 * day),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
    ],
  })
  return pair(certificate, keys)
}

/** A server certificate for these names and addresses; the first of them is its name. */
export async function issueLeaf(authority: Pair, now: number, names: string[]): Promise<Pair> {
  const issuer = new x509.X509Certificate(authority.cert)
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const end = Math.min(now - leeway + leafDays * day, issuer.notAfter.getTime())
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [names[0] ?? 'localhost'] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: (await importKey(authority.key)) as CryptoKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - leeway),
    notAfter: new Date(end),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map(value => ({ type: isAddress(value) ? 'ip' : 'dns', value }) as const),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
    ],
  })
  return pair(certificate, keys)
}

/** Days that a certificate is still good; negative when it is over. */
export function daysLeft(cert: string, now: number): number {
  return (new x509.X509Certificate(cert).notAfter.getTime() - now) / day
}

export function nameOf(cert: string): string {
  return new x509.X509Certificate(cert).subjectName.getField('CN')[0] ?? ''
}

/** The certificate as iPads (profile) and Androids (.crt) want it. */
export function derOf(cert: string): Buffer {
  return Buffer.from(new x509.X509Certificate(cert).rawData)
}

/** SHA-256, as the trust dialogues of the systems show it. */
export function fingerprint(cert: string): string {
  const hex = createHash('sha256').update(derOf(cert)).digest('hex').toUpperCase()
  return hex.match(/../g)?.join(':') ?? ''
}

export function isAddress(name: string): boolean {
  return name.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(name)
}

async function pair(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<Pair> {
  const raw = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(raw, x509.PemConverter.PrivateKeyTag) }
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const raw = x509.PemConverter.decodeFirst(pem)
  return webcrypto.subtle.importKey('pkcs8', raw, algorithm, false, ['sign'])
}
