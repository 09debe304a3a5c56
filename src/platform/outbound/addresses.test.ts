import { expect, test } from 'vitest'
import { isLoopbackAddress, isPublicAddress } from './addresses.ts'

test.each(['1.1.1.1', '8.8.8.8', '93.184.215.14', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.1'])(
  '%s is public',
  address => expect(isPublicAddress(address)).toBe(true),
)

test.each(['2606:4700:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888'])('%s is public', address =>
  expect(isPublicAddress(address)).toBe(true),
)

test.each([
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::1',
  'fd00:ec2::254',
  'example.com',
  '',
])('%s is not', address => expect(isPublicAddress(address)).toBe(false))

test('loopback is known in both families, mapped too', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true)
  expect(['10.0.0.1', '::2', 'localhost'].some(isLoopbackAddress)).toBe(false)
})
