import { hash, type KeyObject } from 'node:crypto'
import { importDeviceKey } from '../../platform/crypto/signatures.ts'
import { gather } from '../../platform/gather.ts'
import type { Ports } from '../../platform/ports.ts'
import { systemScope } from '../../platform/scope.ts'

/** What may hand in sign-ups: a pairing (its id is the credential's), an API key, a store's phone form. */
export type Credential = {
  accountId: string
  id: string
  kind: 'device' | 'api-key' | 'phone-form'
  scopes: readonly string[]
  storeId: string | null
  /** Of devices. */
  publicKey: KeyObject | null
  jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string } | null
  ended: { at: Date; reason: 'revoked' | 'replaced' | 'stolen' | 'deleted' } | null
}

export type Credentials = {
  /** By id, for devices. At most 30 seconds old; read anew at once when 'devices' is announced for its account. */
  byId(id: string): Promise<Credential | undefined>
  /** By secret, for API keys and phone forms. At most 10 seconds old, with the same exception. */
  bySecret(secret: string): Promise<Credential | undefined>
}

const deviceAgeMs = 30_000
const secretAgeMs = 10_000
/** Entries kept, of each kind: some 100 MB of keys would be too many, 20,000 tablets on one process are not. */
const most = 20_000

const rooms = new WeakMap<Ports, Credentials>()

/** The directory's credentials as this process remembers them: the hottest look-up of all. */
export function credentialsOf(ports: Ports): Credentials {
  let credentials = rooms.get(ports)
  if (!credentials) {
    credentials = openCredentials(ports)
    rooms.set(ports, credentials)
  }
  return credentials
}

type Entry = { credential: Credential; readAt: number; refreshing: boolean }

function openCredentials(ports: Ports): Credentials {
  // When something about an account's tablets or keys was last announced: what was read before is read anew.
  const changes = new Map<string, number>()
  const ids = remember(ports, {
    changes,
    maxAge: deviceAgeMs,
    load: gather(keys => loadByIds(ports, keys), { max: 500 }),
  })
  const secrets = remember(ports, {
    changes,
    maxAge: secretAgeMs,
    load: gather(keys => loadByHashes(ports, keys), { max: 500 }),
  })
  ports.wake.on('devices', account => {
    if (changes.size >= most) changes.clear()
    changes.set(account, ports.clock.monotonic())
  })
  return {
    byId: id => ids.read(id),
    bySecret: secret => secrets.read(hash('sha256', secret, 'hex')),
  }
}

type Remembering = {
  changes: Map<string, number>
  maxAge: number
  load(key: string): Promise<Credential | undefined>
}

function remember(ports: Ports, how: Remembering) {
  const entries = new Map<string, Entry>()

  async function load(key: string): Promise<Credential | undefined> {
    // The age counts from before the question, not from after the answer.
    const readAt = ports.clock.monotonic()
    const credential = await how.load(key)
    if (!credential) entries.delete(key)
    else {
      if (entries.size >= most) entries.clear()
      entries.set(key, { credential, readAt, refreshing: false })
    }
    return credential
  }

  return {
    read(key: string): Promise<Credential | undefined> {
      const entry = entries.get(key)
      if (!entry) return load(key)
      const age = ports.clock.monotonic() - entry.readAt
      if (age >= how.maxAge || entry.readAt <= (how.changes.get(entry.credential.accountId) ?? -1)) return load(key)
      if (age >= how.maxAge / 2 && !entry.refreshing) {
        // Asked anew while the old answer is still good, so that nobody waits for it.
        entry.refreshing = true
        load(key).catch(() => {
          entry.refreshing = false
        })
      }
      return Promise.resolve(entry.credential)
    },
  }
}

async function loadByIds(ports: Ports, ids: string[]): Promise<(Credential | undefined)[]> {
  const rows = await systemScope(ports, 'credentials').tx(tx =>
    tx.selectFrom('directory.credentials').selectAll().where('id', 'in', ids).execute(),
  )
  const found = new Map(rows.map(row => [row.id, present(row)]))
  return ids.map(id => found.get(id))
}

async function loadByHashes(ports: Ports, hashes: string[]): Promise<(Credential | undefined)[]> {
  const wanted = hashes.map(text => Buffer.from(text, 'hex'))
  const rows = await systemScope(ports, 'credentials').tx(tx =>
    tx.selectFrom('directory.credentials').selectAll().where('secret_hash', 'in', wanted).execute(),
  )
  const found = new Map(rows.map(row => [row.secret_hash?.toString('hex'), present(row)]))
  return hashes.map(text => found.get(text))
}

function present(row: {
  account_id: string
  id: string
  kind: string
  scopes: string[]
  store_id: string | null
  public_key: unknown
  ended_at: Date | null
  end_reason: string | null
}): Credential {
  const jwk = row.public_key as Credential['jwk']
  return {
    accountId: row.account_id,
    id: row.id,
    kind: row.kind as Credential['kind'],
    scopes: row.scopes,
    storeId: row.store_id,
    publicKey: jwk ? importDeviceKey(jwk) : null,
    jwk,
    ended: row.ended_at ? { at: row.ended_at, reason: (row.end_reason ?? 'deleted') as 'revoked' } : null,
  }
}
