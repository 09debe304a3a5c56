import { fieldProblems, Problem } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/ids.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow, audit } from '../accounts/index.ts'
import { callOf, readableSecrets, sealSecrets, splitSettings } from './call.ts'
import * as rows from './connection-rows.ts'
import { type Connector, checkSafely, findConnector, type TargetField } from './connector.ts'
import { connectors } from './connectors/registry.ts'
import type { ConnectionView } from './contract.ts'
import { presentConnection } from './present.ts'

/** How long somebody who has pressed a button waits for a CRM. */
const patienceMs = 10_000
/** Each sign-up is written down once for each of them, in a transaction that it shares with the sign-ups of others. */
const mostConnections = 20

export type ConnectionChange = {
  name?: string | undefined
  settings?: Record<string, string> | undefined
  mapping?: Record<string, string> | undefined
}

export async function listConnections(scope: Scope): Promise<ConnectionView[]> {
  allow(scope, 'connections.read')
  const now = new Date(scope.clock.now())
  const [found, counts] = await scope.tx(async tx => [
    await rows.selectConnections(tx),
    await rows.countByConnection(tx, now),
  ])
  return found.map(row => presentConnection(scope.ports, row, counts.get(row.id)))
}

/** Throws `Problem('invalid')` that names every setting that is wrong, `Problem('conflict')` when there are too many. */
export async function addConnection(
  scope: Scope,
  input: { connector: string; name: string; settings: Record<string, string> },
): Promise<ConnectionView> {
  allow(scope, 'connections.change')
  const connector = findConnector(connectors, input.connector)
  if (!connector) {
    throw new Problem('invalid', undefined, { fields: [{ path: 'connector', message: 'There is no such connector' }] })
  }
  const typed = checkSettings(connector, input.settings)
  const { settings, secrets } = splitSettings(connector, typed)
  const id = uuidv7(scope.clock)
  await scope.tx(async tx => {
    if ((await rows.countConnections(tx, scope.accountId)) >= mostConnections) {
      throw new Problem(
        'conflict',
        `There are ${mostConnections} connections, and no more. Delete one that is not needed.`,
      )
    }
    await rows.insertConnection(tx, scope.accountId, {
      ...{ id, connector: connector.name, name: input.name, settings, mapping: connector.fields ?? {} },
      secrets: sealSecrets(scope.ports, id, secrets),
      at: new Date(scope.clock.now()),
    })
    await audit(tx, scope, 'add connection', id, { connector: connector.name })
  })
  scope.ports.wake.emit('deliveries', scope.accountId)
  return readConnection(scope, id)
}

/** A secret that is left out keeps its value, one that is empty is removed. Throws `Problem('invalid')` or `Problem('not-found')`. */
export async function changeConnection(scope: Scope, id: string, change: ConnectionChange): Promise<ConnectionView> {
  allow(scope, 'connections.change')
  await scope.tx(async tx => {
    const row = await rows.selectConnection(tx, id)
    const connector = connectorOf(row)
    const { name, mapping } = change
    const known = { ...row.settings, ...readableSecrets(scope.ports, row) }
    const typed = change.settings && checkSettings(connector, { ...known, ...change.settings })
    const parts = typed && splitSettings(connector, typed)
    await rows.updateConnection(tx, id, {
      ...(name === undefined ? {} : { name }),
      ...(mapping === undefined ? {} : { mapping }),
      ...(parts ? { settings: parts.settings, secrets: sealSecrets(scope.ports, id, parts.secrets) } : {}),
    })
    // Another CRM, perhaps, where the same record id may be somebody else.
    if (parts && !sameSettings(row.settings, parts.settings)) await rows.forgetRecords(tx, id)
    const fields = [...Object.keys(change), ...Object.keys(change.settings ?? {}).map(key => `settings.${key}`)]
    await audit(tx, scope, 'change connection', id, { fields })
  })
  scope.ports.wake.emit('deliveries', scope.accountId)
  return readConnection(scope, id)
}

