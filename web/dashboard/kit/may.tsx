import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Verb } from '../../../src/domain/accounts/contract.ts'
import { meQuery } from '../api/queries.ts'

/** Whether who is signed in may do this, as the server said with the person: it refuses the rest anyway. */
export function useMay(verb: Verb): boolean {
  return useQuery(meQuery).data?.may.includes(verb) ?? false
}

/** Shown only to who may use it; `otherwise` to the others, where a gap would puzzle them. */
export function May({ verb, otherwise, children }: { verb: Verb; otherwise?: ReactNode; children: ReactNode }) {
  return useMay(verb) ? children : otherwise
}

/** Why there is nothing to press here. */
export function Only({ who, may }: { who: 'An owner' | 'An owner or a manager'; may: string }) {
  return <p className="quiet">{`${who} of your team can ${may}.`}</p>
}
