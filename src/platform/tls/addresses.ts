import { hostname, networkInterfaces } from 'node:os'

/** How other machines in the network can call this one, most likely first. */
export type LanNames = { addresses: string[]; names: string[] }

type Interfaces = ReturnType<typeof networkInterfaces>

/** Link-local IPv6 addresses need a zone, which no address bar takes; they are left out. */
export function lanNames(interfaces: Interfaces = networkInterfaces(), host: string = hostname()): LanNames {
  const found = Object.entries(interfaces).flatMap(([card, entries = []]) =>
    entries
      .filter(entry => !entry.internal && !/^fe80:/i.test(entry.address) && !entry.address.startsWith('169.254.'))
      .map(entry => ({ card, address: entry.address, rank: rank(card, entry.family) })),
  )
  found.sort((one, other) => one.rank - other.rank)
  const short =
    host
      .split('.')[0]
      ?.toLowerCase()
      .replace(/[^a-z0-9-]/g, '-') || 'customerinfo'
  return { addresses: found.map(entry => entry.address), names: [`${short}.local`, 'localhost'] }
}

/** The cards of containers and virtual machines come last: no tablet is behind them. */
function rank(card: string, family: string): number {
  return (
    (/^(docker|br-|veth|virbr|vmnet|utun|cni|podman|tailscale|wg)/.test(card) ? 2 : 0) + (family === 'IPv4' ? 0 : 1)
  )
}