/** Asks the CRM whether address and key are good, changing nothing there or here. */
export async function checkConnection(
  scope: Scope,
  id: string,
): Promise<{ ok: boolean; message: string; remedy: string | null }> {
  allow(scope, 'connections.change')
  const { connector, call } = await reach(scope, id)
  const result = await checkSafely(connector, call)
  if (!result.ok) return { ok: false, message: result.reason, remedy: result.remedy }
  const where =
    result.account === undefined || result.account === connector.label ? '' : ` It answers as ${result.account}.`
  return { ok: true, message: `${connector.label} accepts the key.${where}`, remedy: null }
}

/** The CRM's own fields, for mapping; those of the usual mapping where it cannot tell. */
export async function listTargetFields(scope: Scope, id: string): Promise<TargetField[]> {
  allow(scope, 'connections.read')
  const { connector, call } = await reach(scope, id)
  if (!connector.discover) {
    const usual = [...new Set(Object.values(connector.fields ?? {}))]
    return usual.map(key => ({ key, label: key, type: 'text', required: false }))
  }
  try {
    return await connector.discover(call)
  } catch (error) {
    scope.log.info({ reason: String(error), connection: id }, 'The fields of a CRM could not be read')
    throw new Problem(
      'unavailable',
      `${connector.label} did not tell its fields. Check the connection, then try again.`,
    )
  }
}

export async function pauseConnection(scope: Scope, id: string): Promise<ConnectionView> {
  return turn(scope, id, 'pause connection', tx => rows.setPaused(tx, id))
}

/** Ends a pause, or tries again after trouble; whatever has waited goes out by itself, in order. */
export async function resumeConnection(scope: Scope, id: string): Promise<ConnectionView> {
  return turn(scope, id, 'resume connection', tx => rows.setConnected(tx, id, new Date(scope.clock.now())))
}

/** What still waits for it is skipped. */
export async function deleteConnection(scope: Scope, id: string): Promise<void> {
  allow(scope, 'connections.change')
  await scope.tx(async tx => {
    await rows.selectConnection(tx, id)
    const skipped = await rows.setDeleted(tx, id, new Date(scope.clock.now()))
    await audit(tx, scope, 'delete connection', id, { skipped })
  })
  scope.ports.wake.emit('deliveries', scope.accountId)
}

async function turn(
  scope: Scope,
  id: string,
  action: string,
  change: (tx: Parameters<typeof rows.setPaused>[0]) => Promise<void>,
): Promise<ConnectionView> {
  allow(scope, 'connections.change')
  await scope.tx(async tx => {
    await rows.selectConnection(tx, id)
    await change(tx)
    await audit(tx, scope, action, id)
  })
  scope.ports.wake.emit('deliveries', scope.accountId)
  return readConnection(scope, id)
}

async function readConnection(scope: Scope, id: string): Promise<ConnectionView> {
  const now = new Date(scope.clock.now())
  const [row, counts] = await scope.tx(async tx => [
    await rows.selectConnection(tx, id),
    await rows.countByConnection(tx, now),
  ])
  return presentConnection(scope.ports, row, counts.get(id))
}

async function reach(scope: Scope, id: string) {
  const row = await scope.tx(tx => rows.selectConnection(tx, id))
  const connector = connectorOf(row)
  const call = callOf(scope.ports, connector, row, patienceMs)
  if (!call) throw new Problem('conflict', `What ${connector.label} needs is not complete. Look through its settings.`)
  return { connector, call }
}

function connectorOf(row: { connector: string }): Connector {
  const connector = findConnector(connectors, row.connector)
  if (!connector) throw new Problem('conflict', 'This release does not know this kind of connection')
  return connector
}

function sameSettings(one: Record<string, string>, other: Record<string, string>): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every(key => one[key] === other[key])
}

/** Answers what was typed, without what is empty. */
function checkSettings(connector: Connector, typed: Record<string, string>): Record<string, string> {
  const filled = Object.fromEntries(
    Object.entries(typed).filter(([key, value]) => Object.hasOwn(connector.settings.shape, key) && value.trim() !== ''),
  )
  const parsed = connector.settings.safeParse(filled)
  if (parsed.success) return filled
  const fields = fieldProblems(parsed.error.issues).map(field => ({ ...field, path: `settings.${field.path}` }))
  throw new Problem('invalid', undefined, { fields })
}
