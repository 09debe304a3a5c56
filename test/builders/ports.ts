import type { Clock } from '../../src/platform/clock.ts'
import type { Config } from '../../src/platform/config.ts'
import { readConfig } from '../../src/platform/config.ts'
import { openLog } from '../../src/platform/log.ts'
import { openPorts, type Ports } from '../../src/platform/ports.ts'

/** Ports on a test's own database. What is logged can be read in `lines`. */
export function testPorts(
  databaseUrl: string,
  given: { config?: Partial<Config>; clock?: Clock; lines?: string[]; masterKey?: Buffer } = {},
): Ports {
  const config = { ...readConfig({ CUSTOMERINFO_LOG: 'info' }), publicUrl: 'http://localhost:4180', ...given.config }
  const log = openLog(config, { write: line => void given.lines?.push(line) })
  const masterKey = given.masterKey ?? Buffer.alloc(32, 7)
  return openPorts(config, { databaseUrl, masterKey, log, ...(given.clock && { clock: given.clock }) })
}
