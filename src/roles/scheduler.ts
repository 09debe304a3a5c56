import { openJobs } from '../platform/jobs.ts'
import type { Ports } from '../platform/ports.ts'
import type { Running } from './running.ts'
import { recurring } from './schedule.ts'

/** Puts recurring work in line when it is due. Any number may run: the database lets each line begin once. */
export async function startScheduler(ports: Ports): Promise<Running> {
  const runner = await openJobs(ports, [], recurring, { concurrency: 1 })
  return { drain: () => runner.stop() }
}
