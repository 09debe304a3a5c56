import type { Run } from './measure.ts'
import type { Yardstick } from './yardstick.ts'

export type Wanted = {
  mode: string
  size: number
  rate: number
  connections: number
  seconds: number
  processes: number
  unopened: boolean
}

export type Measured = { outcome: Run; yardsticks: number[] }

/** What was measured, in lines for a person; `isWhole` when nothing that was acknowledged is missing. */
export function reportOf(
  wanted: Wanted,
  { outcome, yardsticks }: Measured,
  tool: Yardstick['tool'],
): { text: string; isWhole: boolean } {
  const a1 = yardsticks.reduce((sum, rate) => sum + rate, 0) / yardsticks.length
  const isQuarantine = wanted.mode === 'device' && wanted.unopened
  const expected = isQuarantine ? 0 : outcome.acknowledged
  const { signups, consents, deliveries, usage: used } = outcome.rows
  // Of what was refused or broken off in the last moment, some may be stored and unacknowledged; never the other way round.
  const isWhole = signups >= outcome.acknowledged && [consents, deliveries, used].every(count => count >= expected)
  const isExact = signups === outcome.acknowledged && [consents, deliveries, used].every(count => count === expected)
  const refused = Object.entries(outcome.refused).map(([status, count]) => `${count} × ${status}`)
  const lines = [
    `${wanted.mode}, ${wanted.size} per request, ${wanted.connections} connections, ${wanted.processes} web process(es), ${wanted.rate > 0 ? `${wanted.rate} arrivals/s` : 'closed loop'}${isQuarantine ? ', unopened' : ''}`,
    `acknowledged     ${outcome.acknowledged} in ${outcome.seconds.toFixed(1)} s: ${Math.round(outcome.rate)}/s`,
    `A1 (${tool})     ${yardsticks.map(rate => Math.round(rate)).join(' and ')}/s; ratio ${(outcome.rate / a1).toFixed(2)}`,
    `answer           p50 ${outcome.p50.toFixed(1)} ms, p99 ${outcome.p99.toFixed(1)} ms, worst ${outcome.worst.toFixed(1)} ms (${outcome.requests} requests)`,
    `refused          ${refused.join(', ') || 'none'}${outcome.unsent > 0 ? `; ${outcome.unsent} arrivals were never sent` : ''}`,
    `stored           ${signups} sign-ups in ${outcome.rows.transactions} transactions, ${consents} with consents, ${deliveries} with deliveries, ${used} billed: ${isExact ? 'exactly what was acknowledged' : isWhole ? 'all that was acknowledged, and what nobody heard of' : 'NOT WHAT WAS ACKNOWLEDGED'}`,
    `processor        ${Math.round(outcome.cpuNode + outcome.cpuPostgres)} µs per sign-up (node ${Math.round(outcome.cpuNode)}, PostgreSQL ${Math.round(outcome.cpuPostgres)}); the generator ${Math.round(outcome.cpu / Math.max(1, outcome.acknowledged))} µs`,
    `memory           ${Math.round(outcome.memory)} MB (web)`,
  ]
  return { text: `${lines.join('\n')}\n`, isWhole }
}
