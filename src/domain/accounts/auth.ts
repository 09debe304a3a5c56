import { betterAuth } from 'better-auth'
import pg from 'pg'
import { uuidv7 } from '../../platform/ids.ts'
import type { Ports } from '../../platform/ports.ts'

export type Auth = ReturnType<typeof build>['auth']
type Opened = { auth: Auth; pool: pg.Pool }

/** One per process: better-auth keeps a pool of its own, since it knows nothing of our scopes. */
const opened = new WeakMap<Ports, Opened>()

/** People's passwords and sessions. Opened when first needed, since the public address is known only once we listen. */
export function authOf(ports: Ports): Auth {
  const known = opened.get(ports)
  if (known) return known.auth
  const fresh = build(ports)
  opened.set(ports, fresh)
  return fresh.auth
}

export async function closeAuth(ports: Ports): Promise<void> {
  const known = opened.get(ports)
  opened.delete(ports)
  await known?.pool.end()
}

export const sessionDays = 14
const day = 24 * 60 * 60

function build(ports: Ports) {
  const pool = new pg.Pool({
    connectionString: ports.db.url,
    max: 5,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    options: '-c role=ci_system -c search_path=directory',
  })
  pool.on('error', error => ports.log.warn({ reason: error.message }, 'A database connection was lost'))
  const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' }
  const auth = betterAuth({
    baseURL: ports.publicUrl,
    secret: ports.config.secret ?? ports.keyring.derive('sessions', 32).toString('base64url'),
    database: pool,
    logger: { disabled: true },
    telemetry: { enabled: false },
    // Ours are counted in the database, for all processes together.
    rateLimit: { enabled: false },
    user: { modelName: 'people', fields: { emailVerified: 'email_verified', ...stamps } },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...stamps,
      },
      expiresIn: sessionDays * day,
      updateAge: day,
      // A session that was ended must be over at once, so each request asks the database.
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'logins',
      fields: {
        userId: 'person_id',
        providerId: 'provider_id',
        accountId: 'provider_account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...stamps,
      },
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', ...stamps },
      storeIdentifier: 'hashed',
    },
    emailAndPassword: {
      enabled: true,
      // Registration makes an account, a store and a form along with the person: see registration.ts.
      disableSignUp: true,
      autoSignIn: false,
      requireEmailVerification: true,
      minPasswordLength: 15,
      maxPasswordLength: 200,
      revokeSessionsOnPasswordReset: true,
    },
    advanced: {
      cookiePrefix: 'customerinfo',
      // Whether a cookie is Secure depends on how the request came, not on one address: see sign-in.ts.
      useSecureCookies: false,
      database: { generateId: () => uuidv7(ports.clock), validateSchema: false },
    },
  })
  return { auth, pool }
}
