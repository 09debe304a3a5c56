import { request } from '../../ui/platform.ts'
import { makeProof } from './proof.ts'
import type { DeviceKey, PairingRecord } from './vault.ts'

/** The server answered, and the answer is no. */
export class Refused extends Error {
  readonly status: number
  /** Set when this pairing is over. */
  readonly ended: PairingRecord['ended']

  constructor(status: number, problem: { detail?: unknown; ended?: PairingRecord['ended'] }) {
    super(typeof problem.detail === 'string' ? problem.detail : `The server answered ${status}`)
    this.name = 'Refused'
    this.status = status
    this.ended = problem.ended ?? null
  }
}

/** No answer came, or none that counts: the same may well succeed later. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The server cannot be reached', { cause })
    this.name = 'Unreachable'
  }
}

export type Signer = { key: DeviceKey; kid?: string | undefined }
export type Wire = <T>(signer: Signer, method: 'GET' | 'POST', path: string, body?: unknown) => Promise<T>

/**
 * Requests to /kiosk/api, each with its proof. The server's nonce is taken from every answer and used for the next proof; an
 * old one costs one more round. Throws `Refused` for a no, `Unreachable` for silence, trouble on the server's side and "later".
 */
export function openWire(origin: string, send: typeof request = request): Wire {
  let nonce: string | undefined

  async function attempt(signer: Signer, method: 'GET' | 'POST', path: string, body: string): Promise<Response> {
    const url = `${origin}/kiosk/api/${path}`
    nonce ??= await firstNonce()
    const proof = await makeProof(signer.key, { kid: signer.kid, method, url, nonce, body })
    const sent = method === 'GET' ? {} : { body }
    const answer = await send(url, {
      method,
      headers: { DPoP: proof, ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }) },
      ...sent,
    })
    nonce = answer.headers.get('DPoP-Nonce') ?? nonce
    return answer
  }

  async function firstNonce(): Promise<string> {
    const answer = await send(`${origin}/kiosk/api/nonce`)
    const found = answer.headers.get('DPoP-Nonce')
    if (found === null) throw new Unreachable(`no nonce: ${answer.status}`)
    return found
  }

  return async <T>(signer: Signer, method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const text = body === undefined ? '' : JSON.stringify(body)
    try {
      let answer = await attempt(signer, method, path, text)
      let content = await read(answer)
      if (answer.status === 401 && content.proof === 'nonce') {
        answer = await attempt(signer, method, path, text)
        content = await read(answer)
      }
      if (answer.ok) return content as T
      // A wrong proof although the nonce is fresh, or "not now": neither says anything about what was sent.
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Unreachable(answer.status)
      throw new Refused(answer.status, content)
    } catch (error) {
      if (error instanceof Refused || error instanceof Unreachable) throw error
      throw new Unreachable(error)
    }
  }
}

/** A body that is no JSON (a proxy's or a hotel's login page) is no answer of ours. */
async function read(answer: Response): Promise<{ proof?: unknown; detail?: unknown; ended?: PairingRecord['ended'] }> {
  const text = await answer.text()
  if (text === '') return {}
  return JSON.parse(text)
}
