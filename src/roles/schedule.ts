import { accountMail, cleanDirectory } from '../domain/accounts/jobs.ts'
import { troubleMail } from '../domain/deliveries/jobs.ts'
import type { Job, Recurring } from '../platform/jobs.ts'

/** What is done when somebody asks for it. */
export const jobs: Job[] = [accountMail, troubleMail]

/**
 * All recurring work, on this page and nowhere else (times in UTC). The lanes' sweep for due deliveries and expired leases
 * is not here: it runs every few seconds inside each worker, see `domain/deliveries/lanes.ts`.
 */
export const recurring: Recurring[] = [{ job: cleanDirectory, cron: '*/5 * * * *' }]
