import { systemClock } from '../../platform/clock.ts'
import { type Line, openLine, requestText } from './line.ts'
import { type FormFacts, makeShopper } from './people.ts'
import { makeProof, readTabletKey, sealSignup, type TabletKey } from './tablet.ts'

export type Tablet = { key: TabletKey; pairing: string }

export type Job = {
  /** One per web process; connections go round them. */
  ports: number[]
  connections: number
  /** Arrivals per second, whether or not earlier ones were answered; 0: each connection sends as soon as it was answered. */
  rate: number
  seconds: number
  form: FormFacts
  by:
    | { mode: 'api'; key: string }
    | { mode: 'batch'; key: string; size: number }
    | { mode: 'device'; size: number; tablets: Tablet[]; openingKey: { id: string; publicKey: string } }
}

export type Outcome = {
  seconds: number
  /** Sign-ups that were answered as stored. */
  acknowledged: number
  requests: number
  /** Answers that were no success, by status; `0` is a connection that broke. */
  refused: Record<string, number>
  /** Milliseconds from arrival (not from sending) to answer, per request. */
  p50: number
  p99: number
  worst: number
  /** Microseconds of processor time that the generator itself took, of the same machine. */
  cpu: number
  /** Arrivals that were never sent because all connections were busy until the end. */
  unsent: number
}

type Request = { text: Buffer | string; signups: number }

process.on('message', (job: Job) => {
  run(job).then(
    outcome => process.send?.({ outcome }, () => process.exit(0)),
    error => process.send?.({ error: String(error) }, () => process.exit(1)),
  )
})

const clock = systemClock

async function run(job: Job): Promise<Outcome> {
  const seats = await Promise.all(Array.from({ length: job.connections }, (_, nth) => openSeat(job, nth)))
  const tally = openTally(job)
  const spent = process.cpuUsage()
  const begun = clock.monotonic()
  const end = begun + job.seconds * 1000
  const unsent = job.rate > 0 ? await arrive(job, { seats, tally, begun, end }) : await hurry({ seats, tally, end })
  const seconds = (clock.monotonic() - begun) / 1000
  const { user, system } = process.cpuUsage(spent)
  for (const { line } of seats) line.close()
  return { seconds, unsent, cpu: user + system, ...tally.result() }
}

/** A connection and what is sent on it next; `next` answers undefined when all that was made beforehand is sent. */
type Seat = { line: Line; next(): Request | undefined }
type Drive = { seats: Seat[]; tally: Tally; end: number }

async function openSeat(job: Job, nth: number): Promise<Seat> {
  const port = job.ports[nth % job.ports.length] ?? 0
  const line = await openLine(port)
  return { line, next: await makerOf(job, { line, port, nth }) }
}

/** Closed loop: how much goes through at most. */
async function hurry({ seats, tally, end }: Drive): Promise<number> {
  await Promise.all(
    seats.map(async ({ line, next }) => {
      for (;;) {
        const arrived = clock.monotonic()
        const request = arrived < end ? next() : undefined
        if (!request || !(await ask(line, request, arrived, tally))) return
      }
    }),
  )
  return 0
}

/** Open loop: they come when they come, and their waiting counts from then. Answers how many were never sent. */
async function arrive(job: Job, { seats, tally, begun, end }: Drive & { begun: number }): Promise<number> {
  const idle = [...seats]
  let [due, sent, busy] = [0, 0, 0]
  const dispatch = () => {
    while (sent < due) {
      const seat = idle.pop()
      if (!seat) return
      const request = seat.next()
      if (!request) continue
      const arrived = begun + (sent / job.rate) * 1000
      sent += 1
      busy += 1
      void ask(seat.line, request, arrived, tally).then(alive => {
        busy -= 1
        if (alive) idle.push(seat)
        dispatch()
      })
    }
  }
  for (let now = clock.monotonic(); now < end; now = clock.monotonic()) {
    due = Math.floor(((now - begun) / 1000) * job.rate)
    dispatch()
    await clock.sleep(1)
  }
  const patience = clock.monotonic() + 5000
  while (busy > 0 && clock.monotonic() < patience) await clock.sleep(5)
  return due - sent
}

