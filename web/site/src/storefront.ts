import type { Storefront } from '../../../src/domain/forms/contract.ts'
import { request } from '../../ui/platform.ts'

/** What is in the address behind /f/. */
export const tokenOf = (path: string): string => decodeURIComponent(/^\/f\/([^/]+)/.exec(path)?.[1] ?? '')

/** The store that the token opens, or that it opens none any more. Rejects when the answer has to be asked for again. */
export async function fetchStorefront(token: string, send: typeof request = request): Promise<Storefront | 'gone'> {
  const answer = await send(`/public/api/storefronts/${encodeURIComponent(token)}`)
  if (answer.ok) return (await answer.json()) as Storefront
  if ([400, 401, 404, 410, 422].includes(answer.status)) return 'gone'
  throw new Error(`The server answered ${answer.status}`)
}
