import { createHmac } from 'node:crypto'
import { CrmLedger, type FakeRecord, same } from './crm-ledger.ts'

export type FakeRequest = {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string | string[] | undefined>
  body: string
}
export type FakeAnswer = { status: number; headers?: Record<string, string>; body?: unknown }
export type Complaint = 'field-required' | 'value-removed' | 'field-too-short'

/** How one kind of CRM speaks; what goes wrong is added by the server around it. */
export type Dialect = {
  ledger: CrmLedger
  /** What a connection to it is set up with; `base` is the server's address. */
  settings(base: string): Record<string, string>
  /** The names of our fields there. */
  fields: { email: string; phone: string; firstName: string; lastName: string }
  answer(request: FakeRequest): FakeAnswer
  complain(complaint: Complaint): FakeAnswer
}

const key = 'key-of-the-fake-4711'

export function practiceDialect(): Dialect {
  const ledger = new CrmLedger()
  const present = (record: FakeRecord) => ({ id: record.id, url: `/practice-crm#${record.id}`, ...record.fields })
  return {
    ledger,
    settings: base => ({ url: `${base}/practice-crm/api`, token: key }),
    fields: { email: 'email', phone: 'phone', firstName: 'firstName', lastName: 'lastName' },
    complain: complaint => ({ status: 422, body: { detail: complaint } }),
    answer({ method, path, query, headers, body }) {
      if (headers.authorization !== `Bearer ${key}`) return { status: 401, body: {} }
      const [, kind, id] = path.replace('/practice-crm/api', '').split('/')
      if (kind === 'me') return { status: 200, body: { name: 'Practice CRM' } }
      if (kind !== 'contacts') return { status: 404, body: {} }
      if (method === 'GET' && id === undefined) {
        const found = [...query].flatMap(([field, value]) => ledger.search(field, value))
        return { status: 200, body: { contacts: found.map(present) } }
      }
      if (method === 'POST') return { status: 201, body: present(ledger.create(JSON.parse(body))) }
      const record = method === 'GET' ? ledger.find(id ?? '') : ledger.update(id ?? '', JSON.parse(body))
      return record ? { status: 200, body: present(record) } : { status: 404, body: {} }
    },
  }
}

export type EspoDialect = Dialect & {
  /** Deleted contacts still count as duplicates, as after a half-finished clean-up. */
  deletedBlock: boolean
}

export function espoDialect(): EspoDialect {
  const ledger = new CrmLedger()
  const present = (record: FakeRecord) => ({ id: record.id, ...record.fields })
  const duplicates = (dialect: EspoDialect, fields: Record<string, unknown>) =>
    ledger.records.filter(
      record =>
        (!record.deleted || dialect.deletedBlock) &&
        (same(record.fields.emailAddress, fields.emailAddress) ||
          (same(record.fields.lastName, fields.lastName) && same(record.fields.firstName, fields.firstName))),
    )
  const invalid = (field: string, type: string): FakeAnswer => ({
    status: 400,
    headers: { 'x-status-reason': `Field validation failure; entityType: Contact, field: ${field}, type: ${type}.` },
    body: { messageTranslation: { label: 'validationFailure', scope: null, data: { field, type } } },
  })
  const write = (dialect: EspoDialect, { method, headers, body }: FakeRequest, id?: string): FakeAnswer => {
    const fields = JSON.parse(body) as Record<string, unknown>
    const phone = fields.phoneNumber
    if (phone && !(typeof phone === 'string' && /^\+\d{7,15}$/.test(phone))) return invalid('phoneNumber', 'valid')
    if (method === 'PUT') {
      const record = ledger.update(id ?? '', fields)
      return record ? { status: 200, body: present(record) } : { status: 404 }
    }
    if (!fields.lastName) return invalid('lastName', 'required')
    const known = headers['x-skip-duplicate-check'] === 'true' ? [] : duplicates(dialect, fields)
    if (known.length > 0) {
      return { status: 409, headers: { 'x-status-reason': 'duplicate' }, body: known.map(present) }
    }
    return { status: 200, body: present(ledger.create(fields)) }
  }
  return {
    ledger,
    deletedBlock: false,
    settings: base => ({ url: base, apiKey: key }),
    fields: { email: 'emailAddress', phone: 'phoneNumber', firstName: 'firstName', lastName: 'lastName' },
    complain: complaint =>
      ({
        'field-required': invalid('birthday', 'required'),
        'value-removed': invalid('language', 'valid'),
        'field-too-short': { ...invalid('lastName', 'maxLength'), body: '' },
      })[complaint],
    answer(request) {
      const { method, path, query, headers } = request
      if (headers['x-api-key'] !== key) return { status: 401 }
      if (path === '/api/v1/App/user') return { status: 200, body: { user: { userName: 'kiosk', name: 'Kiosk' } } }
      if (path === '/api/v1/Metadata') return { status: 200, body: espoFields }
      const place = /^\/api\/v1\/Contact(?:\/(.+))?$/.exec(path)
      if (!place) return { status: 404 }
      const id = place[1]
      if (method !== 'GET') return write(this, request, id)
      if (id !== undefined) {
        const record = ledger.find(id)
        return record ? { status: 200, body: present(record) } : { status: 404 }
      }
      const found = ledger.search(query.get('where[0][attribute]') ?? '', query.get('where[0][value]') ?? '')
      return { status: 200, body: { total: found.length, list: found.map(present) } }
    },
  }
}

const espoFields = {
  name: { type: 'personName' },
  firstName: { type: 'varchar' },
  lastName: { type: 'varchar', required: true },
  emailAddress: { type: 'email' },
  createdAt: { type: 'datetime', readOnly: true },
  account: { type: 'link' },
  secretField: { type: 'varchar', disabled: true },
}

/** A receiver of webhooks that checks each signature; one record per `webhook-id`, so a repeat is an update of it. */
export function webhookDialect(): Dialect & { secret: string } {
  const ledger = new CrmLedger()
  const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
  return {
    ledger,
    secret,
    settings: base => ({ url: `${base}/hooks/customerinfo`, secret }),
    fields: { email: 'email', phone: 'phone', firstName: 'firstName', lastName: 'lastName' },
    complain: complaint => ({ status: 422, body: { error: complaint } }),
    answer({ headers, body }) {
      const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')
      const wanted = createHmac('sha256', Buffer.alloc(32, 9)).update(signed).digest('base64')
      if (!String(headers['webhook-signature']).split(' ').includes(`v1,${wanted}`)) return { status: 401 }
      const event = JSON.parse(body) as { type: string; data: Record<string, unknown> }
      if (event.type !== 'signup.created') return { status: 204 }
      const fields = { ...event.data, webhookId: headers['webhook-id'] }
      const known = ledger.living().find(record => record.fields.webhookId === headers['webhook-id'])
      if (known) ledger.update(known.id, fields)
      else ledger.create(fields)
      return { status: 204 }
    },
  }
}
