import type { AttemptView, DeliveryBrief } from '../deliveries/index.ts'
import type { TimelineStep } from './contract.ts'
import type { BriefRow, DetailRow } from './queries.ts'

type Story = { row: BriefRow; detail: DetailRow; deliveries: DeliveryBrief[]; attempts: AttemptView[] }

/** The way of a sign-up from glass to CRM, in words that a cashier understands; in the order in which it happened. */
export function tellTimeline(story: Story): TimelineStep[] {
  return [...tellCounter(story), tellArrival(story), ...tellAttempts(story), ...tellRest(story)]
}

function tellCounter({ row, detail }: Story): TimelineStep[] {
  const at = (row.capturedAt ?? row.receivedAt).toISOString()
  const circumstances = [
    detail.durationMs === null ? undefined : tellDuration(detail.durationMs),
    row.language === null ? undefined : `in ${nameLanguage(row.language)}`,
    detail.staffName === null ? undefined : `with ${detail.staffName}`,
  ].filter(part => part !== undefined)
  const signedUp = step(at, 'good', `Signed up ${tellPlace(row, detail)}`, circumstances.join(', ') || null, {
    id: row.id,
    capturedAt: row.capturedAt?.toISOString() ?? null,
  })
  if (row.sourceKind !== 'device') return [signedUp]
  const kept = row.capturedAt === null ? 0 : row.receivedAt.getTime() - row.capturedAt.getTime()
  if (Math.abs(kept) > farMs || kept < -skewMs) {
    return [signedUp, step(at, 'neutral', 'The tablet’s clock was wrong', 'both times are kept', null)]
  }
  if (kept < noticeableMs) return [signedUp]
  return [
    signedUp,
    step(at, 'good', 'Kept on the tablet, sealed', `it could be sent ${tellDuration(kept)} later`, null),
  ]
}

/** Sent within that time, nobody had to wait. */
const noticeableMs = 5000
const skewMs = 60_000
const farMs = 180 * 86_400_000

function tellPlace(row: BriefRow, detail: DetailRow): string {
  if (row.sourceKind === 'api-key') return `through the API, with the key ${row.sourceName ?? '(deleted)'}`
  const store = row.storeName === null ? '' : `in ${row.storeName}`
  if (row.sourceKind === 'phone-form') return `${store}${store ? ', ' : ''}on their own phone`
  return [store, detail.standName ?? row.sourceName].filter(Boolean).join(', ') || 'on a tablet'
}

function tellArrival({ row, detail }: Story): TimelineStep {
  const at = row.receivedAt.toISOString()
  const technical = { receivedAt: at, transaction: row.tx, source: row.sourceId }
  if (row.state === 'quarantined')
    return step(at, 'bad', 'Arrived, and set aside until somebody has looked', row.reason, technical)
  if (row.state === 'erased') return step(at, 'neutral', 'Erased', 'nothing of it is left but its number', technical)
  if (row.number === null) return step(at, 'good', 'Arrived', row.reason, technical)
  const gap =
    detail.missingBefore === 0
      ? 'nothing missing before it'
      : `${formatNumber(detail.missingBefore)} before it ${detail.missingBefore === 1 ? 'has' : 'have'} not arrived`
  const title = `Arrived, number ${formatNumber(row.number)} of this tablet`
  return step(at, row.reason === null ? 'good' : 'bad', title, row.reason ?? gap, technical)
}

function tellAttempts({ attempts }: Story): TimelineStep[] {
  return attempts.map(attempt => {
    const { connectionName, outcome, summary } = attempt
    const [title, detail] = outcome === 'delivered' ? [`In ${connectionName}`, summary] : [summary, null]
    return step(attempt.endedAt.toISOString(), tones[outcome], title, detail, {
      connection: connectionName,
      attempt: attempt.number,
      milliseconds: attempt.endedAt.getTime() - attempt.startedAt.getTime(),
      ...attempt.detail,
    })
  })
}

const tones = { delivered: 'good', retry: 'waiting', rejected: 'bad', disconnected: 'bad', lost: 'waiting' } as const

/** What is still to come, or came to nothing. */
function tellRest({ row, deliveries }: Story): TimelineStep[] {
  return deliveries.flatMap(({ state, connectionName, reason, dueAt }) => {
    const at = dueAt ?? row.receivedAt.toISOString()
    if (state === 'parked')
      return [step(at, 'bad', `Could not be handed to ${connectionName}; it waits for you`, reason, null)]
    if (state === 'skipped') return [step(at, 'neutral', `Not handed to ${connectionName}`, reason, null)]
    if (state === 'retrying') return [step(at, 'waiting', `Will be handed to ${connectionName} again`, reason, null)]
    if (state === 'pending') return [step(at, 'waiting', `On its way to ${connectionName}`, reason, null)]
    return []
  })
}

function step(
  at: string,
  tone: TimelineStep['tone'],
  title: string,
  detail: string | null,
  technical: TimelineStep['technical'],
): TimelineStep {
  return { at, tone, title, detail, technical }
}

/** "17 seconds", "3 minutes", "2 hours", "5 days". */
export function tellDuration(ms: number): string {
  const units = [
    { name: 'day', ms: 86_400_000 },
    { name: 'hour', ms: 3_600_000 },
    { name: 'minute', ms: 60_000 },
    { name: 'second', ms: 1000 },
  ]
  // Two minutes and more are told in minutes: "90 seconds" says more than "1 minute".
  const unit = units.find(candidate => ms >= 2 * candidate.ms) ?? { name: 'second', ms: 1000 }
  const count = Math.round(ms / unit.ms)
  return `${formatNumber(count)} ${unit.name}${count === 1 ? '' : 's'}`
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-GB')
}

function nameLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
