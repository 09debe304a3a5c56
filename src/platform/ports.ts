import { Registry } from 'prom-client'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { type Keyring, openKeyring } from './crypto/keyring.ts'
import { type Database, insideTransaction, openDatabase } from './db.ts'
import { type Log, openLog } from './log.ts'
import { type Mail, openMail } from './mail.ts'
import { type Outbound, openOutbound } from './outbound.ts'
import { openWake, type Wake } from './wake.ts'

/** Everything through which the product touches the world; the rooms reach it by their scope and by nothing else. */
export type Ports = {
  config: Config
  clock: Clock
  log: Log
  db: Database
  wake: Wake
  mail: Mail
  outbound: Outbound
  /** Origins of our own that connections may call although they lie on loopback: the practice CRM's, once the server listens. */
  ownOrigins: string[]
  keyring: Keyring
  metrics: Registry
  /** Where shoppers and members reach us, without a trailing slash; known once the server listens. */
  publicUrl: string
  close(): Promise<void>
}

/** `databaseUrl` is the running server's (embedded or one's own), `masterKey` 32 bytes. */
export function openPorts(
  config: Config,
  given: { databaseUrl: string; masterKey: Buffer; clock?: Clock; log?: Log },
): Ports {
  const clock = given.clock ?? systemClock
  const log = given.log ?? openLog(config)
  const db = openDatabase(given.databaseUrl, log)
  const wake = openWake(given.databaseUrl, { clock, log })
  const ownOrigins: string[] = []
  const outbound = openOutbound({ allowLoopback: config.outboundLoopback, allow: ownOrigins }, { insideTransaction })
  return {
    config,
    clock,
    log,
    db,
    wake,
    mail: openMail(config, { db, log }),
    outbound,
    ownOrigins,
    keyring: openKeyring(given.masterKey),
    metrics: new Registry(),
    publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    async close() {
      await wake.close()
      await outbound.close()
      await db.close()
    },
  }
}
