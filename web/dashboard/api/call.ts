import { request } from '../../ui/platform.ts'

type Field = { path: string; message: string }

/** A refusal of the server (RFC 9457), or `status` 0 when it could not be reached at all. `fields`: dotted path → sentence. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Record<string, string>

  constructor(status: number, code: string, detail: string, fields: Field[] = []) {
    super(detail)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.fields = Object.fromEntries(fields.map(field => [field.path, field.message]))
  }
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One request to /dashboard/api: answers the parsed body, or undefined when there is none. Throws `Refusal`. */
export async function call<T = undefined>(method: Method, path: string, body?: unknown): Promise<T> {
  const answer = await reach(method, path, body)
  const text = await answer.text()
  if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  throw refusalOf(answer.status, text)
}

async function reach(method: Method, path: string, body: unknown): Promise<Response> {
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  try {
    return await request(`/dashboard/api/${path}`, { method, ...sent })
  } catch {
    throw new Refusal(0, 'unreachable', 'CustomerInfo cannot be reached just now. Are you online?')
  }
}

function refusalOf(status: number, text: string): Refusal {
  const unsaid = new Refusal(status, 'internal', 'Something went wrong on our side. Please try again in a moment.')
  try {
    const { code, detail, fields } = JSON.parse(text) as { code?: string; detail?: string; fields?: Field[] }
    return code && detail ? new Refusal(status, code, detail, fields) : unsaid
  } catch {
    return unsaid
  }
}

/** `?a=1&b=2` of what is set; empty when nothing is. */
export function queryOf(parameters: Record<string, string | number | undefined>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
