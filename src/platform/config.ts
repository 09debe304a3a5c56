import { isAbsolute, resolve } from 'node:path'
import * as z from 'zod/mini'
import { fieldProblems, Problem } from './errors.ts'

const flag = z._default(
  z.pipe(
    z.enum(['true', 'false', '1', '0', '']),
    z.transform(value => value === 'true' || value === '1'),
  ),
  false,
)

/** Every setting of the process, with what it means: the table in docs/configuration.md is made from it. */
export const configSchema = z.object({
  DATABASE_URL: z.optional(
    z.string().check(z.describe('PostgreSQL 18 of your own. Without it an embedded server runs in the data folder.')),
  ),
  CUSTOMERINFO_DATA: z._default(
    z.string().check(z.describe('Folder of the embedded database, the keys and the certificates.')),
    '.data',
  ),
  CUSTOMERINFO_PORT: z._default(
    z.coerce.number().check(z.int(), z.gte(0), z.lte(65535), z.describe('Port to listen on; 0 takes a free one.')),
    4180,
  ),
  CUSTOMERINFO_HOST: z._default(z.string().check(z.describe('Address to listen on.')), '127.0.0.1'),
  CUSTOMERINFO_LAN: z
    .pipe(flag, z.boolean())
    .check(z.describe('Serve tablets in the same network over HTTPS (the same as --lan).')),
  CUSTOMERINFO_URL: z.optional(
    z
      .string()
      .check(
        z.describe('The public address, as shoppers and members see it (https://…). Default: the listening address.'),
      ),
  ),
  CUSTOMERINFO_ROLES: z._default(
    z.string().check(z.describe('Which roles run here: web, worker, scheduler, separated by commas.')),
    'web,worker,scheduler',
  ),
  CUSTOMERINFO_MASTER_KEY: z.optional(
    z
      .string()
      .check(
        z.describe(
          '32 bytes, base64: wraps the opening keys and the credentials of connections. Default with the embedded database: a file in the data folder.',
        ),
      ),
  ),
  CUSTOMERINFO_SECRET: z.optional(
    z
      .string()
      .check(z.describe('At least 32 characters: signs sessions and nonces. Default: derived from the master key.')),
  ),
  CUSTOMERINFO_SMTP_URL: z.optional(
    z
      .string()
      .check(
        z.describe(
          'smtp(s)://user:password@host:port. Without it, and with the embedded database, mail goes to the development mail page.',
        ),
      ),
  ),
  CUSTOMERINFO_MAIL_FROM: z._default(
    z.string().check(z.describe('Sender of our mails.')),
    'CustomerInfo <no-reply@customerinfo.example>',
  ),
  CUSTOMERINFO_OUTBOUND_LOOPBACK: z
    .pipe(flag, z.boolean())
    .check(
      z.describe('Connections may call loopback addresses (for a CRM on the same machine). Never on a shared service.'),
    ),
  CUSTOMERINFO_TRUST_PROXY: z._default(
    z.string().check(z.describe('Addresses of proxies whose X-Forwarded-For is believed, separated by commas.')),
    '',
  ),
  CUSTOMERINFO_LOG: z._default(
    z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).check(z.describe('How much is logged.')),
    'info',
  ),
  CUSTOMERINFO_METRICS_TOKEN: z.optional(
    z.string().check(z.describe('Bearer token of /metrics. Without it, /metrics answers loopback only.')),
  ),
})

export type Role = 'web' | 'worker' | 'scheduler'

export type Config = {
  /** undefined: the embedded server. */
  databaseUrl: string | undefined
  dataFolder: string
  port: number
  host: string
  lan: boolean
  /** The public address without a trailing slash; undefined until the server listens and knows its port. */
  publicUrl: string | undefined
  roles: Role[]
  masterKey: string | undefined
  secret: string | undefined
  smtpUrl: string | undefined
  mailFrom: string
  outboundLoopback: boolean
  trustProxy: string[]
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
  metricsToken: string | undefined
  /** Demo login, practice CRM and development mail page: only with the embedded database, and only for loopback callers. */
  demo: boolean
}

/** Reads and checks the settings; throws `Problem('invalid')` with one field per wrong setting. */
export function readConfig(
  environment: Record<string, string | undefined> = process.env,
  folder = process.cwd(),
): Config {
  const known = Object.fromEntries(Object.keys(configSchema.def.shape).map(key => [key, environment[key] || undefined]))
  const parsed = configSchema.safeParse(known)
  if (!parsed.success)
    throw new Problem('invalid', 'A setting is wrong', { fields: fieldProblems(parsed.error.issues) })
  const settings = parsed.data
  return {
    databaseUrl: settings.DATABASE_URL,
    dataFolder: isAbsolute(settings.CUSTOMERINFO_DATA)
      ? settings.CUSTOMERINFO_DATA
      : resolve(folder, settings.CUSTOMERINFO_DATA),
    port: settings.CUSTOMERINFO_PORT,
    host: settings.CUSTOMERINFO_HOST,
    lan: settings.CUSTOMERINFO_LAN,
    publicUrl: settings.CUSTOMERINFO_URL?.replace(/\/+$/, ''),
    roles: readRoles(settings.CUSTOMERINFO_ROLES),
    masterKey: settings.CUSTOMERINFO_MASTER_KEY,
    secret: settings.CUSTOMERINFO_SECRET,
    smtpUrl: settings.CUSTOMERINFO_SMTP_URL,
    mailFrom: settings.CUSTOMERINFO_MAIL_FROM,
    outboundLoopback: settings.CUSTOMERINFO_OUTBOUND_LOOPBACK,
    trustProxy: settings.CUSTOMERINFO_TRUST_PROXY.split(',')
      .map(part => part.trim())
      .filter(Boolean),
    logLevel: settings.CUSTOMERINFO_LOG,
    metricsToken: settings.CUSTOMERINFO_METRICS_TOKEN,
    demo: settings.DATABASE_URL === undefined,
  }
}

function readRoles(text: string): Role[] {
  const names = text
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
  const wrong = names.find(name => !['web', 'worker', 'scheduler'].includes(name))
  if (wrong !== undefined || names.length === 0) {
    throw new Problem('invalid', 'A setting is wrong', {
      fields: [
        { path: 'CUSTOMERINFO_ROLES', message: `"${wrong ?? ''}" is no role; there are web, worker and scheduler` },
      ],
    })
  }
  return names as Role[]
}
