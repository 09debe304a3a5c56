import ipaddr from 'ipaddr.js'

/**
 * Whether an address belongs to the public internet. Everything else (private, loopback, link-local and so every cloud's
 * metadata service, carrier NAT, multicast, documentation, and each way of writing IPv4 inside IPv6) is not ours to call.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv6) {
    // Only this eighth of IPv6 is given out; what translates to IPv4 or is kept for examples is not.
    return parsed.match(globalUnicast) && !closedV6.some(network => parsed.match(network))
  }
  return !closedV4.some(network => parsed.match(network))
}

export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** 2001::/23 is kept for protocols (Teredo, ORCHID, benchmarks …), 2002::/16 is 6to4, 3fff::/20 and 2001:db8::/32 are for books. */
const closedV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '2620:4f:8000::/48'].map(text =>
  ipaddr.IPv6.parseCIDR(text),
)

/** 168.63.129.16 is Azure's host service, reachable from inside although the number looks public. */
const closedV4 = ['168.63.129.16/32', '192.0.0.0/24', '192.88.99.0/24'].map(text => ipaddr.IPv4.parseCIDR(text))
