import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeNameServer, openFakeNameServer } from '../../../test/fakes/names.ts'
import { systemResolve } from './resolve.ts'

let names: FakeNameServer
beforeAll(async () => {
  names = await openFakeNameServer({
    'crm.example.com': ['93.184.215.14', '2606:2800::1'],
    'four.example.com': ['93.184.215.15'],
    'empty.example.com': [],
  })
})
afterAll(() => names.close())

test('all addresses of a name are found, of both families', async () => {
  const resolve = systemResolve([names.address])
  expect(await resolve('crm.example.com')).toEqual(['93.184.215.14', '2606:2800::1'])
  expect(await resolve('four.example.com')).toEqual(['93.184.215.15'])
})

test('a name that does not exist, or has no address, has none', async () => {
  const resolve = systemResolve([names.address])
  expect(await resolve('nowhere.example.com')).toEqual([])
  expect(await resolve('empty.example.com')).toEqual([])
})

test('a name server that fails is an error and not "no address"', async () => {
  await expect(systemResolve([names.address])('broken')).rejects.toThrow()
})

test('localhost and its children need no name server', async () => {
  const before = names.asked.length
  const resolve = systemResolve([names.address])
  for (const name of ['localhost', 'LOCALHOST.', 'crm.localhost']) {
    expect(await resolve(name)).toEqual(['127.0.0.1', '::1'])
  }
  expect(names.asked).toHaveLength(before)
})