async function ask(line: Line, request: Request, arrived: number, tally: Tally): Promise<boolean> {
  try {
    const { status, body } = await line.send(request.text)
    tally.count(status, request.signups, body, clock.monotonic() - arrived)
    return true
  } catch {
    tally.count(0, request.signups, '', clock.monotonic() - arrived)
    return false
  }
}

type Tally = ReturnType<typeof openTally>

function openTally(job: Job) {
  const times: number[] = []
  const refused: Record<string, number> = {}
  let acknowledged = 0
  return {
    count(status: number, signups: number, body: string, time: number) {
      times.push(time)
      const stored = status >= 300 || status === 0 ? 0 : job.by.mode === 'api' ? 1 : countStored(body)
      acknowledged += stored
      if (stored < signups) refused[status] = (refused[status] ?? 0) + signups - stored
    },
    result() {
      times.sort((one, other) => one - other)
      const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
      return { acknowledged, requests: times.length, refused, p50: at(0.5), p99: at(0.99), worst: times.at(-1) ?? 0 }
    },
  }
}

function countStored(body: string): number {
  return body.split(/"status":"(?:accepted|quarantined)"/).length - 1
}

type Place = { line: Line; port: number; nth: number }

/** What one connection sends next. Tablets' requests are made beforehand: their work is not what is measured. */
async function makerOf(job: Job, place: Place): Promise<() => Request | undefined> {
  const { by, form } = job
  const { port, nth } = place
  let count = nth * 1_000_000
  if (by.mode === 'device') {
    const prepared = await prepare(job, by, place)
    return () => prepared.pop()
  }
  const frame = requestText('POST', by.mode === 'api' ? '/api/v1/signups' : '/api/v1/signups/batch', {
    port,
    headers: { authorization: `Bearer ${by.key}`, 'content-type': 'application/json' },
  }).slice(0, -2)
  const next = () => {
    const { id, content } = makeShopper(clock, form, count++)
    return JSON.stringify({ id, ...content })
  }
  // ASCII alone, so its length in characters is its length in bytes.
  const wrap = (body: string) => `${frame}content-length: ${body.length}\r\n\r\n${body}`
  if (by.mode === 'api') return () => ({ text: wrap(next()), signups: 1 })
  return () => ({ text: wrap(`{"signups":[${Array.from({ length: by.size }, next).join(',')}]}`), signups: by.size })
}

async function prepare(
  job: Job,
  by: Extract<Job['by'], { mode: 'device' }>,
  { line, port, nth }: Place,
): Promise<Request[]> {
  const tablet = by.tablets[nth]
  if (!tablet) throw new Error('There are fewer tablets than connections')
  const privateKey = readTabletKey(tablet.key)
  const { head } = await line.send(requestText('GET', '/kiosk/api/nonce', { port }))
  const nonce = /\r\ndpop-nonce: (\S+)/i.exec(head)?.[1] ?? ''
  // As many as the fastest server that we know of could take, and some more.
  const wanted = Math.ceil(
    (job.rate > 0 ? job.rate / by.size : 9000 / Math.sqrt(by.size)) * (job.seconds / job.connections) * 1.2,
  )
  const requests: Request[] = []
  let number = 0
  for (let made = 0; made < wanted; made++) {
    const envelopes = []
    for (let part = 0; part < by.size; part++) {
      const { id, content } = makeShopper(clock, job.form, nth * 1_000_000 + number)
      number += 1
      envelopes.push(
        await sealSignup(privateKey, { id, pairing: tablet.pairing, number, openingKey: by.openingKey, content }),
      )
    }
    const body = JSON.stringify({ envelopes })
    const url = `http://localhost:${port}/kiosk/api/signups`
    const dpop = makeProof(privateKey, { method: 'POST', url, body, nonce, who: { kid: tablet.pairing } })
    const text = Buffer.from(requestText('POST', '/kiosk/api/signups', { port, headers: { dpop }, body }))
    requests.push({ text, signups: by.size })
  }
  return requests.reverse()
}
