import ipaddr from 'ipaddr.js'
import { sql } from 'kysely'
import { Problem } from './errors.ts'
import type { Ports } from './ports.ts'
import { systemScope } from './scope.ts'

/**
 * Spends one of `max` per window of `perMs` under `key`, counted in the database so that all processes share it.
 * Throws `Problem('too-many')` with `retryAfter` (seconds) once it is used up.
 */
export async function spend(ports: Ports, key: string, limit: { max: number; perMs: number }): Promise<void> {
  const now = ports.clock.now()
  const windowStart = now - (now % limit.perMs)
  const spent = await systemScope(ports, 'limits').tx(tx =>
    tx
      .insertInto('directory.limits')
      .values({ key, window_start: new Date(windowStart), spent: 1 })
      .onConflict(conflict => conflict.columns(['key', 'window_start']).doUpdateSet({ spent: sql`limits.spent + 1` }))
      .returning('spent')
      .executeTakeFirstOrThrow(),
  )
  if (spent.spent <= limit.max) return
  const retryAfter = Math.ceil((windowStart + limit.perMs - now) / 1000)
  throw new Problem('too-many', `That was too often. Please try again in ${retryAfter} seconds.`, {
    extra: { retryAfter },
  })
}

/** Gives back what a success has spent, so that only failures count towards the limit. */
export async function giveBack(ports: Ports, key: string, limit: { perMs: number }): Promise<void> {
  const now = ports.clock.now()
  await systemScope(ports, 'limits').tx(tx =>
    tx
      .updateTable('directory.limits')
      .set({ spent: sql`spent - 1` })
      .where('key', '=', key)
      .where('window_start', '=', new Date(now - (now % limit.perMs)))
      .where('spent', '>', 0)
      .execute(),
  )
}

/**
 * What an address counts as when it is limited: an IPv4 address as itself, however it is written, and an IPv6 address as
 * its /64, since whoever has one of those has all of them.
 */
export function limitedAddress(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown'
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`
}
