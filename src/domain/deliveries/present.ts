import type { Ports } from '../../platform/ports.ts'
import { readableSecrets } from './call.ts'
import type { ConnectionCounts, ConnectionRow } from './connection-rows.ts'
import { type Connector, findConnector, type Guarantee, settingFields } from './connector.ts'
import { connectors } from './connectors/registry.ts'
import type { ConnectionView } from './contract.ts'
import { sources } from './mapping.ts'

const guaranteeWords: Record<Guarantee, string> = {
  'upsert-key': 'Each person once: the CRM itself joins what belongs together.',
  'search-then-create': 'Each person once: we look whether somebody is there before we add them.',
  'append-only':
    'Each sign-up at least once; where it is unclear whether one has arrived, we ask you instead of sending it twice.',
}

/** What can be connected, with the form for it. */
export function presentConnectors() {
  return { items: connectors.map(presentConnector), sources: sources.map(source => ({ ...source })) }
}

function presentConnector(connector: Connector) {
  const { name, label, summary, guarantee } = connector
  return {
    ...{ name, label, summary, guarantee },
    guaranteeWords: guaranteeWords[guarantee],
    settings: settingFields(connector),
    mappable: connector.fields !== null,
  }
}

export function presentConnection(
  ports: Pick<Ports, 'keyring'>,
  row: ConnectionRow,
  counts: ConnectionCounts | undefined,
): ConnectionView {
  const connector = findConnector(connectors, row.connector)
  const guarantee = connector?.guarantee ?? 'append-only'
  const waiting = counts?.waiting ?? 0
  return {
    id: row.id,
    name: row.name,
    connector: row.connector,
    connectorLabel: connector?.label ?? row.connector,
    guarantee,
    guaranteeWords: guaranteeWords[guarantee],
    state: row.state,
    stateReason: row.stateReason,
    remedy: row.remedy,
    settings: row.settings,
    secretsSet: Object.keys(readableSecrets(ports, row)),
    mapping: row.mapping,
    mappable: (connector?.fields ?? null) !== null,
    counts: { waiting, parked: counts?.parked ?? 0, deliveredToday: counts?.deliveredToday ?? 0 },
    nextAttemptAt: nextAttempt(row, waiting, counts?.nextDue ?? null)?.toISOString() ?? null,
    lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}

/** null: nothing waits, or it waits for a person. */
function nextAttempt(row: ConnectionRow, waiting: number, nextDue: Date | null): Date | null {
  if (waiting === 0 || row.state === 'paused' || row.state === 'disconnected') return null
  return row.state === 'degraded' ? row.notBefore : nextDue
}
