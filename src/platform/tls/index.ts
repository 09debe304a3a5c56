import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { readIfThere } from '../data-folder.ts'
import { type LanNames, lanNames } from './addresses.ts'
import { createAuthority, daysLeft, derOf, fingerprint, isAddress, issueLeaf, nameOf, type Pair } from './authority.ts'

/** What it takes to serve tablets in the same network over HTTPS. */
export type Lan = {
  /** For Node's TLS server. */
  key: string
  cert: string
  /** `name` as the settings of a tablet list it, `fingerprint` SHA-256. */
  authority: { name: string; der: Buffer; fingerprint: string }
  /** The name for people to type: an address of this machine, most likely the one that tablets see. */
  host: string
  names: LanNames
}

/**
 * The certificate authority of this installation, made once and kept in the data folder, and a server certificate for
 * the addresses of today: a tablet that trusts the authority goes on trusting us when the network gives us another address.
 */
export async function openLan(dataFolder: string, clock: Clock, names: LanNames = lanNames()): Promise<Lan> {
  const folder = join(dataFolder, 'certificates')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const authority = await kept(folder, 'authority', read =>
    read && daysLeft(read.cert, clock.now()) > 30 ? undefined : createAuthority(clock.now(), hostname()),
  )
  const wanted = [...names.addresses, ...names.names]
  const stamp = JSON.stringify({ wanted, authority: fingerprint(authority.cert) })
  const leaf = await kept(folder, 'server', read => {
    const fits = readIfThere(join(folder, 'server.json')) === stamp
    return read && fits && daysLeft(read.cert, clock.now()) > 30 ? undefined : issueLeaf(authority, clock.now(), wanted)
  })
  writeFileSync(join(folder, 'server.json'), stamp)
  return {
    key: leaf.key,
    cert: `${leaf.cert}\n${authority.cert}`,
    authority: {
      name: nameOf(authority.cert),
      der: derOf(authority.cert),
      fingerprint: fingerprint(authority.cert),
    },
    host:
      names.addresses.find(address => isAddress(address) && !address.includes(':')) ?? names.names[0] ?? 'localhost',
    names,
  }
}

/** The pair on disk, unless `renew` answers a new one, which is then kept. */
async function kept(folder: string, name: string, renew: (read?: Pair) => Promise<Pair> | undefined): Promise<Pair> {
  const cert = readIfThere(join(folder, `${name}.crt`))
  const key = readIfThere(join(folder, `${name}.key`))
  const read = cert !== undefined && key !== undefined ? { cert, key } : undefined
  const renewed = renew(read)
  if (!renewed) return read as Pair
  const made = await renewed
  write(join(folder, `${name}.key`), made.key)
  write(join(folder, `${name}.crt`), made.cert)
  return made
}

function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
