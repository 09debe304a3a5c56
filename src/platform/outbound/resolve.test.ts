import { expect, test } from 'vitest'
import { systemResolve } from './resolve.ts'

test('localhost and its children need no name server', async () => {
  const resolve = systemResolve()
  for (const name of ['localhost', 'LOCALHOST.', 'crm.localhost']) {
    expect(await resolve(name)).toEqual(['127.0.0.1', '::1'])
  }
})
