import { hashPassword, openAccount } from '../domain/accounts/index.ts'
import { addConnection, changeConnection, listConnections, resumeConnection } from '../domain/deliveries/index.ts'
import { publishForm } from '../domain/forms/index.ts'
import { listPracticeAccounts, openPracticeCrm, practiceScope } from '../domain/practice/index.ts'
import { addStaff, addStore, changeStore } from '../domain/stores/index.ts'
import { type DemoLogin, readDemoLogin, writeDemoLogin } from '../platform/demo-login.ts'
import { Problem } from '../platform/errors.ts'
import { randomCode } from '../platform/ids.ts'
import type { Ports } from '../platform/ports.ts'
import { systemScope } from '../platform/scope.ts'
import { demoForm } from './demo-form.ts'

const shop = {
  name: 'Madder & Rye',
  country: 'NL',
  timeZone: 'Europe/Amsterdam',
  branding: { colour: '#1a4037', tagline: 'Bread and wine', logo: null },
}
const owner = { name: 'Ada L.', email: 'ada@madder-and-rye.example' }
const staff = ['Grace', 'Alan', 'Emmy']
const staffPin = '2468'

/**
 * On the first start with the embedded database: a shop to try everything with. Answers its owner's login, at later
 * starts the same; null when somebody has registered here without it.
 * @throws Problem forbidden with a database of one's own
 */
export async function seedDemo(ports: Ports): Promise<DemoLogin | null> {
  if (!ports.config.demo) throw new Problem('forbidden', 'The demo shop exists only with the embedded database')
  const known = readDemoLogin(ports.config)
  if (await hasAccounts(ports)) {
    await followPracticeCrm(ports)
    return known ?? null
  }
  const login = { email: owner.email, password: newPassword() }
  // Before the rows: a login that opens nothing is made anew at the next start, a shop without its login never.
  writeDemoLogin(ports.config, login)
  const passwordHash = await hashPassword(login.password)
  let storeId = ''
  const scope = await openAccount(
    ports,
    { owner: { ...owner, passwordHash, verified: true }, shop },
    async (tx, opened) => {
      const form = await publishForm(tx, opened, demoForm(shop.name))
      storeId = await addStore(tx, opened, {
        name: 'Amsterdam',
        country: shop.country,
        timeZone: shop.timeZone,
        formId: form.formId,
      })
    },
  )
  await changeStore(scope, storeId, { staffPin })
  for (const name of staff) await addStaff(scope, storeId, name)
  const settings = await openPracticeCrm(scope)
  await addConnection(scope, { connector: 'practice', name: 'Practice CRM', settings })
  return login
}

/** It answers under another address now when we were started on another port: who is connected to it stays so. */
async function followPracticeCrm(ports: Ports): Promise<void> {
  // Without the web role it answers elsewhere, and whoever starts it there sees to this.
  if (ports.ownOrigins.length === 0) return
  for (const { id } of await listPracticeAccounts(ports)) {
    const scope = practiceScope(ports, id)
    for (const connection of await listConnections(scope)) {
      if (connection.connector !== 'practice') continue
      const { url } = await openPracticeCrm(scope)
      if (connection.settings.url === url) continue
      await changeConnection(scope, connection.id, { settings: { url } })
      if (connection.state === 'degraded' || connection.state === 'disconnected')
        await resumeConnection(scope, connection.id)
    }
  }
}

function hasAccounts(ports: Ports): Promise<boolean> {
  return systemScope(ports, 'demo').tx(
    async tx => (await tx.selectFrom('app.accounts').select('account_id').limit(1).executeTakeFirst()) !== undefined,
  )
}

/** Some 90 bits, and still typed from a terminal without a mistake. */
function newPassword(): string {
  return Array.from({ length: 5 }, () => randomCode(4)).join('-')
}
