import type { PublicKey } from './offers.ts'

export type ProvenDevice = {
  pairingId: string
  accountId: string
  publicKey: PublicKey
  /** Set once the pairing has ended: then the device may hand in what it had sealed, and nothing else. */
  ended: { reason: 'revoked' | 'replaced' | 'stolen'; at: string } | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The tablet that proved itself by its pairing (`kid`); set by src/http/proof.ts. */
    device: ProvenDevice
    /** The key that the proof was made with; while pairing (`jwk`) all that is known of the tablet. */
    proofKey: PublicKey
  }
}
