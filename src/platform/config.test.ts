import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import type { Problem } from './errors.ts'

describe('configuration', () => {
  it('has defaults for everything, and the demo only with the embedded database', () => {
    const config = readConfig({}, '/srv')
    expect(config).toMatchObject({
      port: 4180,
      host: '127.0.0.1',
      dataFolder: '/srv/.data',
      roles: ['web', 'worker', 'scheduler'],
      demo: true,
    })
    expect(readConfig({ DATABASE_URL: 'postgres://db/x' }).demo).toBe(false)
  })

  it('reads what is set', () => {
    const config = readConfig({
      CUSTOMERINFO_DATA: '/data',
      CUSTOMERINFO_PORT: '0',
      CUSTOMERINFO_URL: 'https://shop.example/',
      CUSTOMERINFO_ROLES: 'web, worker',
      CUSTOMERINFO_LAN: 'true',
      CUSTOMERINFO_OUTBOUND_LOOPBACK: '1',
      CUSTOMERINFO_TRUST_PROXY: '10.0.0.1, 10.0.0.2',
    })
    expect(config).toMatchObject({
      dataFolder: '/data',
      port: 0,
      publicUrl: 'https://shop.example',
      roles: ['web', 'worker'],
      lan: true,
      outboundLoopback: true,
      trustProxy: ['10.0.0.1', '10.0.0.2'],
    })
  })

  it.each([
    [{ CUSTOMERINFO_PORT: 'eighty' }, 'CUSTOMERINFO_PORT'],
    [{ CUSTOMERINFO_ROLES: 'web,cook' }, 'CUSTOMERINFO_ROLES'],
    [{ CUSTOMERINFO_ROLES: ' ' }, 'CUSTOMERINFO_ROLES'],
    [{ CUSTOMERINFO_LAN: 'perhaps' }, 'CUSTOMERINFO_LAN'],
  ])('names the wrong setting of %o', (environment, name) => {
    try {
      readConfig(environment)
      expect.unreachable()
    } catch (error) {
      expect((error as Problem).fields.map(field => field.path)).toEqual([name])
    }
  })
})
