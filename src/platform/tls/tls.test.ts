import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { lanNames } from './addresses.ts'
import { openLan } from './index.ts'

const day = 24 * 60 * 60 * 1000
const names = { addresses: ['192.0.2.7', '2001:db8::7'], names: ['till.local', 'localhost'] }
let folder = ''
let now = Date.UTC(2026, 0, 1)
const clock: Clock = { now: () => now, monotonic: () => now, sleep: async () => {} }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customerinfo-tls-'))
  now = Date.UTC(2026, 0, 1)
})
afterEach(() => rmSync(folder, { recursive: true }))

it('makes an authority of five years and a certificate that every tablet accepts', async () => {
  const lan = await openLan(folder, clock, names)
  const authority = new X509Certificate(lan.authority.der)
  const leaf = new X509Certificate(lan.cert)
  expect(authority.ca).toBe(true)
  expect(authority.subject).toContain(lan.authority.name)
  expect(authority.fingerprint256).toBe(lan.authority.fingerprint)
  expect((authority.validToDate.getTime() - now) / day).toBe(5 * 365)
  expect(leaf.ca).toBe(false)
  expect(leaf.verify(authority.publicKey)).toBe(true)
  expect(leaf.checkIssued(authority)).toBe(true)
  expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  expect((leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / day).toBeLessThanOrEqual(397)
  expect(leaf.checkIP('192.0.2.7')).toBe('192.0.2.7')
  expect(leaf.checkIP('2001:db8::7')).toBe('2001:db8::7')
  expect(leaf.checkHost('till.local')).toBe('till.local')
  expect(leaf.checkHost('example.com')).toBeUndefined()
  expect(lan.host).toBe('192.0.2.7')
})

it('keeps both, readable for their owner only', async () => {
  const first = await openLan(folder, clock, names)
  const second = await openLan(folder, clock, names)
  expect(second.cert).toBe(first.cert)
  expect(statSync(join(folder, 'certificates')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'certificates', 'authority.key')).mode & 0o777).toBe(0o600)
})

it('issues another certificate under the same authority when the addresses change', async () => {
  const first = await openLan(folder, clock, names)
  const moved = await openLan(folder, clock, { ...names, addresses: ['198.51.100.4'] })
  expect(moved.authority).toEqual(first.authority)
  expect(new X509Certificate(moved.cert).checkIP('198.51.100.4')).toBe('198.51.100.4')
})

it('issues another one a month before the end, and another authority at its end', async () => {
  const first = await openLan(folder, clock, names)
  now += 365 * day
  expect((await openLan(folder, clock, names)).cert).toBe(first.cert)
  now += 3 * day
  const renewed = await openLan(folder, clock, names)
  expect(renewed.cert).not.toBe(first.cert)
  expect(renewed.authority).toEqual(first.authority)
  now += 4.5 * 365 * day
  const again = await openLan(folder, clock, names)
  expect(again.authority.fingerprint).not.toBe(first.authority.fingerprint)
  expect(new X509Certificate(again.cert).verify(new X509Certificate(again.authority.der).publicKey)).toBe(true)
})

it('never lasts longer than its authority', async () => {
  await openLan(folder, clock, names)
  now += (5 * 365 - 60) * day
  const lan = await openLan(folder, clock, names)
  expect(new X509Certificate(lan.cert).validToDate).toEqual(new X509Certificate(lan.authority.der).validToDate)
})

it('puts the cards where tablets are before those of containers', () => {
  const card = (address: string, family: 'IPv4' | 'IPv6', internal = false) => [
    { address, family, internal, netmask: '', mac: '', cidr: null, ...(family === 'IPv6' ? { scopeid: 0 } : {}) },
  ]
  const found = lanNames(
    {
      lo: card('127.0.0.1', 'IPv4', true),
      docker0: card('172.17.0.1', 'IPv4'),
      eth1: card('fe80::1', 'IPv6'),
      eth2: card('169.254.7.7', 'IPv4'),
      wlan1: card('2001:db8::7', 'IPv6'),
      wlan0: card('192.0.2.7', 'IPv4'),
    } as unknown as Parameters<typeof lanNames>[0],
    'Till One.example.com',
  )
  expect(found).toEqual({
    addresses: ['192.0.2.7', '2001:db8::7', '172.17.0.1'],
    names: ['till-one.local', 'localhost'],
  })
  expect(lanNames({}, '').names[0]).toBe('customerinfo.local')
  expect(lanNames().names).toContain('localhost')
})

it('falls back to the name when the machine has no address of the old kind', async () => {
  expect((await openLan(folder, clock, { addresses: [], names: ['till.local', 'localhost'] })).host).toBe('till.local')
})
