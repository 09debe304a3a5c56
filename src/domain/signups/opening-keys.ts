import type { KeyObject } from 'node:crypto'
import { exportOpeningKey, generateOpeningKey, importOpeningKey } from '../../platform/crypto/hpke.ts'
import { sqlState, type Tx } from '../../platform/db.ts'
import { uuidv7 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'
import type { Scope } from '../../platform/scope.ts'

/** The key that tablets of this account seal to now, made when it is first needed. `publicKey` is a raw point, base64url. */
export async function activeOpeningKey(scope: Scope): Promise<{ id: string; publicKey: string }> {
  const known = await scope.tx(tx => findActive(tx, scope.accountId))
  if (known) return known
  const { publicKey, privateKey } = await generateOpeningKey()
  const id = uuidv7(scope.clock)
  try {
    await scope.tx(tx =>
      tx
        .insertInto('app.opening_keys')
        .values({
          account_id: scope.accountId,
          id,
          public_key: publicKey,
          wrapped_private: scope.ports.keyring.seal(exportOpeningKey(privateKey), contextOf(id)),
        })
        .execute(),
    )
    return { id, publicKey }
  } catch (error) {
    // Somebody else made the first one in the same moment: theirs it is.
    if (sqlState(error) !== '23505') throw error
    const theirs = await scope.tx(tx => findActive(tx, scope.accountId))
    if (!theirs) throw error
    return theirs
  }
}

function findActive(tx: Tx, accountId: string) {
  return tx
    .selectFrom('app.opening_keys')
    .select(['id', 'public_key as publicKey'])
    .where('account_id', '=', accountId)
    .where('state', '=', 'active')
    .executeTakeFirst()
}

const rooms = new WeakMap<Ports, Map<string, Promise<KeyObject | undefined>>>()
/** Unwrapped keys kept in memory. */
const most = 5000

/** The private half of an opening key of the account, active or not; undefined when there is none of this id. */
export function openingKeyOf(ports: Ports, accountId: string, id: string): Promise<KeyObject | undefined> {
  let keys = rooms.get(ports)
  if (!keys) {
    keys = new Map()
    rooms.set(ports, keys)
  }
  const name = `${accountId} ${id}`
  const known = keys.get(name)
  if (known) return known
  const loading = unwrap(ports, accountId, id)
  if (keys.size >= most) keys.clear()
  keys.set(name, loading)
  const room = keys
  // Only what exists is remembered; a failure is not an answer either.
  loading.then(key => key ?? room.delete(name)).catch(() => room.delete(name))
  return loading
}

async function unwrap(ports: Ports, accountId: string, id: string): Promise<KeyObject | undefined> {
  const row = await ports.db.transaction('ci_app', accountId, tx =>
    tx
      .selectFrom('app.opening_keys')
      .select('wrapped_private')
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  return row && importOpeningKey(ports.keyring.open(row.wrapped_private, contextOf(id)))
}

/** The place that a wrapped key belongs to: it unwraps under no other id. */
function contextOf(id: string): string {
  return `opening-key:${id}`
}
