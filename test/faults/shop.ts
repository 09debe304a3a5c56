import { createApiKey, openAccount } from '../../src/domain/accounts/index.ts'
import { addConnection } from '../../src/domain/deliveries/index.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config.ts'
import { openLog } from '../../src/platform/log.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { openPorts } from '../../src/platform/ports.ts'

/** A shop with an API key and one CRM, made through the rooms' doors. Answers its id and the key. */
export async function openShop(
  databaseUrl: string,
  masterKey: Buffer,
  crm: { connector: string; settings: Record<string, string> },
): Promise<{ accountId: string; apiKey: string }> {
  await migrate(databaseUrl)
  const config = readConfig({ DATABASE_URL: databaseUrl, CUSTOMERINFO_LOG: 'error' })
  const ports = openPorts(config, { databaseUrl, masterKey, clock: systemClock, log: openLog(config) })
  try {
    const scope = await openAccount(
      ports,
      {
        owner: { name: 'Grace Hopper', email: 'grace@example.com', passwordHash: 'none', verified: true },
        shop: { name: 'Compiler & Sons', country: 'NL', timeZone: 'Europe/Amsterdam' },
      },
      async () => {},
    )
    const { key } = await createApiKey(scope, { name: 'tills', scopes: ['signups:write', 'signups:read'] })
    await addConnection(scope, { connector: crm.connector, name: 'CRM', settings: crm.settings })
    return { accountId: scope.accountId, apiKey: key }
  } finally {
    await ports.close()
  }
}
