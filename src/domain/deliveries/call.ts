import type { Ports } from '../../platform/ports.ts'
import { type Call, type Connector, openCall, type Settings, settingFields } from './connector.ts'

/** A connection as far as it is needed to call its CRM. */
export type Reachable = { id: string; settings: Record<string, string>; secrets: Buffer | null }

/** A call under the connection's own settings, or undefined when the connector does not take them (any more), or they cannot be read. */
export function callOf(
  ports: Ports,
  connector: Connector,
  connection: Reachable,
  deadlineMs: number,
): Call<Settings> | undefined {
  const parsed = connector.settings.safeParse({ ...connection.settings, ...readableSecrets(ports, connection) })
  if (!parsed.success) return undefined
  const { outbound, clock, publicUrl } = ports
  return openCall({ outbound, clock, publicUrl, settings: parsed.data, deadlineMs })
}

/** Secrets lie sealed for their connection: at another one they do not open. */
export function sealSecrets(ports: Pick<Ports, 'keyring'>, id: string, secrets: Record<string, string>): Buffer {
  return ports.keyring.seal(Buffer.from(JSON.stringify(secrets)), `connection:${id}`)
}

export function openSecrets(
  ports: Pick<Ports, 'keyring'>,
  connection: Pick<Reachable, 'id' | 'secrets'>,
): Record<string, string> {
  if (!connection.secrets) return {}
  return JSON.parse(ports.keyring.open(connection.secrets, `connection:${connection.id}`).toString()) as Record<
    string,
    string
  >
}

/** None where they do not open, as under another master key: a call that is not made must not look like one that was lost. */
export function readableSecrets(
  ports: Pick<Ports, 'keyring'>,
  connection: Pick<Reachable, 'id' | 'secrets'>,
): Record<string, string> {
  try {
    return openSecrets(ports, connection)
  } catch {
    return {}
  }
}

/** Splits what was typed into what may be shown again and what may not. */
export function splitSettings(connector: Connector, typed: Record<string, string>) {
  const hidden = new Set(settingFields(connector).flatMap(field => (field.secret ? [field.key] : [])))
  const part = (secret: boolean) =>
    Object.fromEntries(Object.entries(typed).filter(([key]) => hidden.has(key) === secret))
  return { settings: part(false), secrets: part(true) }
}
