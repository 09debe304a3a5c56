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
  checklist: z.array(
    z.object({ key: z.enum(['email', 'store', 'connection', 'device', 'signup']), done: z.boolean() }),
  ),
})
export type Overview = z.infer<typeof overviewSchema>
