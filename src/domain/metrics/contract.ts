import * as z from 'zod/mini'

/** GET /dashboard/api/overview */
export const overviewSchema = z.object({
  /** A sentence of state in plain words. */
  sentence: z.string(),
  /** Seven days up to today and the seven before, in the account's time zone. */
  days: z.array(z.object({ date: z.string(), count: z.number(), before: z.number() })),
  signupsThisWeek: z.number(),
  signupsLastWeek: z.number(),
  /** Shares from 0 to 1; null when there is nothing to share out. */
  consentShare: z.nullable(z.number()),
  deliveredWithin5s: z.nullable(z.number()),
  waiting: z.number(),
  parked: z.number(),
  /** The same seven days by store, most sign-ups first. */
  stores: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      signups: z.number(),
      /** False: reckoned from the latest arrivals, since there are too many to count while somebody waits. */
      exact: z.boolean(),
      consentShare: z.nullable(z.number()),
      /** Paired ones: those heard of lately, and the others. */
      tablets: z.object({ on: z.number(), quiet: z.number() }),
    }),
  ),
  checklist: z.array(
    z.object({ key: z.enum(['email', 'store', 'connection', 'device', 'signup']), done: z.boolean() }),
  ),
})
export type Overview = z.infer<typeof overviewSchema>
