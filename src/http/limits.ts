import ipaddr from 'ipaddr.js'

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
