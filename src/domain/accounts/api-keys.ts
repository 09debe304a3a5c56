import type * as z from 'zod/mini'
import { Problem } from '../../platform/errors.ts'
import { randomToken, sha256, uuidv7 } from '../../platform/ids.ts'
import type { Scope } from '../../platform/scope.ts'
import { allow, audit } from './audit.ts'
import type { apiKeyViewSchema, createdApiKeySchema, newApiKeySchema } from './contract.ts'
import { endApiKey, insertApiKey, selectApiKeys } from './queries.ts'

type ApiKeyView = z.infer<typeof apiKeyViewSchema>

export async function listApiKeys(scope: Scope): Promise<ApiKeyView[]> {
  allow(scope, 'api-keys.read')
  return (await scope.tx(selectApiKeys)).map(present)
}

/** Answers the key itself, this once: we keep its hash. */
export async function createApiKey(
  scope: Scope,
  input: z.infer<typeof newApiKeySchema>,
): Promise<z.infer<typeof createdApiKeySchema>> {
  allow(scope, 'api-keys.change')
  const secret = `ci_live_${randomToken(32)}`
  const key = {
    id: uuidv7(scope.clock),
    name: input.name,
    hint: `${secret.slice(0, 13)}…`,
    scopes: [...new Set(input.scopes)],
    createdAt: new Date(scope.clock.now()),
    revokedAt: null,
  }
  await scope.tx(async tx => {
    await insertApiKey(tx, scope.accountId, { ...key, secretHash: sha256(secret), by: scope.actor.id })
    await audit(tx, scope, 'create API key', key.id, { scopes: key.scopes })
  })
  return { ...present(key), key: secret }
}

/** @throws Problem not-found when there is no such key, or it was revoked before */
export async function revokeApiKey(scope: Scope, id: string): Promise<void> {
  allow(scope, 'api-keys.change')
  await scope.tx(async tx => {
    if (!(await endApiKey(tx, id, new Date(scope.clock.now())))) throw new Problem('not-found')
    await audit(tx, scope, 'revoke API key', id)
  })
  // Whoever remembers credentials forgets this one now.
  scope.ports.wake.emit('devices', scope.accountId)
}

function present(row: Awaited<ReturnType<typeof selectApiKeys>>[number]): ApiKeyView {
  return { ...row, createdAt: row.createdAt.toISOString(), revokedAt: row.revokedAt?.toISOString() ?? null }
}
