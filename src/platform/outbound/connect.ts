import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import type { Resolve } from './resolve.ts'
import { OutboundTrouble } from './trouble.ts'

export type Guard = {
  resolve: Resolve
  /** Whether a connection to this address may be made for this origin. */
  mayConnect(address: string, origin: string): boolean
}

/**
 * Opens connections only to addresses that the guard allows. The check stands between name resolution and the socket, on
 * every new connection, so a name that changes its mind between check and use gains nothing.
 */
export function guardedConnector(guard: Guard): buildConnector.connector {
  return (options, callback) => {
    const hostname = options.hostname.replace(/^\[|\]$/g, '')
    const origin = `${options.protocol}//${options.host ?? options.hostname}`
    if (isIP(hostname) !== 0) {
      // Node does not call `lookup` for literal addresses.
      if (!guard.mayConnect(hostname, origin)) return callback(refusal(), null)
    }
    const lookup: LookupFunction = (name, wish, done) => void lookUp(guard, origin, name, wish.all === true, done)
    buildConnector({ allowH2: false, timeout: 10_000, autoSelectFamily: true, lookup })(
      { ...options, hostname },
      callback,
    )
  }
}

async function lookUp(
  guard: Guard,
  origin: string,
  name: string,
  all: boolean,
  done: Parameters<LookupFunction>[2],
): Promise<void> {
  try {
    const found = await answer(guard, name, origin)
    done(null, all ? found : found[0].address, all ? undefined : found[0].family)
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)), all ? [] : '')
  }
}

type Found = { address: string; family: number }

/** The allowed addresses of a name, at least one. */
async function answer(guard: Guard, name: string, origin: string): Promise<[Found, ...Found[]]> {
  const addresses = await guard.resolve(name).catch((error: unknown) => {
    throw new OutboundTrouble('dns', 'The name servers did not answer', false, error)
  })
  if (addresses.length === 0) throw new OutboundTrouble('dns', 'There is no server of this name', false)
  const [first, ...others] = addresses
    .filter(address => isIP(address) !== 0 && guard.mayConnect(address, origin))
    .map(address => ({ address, family: isIP(address) }))
  if (!first) throw refusal()
  return [first, ...others]
}

function refusal(): OutboundTrouble {
  return new OutboundTrouble('refused-address', 'The address is not on the public internet', false)
}
