import type { z } from 'zod/mini'
import type { pairingOfferSchema, pairingPollSchema } from '../../../src/domain/devices/contract.ts'
import { now, sleep } from '../../ui/platform.ts'
import { deviceFacts } from './facts.ts'
import { heartbeat } from './heartbeat.ts'
import { makeDeviceKey } from './keys.ts'
import { type Bench, refreshSetup } from './station.ts'
import { type PairingWish, putOnDesk } from './vault.ts'
import { Refused } from './wire.ts'

const pollEvery = 2_000
/** How long a code lives, by this tablet's own clock: the server's times mean nothing to a clock that is wrong by years. */
const codeLives = 10 * 60_000

/** Shows codes until a member has typed one, then fetches the setup. Never throws: it tries until `signal` says stop. */
export async function pair(bench: Bench, signal: AbortSignal): Promise<void> {
  const { state } = bench
  while (!signal.aborted && state.get().phase === 'pairing') {
    try {
      const wish = await wishWithCode(bench)
      if (await wasTyped(bench, wish)) return
      state.set({ lastError: null })
    } catch (error) {
      state.set({ lastError: error instanceof Error ? error.message : String(error) })
      // The request is unknown or over: a new one is made.
      if (error instanceof Refused) await renew(bench)
    }
    await sleep(pollEvery)
  }
}

async function wishWithCode(bench: Bench): Promise<PairingWish & { offer: NonNullable<PairingWish['offer']> }> {
  const { wire, state } = bench
  const wish = state.get().wish ?? { key: await makeDeviceKey(), offer: null }
  if (wish.offer && Date.parse(wish.offer.expiresAt) > now()) return { ...wish, offer: wish.offer }
  await remember(bench, { ...wish, offer: null })
  const offer = await wire<z.infer<typeof pairingOfferSchema>>({ key: wish.key }, 'POST', 'pairing', {
    publicKey: wish.key.publicKey,
    device: deviceFacts(),
  })
  const renewed = { ...wish, offer: { ...offer, expiresAt: new Date(now() + codeLives).toISOString() } }
  await remember(bench, renewed)
  return renewed
}

async function wasTyped(
  bench: Bench,
  wish: PairingWish & { offer: NonNullable<PairingWish['offer']> },
): Promise<boolean> {
  const poll = await bench.wire<z.infer<typeof pairingPollSchema>>(
    { key: wish.key },
    'GET',
    `pairing/${encodeURIComponent(wish.offer.id)}`,
  )
  if (poll.state === 'expired') await renew(bench)
  if (poll.state !== 'paired' || poll.pairingId === null) return false
  await begin(bench, wish, poll.pairingId)
  return true
}

/** From here on sign-ups are numbered in the new pairing. */
async function begin(bench: Bench, wish: PairingWish, pairingId: string): Promise<void> {
  const change = bench.vault.transaction(['desk', 'pairings'], 'readwrite', { durability: 'strict' })
  const desk = change.objectStore('desk')
  const pairings = change.objectStore('pairings')
  // Another tab may have learnt of it before and given numbers away.
  const known = await pairings.get(pairingId)
  await Promise.all([
    known ? undefined : pairings.put({ id: pairingId, key: wish.key, lastNumber: 0, ended: null }),
    desk.put(pairingId, 'current'),
    desk.delete('wish'),
    desk.delete('staff'),
    desk.delete('pinMisses'),
    change.done,
  ])
  bench.state.set({ phase: 'fetching', wish: null, ended: null, staff: null })
  await bench.refreshQueue()
  // What fails here, the heartbeat makes good.
  await refreshSetup(bench).catch(() => undefined)
  await heartbeat(bench).catch(() => undefined)
}

async function renew(bench: Bench): Promise<void> {
  const { wish } = bench.state.get()
  if (wish) await remember(bench, { ...wish, offer: null })
}

async function remember({ vault, state }: Bench, wish: PairingWish): Promise<void> {
  await putOnDesk(vault, 'wish', wish)
  state.set({ wish })
}
