import { startLanes } from '../domain/deliveries/index.ts'
import { openJobs } from '../platform/jobs.ts'
import type { Ports } from '../platform/ports.ts'
import type { Running } from './running.ts'
import { jobs, recurring } from './schedule.ts'

/** Delivers, and does the jobs. Of recurring work it runs what the scheduler has put in line. */
export async function startWorker(ports: Ports): Promise<Running> {
  const lanes = startLanes(ports)
  const runner = await openJobs(ports, [...jobs, ...recurring.map(entry => entry.job as (typeof jobs)[number])])
  return {
    async drain() {
      await Promise.all([lanes.stop(), runner.stop()])
    },
  }
}
