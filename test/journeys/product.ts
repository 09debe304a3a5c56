import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import type { Ports } from '../../src/platform/ports.ts'
import { startRoles } from '../../src/roles/index.ts'
import { openShop, type Shop } from '../builders/office.ts'
import { testPorts } from '../builders/ports.ts'
import { launchChromium } from '../support/chromium.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

/** The whole product in this process on a fresh database, with one shop, and a browser before it. */
export type Product = {
  url: string
  ports: Ports
  shop: Shop
  database: TestDatabase
  browser: Browser
  close(): Promise<void>
}

export async function startProduct(): Promise<Product> {
  const database = await freshDatabase()
  const dataFolder = mkdtempSync(join(tmpdir(), 'customerinfo-journey-'))
  const ports = testPorts(database.url, {
    config: { dataFolder, demo: true, port: 0, publicUrl: undefined, outboundLoopback: true, logLevel: 'error' },
  })
  const roles = await startRoles(ports)
  const shop = await openShop(ports)
  const browser = await launchChromium()
  return {
    ...{ url: `http://localhost:${roles.port}`, ports, shop, database, browser },
    async close() {
      await browser.close()
      await roles.drain()
      await ports.close()
      await database.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
