import { defineJob } from '../../platform/jobs.ts'
import { renderMail } from '../../platform/mail.ts'
import type { Ports } from '../../platform/ports.ts'
import { systemScope } from '../../platform/scope.ts'
import { findConnector } from './connector.ts'
import { connectors } from './connectors/registry.ts'
import { troubleMailName, troubleMailSchema, writeOver, writeTrouble } from './trouble-mail.ts'

/** Tells the owners that a connection needs them, or that it works again. */
export const troubleMail = defineJob(
  troubleMailName,
  troubleMailSchema,
  async (ports, { accountId, connectionId, over }) => {
    const found = await readTrouble(ports, accountId, connectionId)
    if (!found) return
    const label = findConnector(connectors, found.connector)?.label ?? found.connector
    const url = `${ports.publicUrl}/dashboard/connections/${connectionId}`
    const content = { ...found, label, url }
    const letter = renderMail(over ? writeOver(content) : writeTrouble(content))
    for (const to of found.owners) await ports.mail.send({ to, ...letter })
  },
)

async function readTrouble(ports: Ports, accountId: string, connectionId: string) {
  return systemScope(ports, 'mail').tx(async tx => {
    const connection = await tx
      .selectFrom('app.connections')
      .select(['name', 'connector', 'state', 'state_reason as reason', 'remedy'])
      .where('account_id', '=', accountId)
      .where('id', '=', connectionId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (!connection) return undefined
    const waiting = await tx
      .selectFrom('app.deliveries')
      .select(eb => eb.fn.countAll<string>().as('count'))
      .where('account_id', '=', accountId)
      .where('connection_id', '=', connectionId)
      .where('state', 'in', ['pending', 'retrying'])
      .executeTakeFirstOrThrow()
    const owners = await tx
      .selectFrom('app.members as m')
      .innerJoin('directory.people as p', 'p.id', 'm.person_id')
      .select('p.email')
      .where('m.account_id', '=', accountId)
      .where('m.role', '=', 'owner')
      .execute()
    return { ...connection, waiting: Number(waiting.count), owners: owners.map(owner => owner.email) }
  })
}
