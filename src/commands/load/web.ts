import { systemClock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config.ts'
import { openPorts } from '../../platform/ports.ts'
import { startWeb } from '../../roles/web.ts'

export type WebOrder = { databaseUrl: string; masterKey: string }

/** A web process of the product, started for a load test by the process that measures it. */
process.on('message', (order: WebOrder) => {
  void start(order)
})

async function start({ databaseUrl, masterKey }: WebOrder): Promise<void> {
  const config = readConfig({ CUSTOMERINFO_PORT: '0', CUSTOMERINFO_LOG: 'error', DATABASE_URL: databaseUrl })
  const ports = openPorts(config, { databaseUrl, masterKey: Buffer.from(masterKey, 'base64'), clock: systemClock })
  const web = await startWeb(ports)
  process.once('disconnect', () => process.exit(0))
  process.send?.({ port: web.port })
}
