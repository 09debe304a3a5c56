import type { z } from 'zod/mini'
import type { heartbeatAnswerSchema, heartbeatSchema } from '../../../src/domain/devices/contract.ts'
import { every, sleep } from '../../ui/platform.ts'
import { deviceFacts } from './facts.ts'
import { currentPairing } from './queue.ts'
import { ask, type Bench, noteSync, refreshSetup } from './station.ts'

const beatEvery = 60_000

/** Says every minute that the tablet is well, learns whether the setup changed, and takes the queue up again. The answer stops it. */
export function startHeartbeat(bench: Bench): () => void {
  let beating = false
  const beat = (): void => {
    if (beating) return
    beating = true
    bench.nudge()
    void heartbeat(bench)
      .catch(() => undefined)
      .then(() => {
        beating = false
      })
  }
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') beat()
  }
  beat()
  const stop = every(beatEvery, beat)
  window.addEventListener('online', beat)
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    stop()
    window.removeEventListener('online', beat)
    document.removeEventListener('visibilitychange', onVisible)
  }
}

/** One heartbeat; rejects when the server cannot be reached. */
export async function heartbeat(bench: Bench): Promise<void> {
  const { vault, wire, state } = bench
  const pairing = await currentPairing(vault)
  if (!pairing || pairing.ended) return
  await bench.refreshQueue()
  await askForStorage(bench)
  const { queue, persisted, lastError } = state.get()
  const body: z.infer<typeof heartbeatSchema> = {
    lastNumber: queue.lastNumber,
    queue: queue.waiting,
    oldestQueuedAt: queue.oldestQueuedAt,
    storagePersisted: persisted,
    battery: await batteryLevel(),
    lastError: lastError?.slice(0, 200) ?? null,
    device: deviceFacts(),
  }
  const answer = await ask(bench, pairing, () =>
    wire<z.infer<typeof heartbeatAnswerSchema>>({ key: pairing.key, kid: pairing.id }, 'POST', 'heartbeat', body),
  )
  await noteSync(bench)
  await refreshSetup(bench, answer.setupEtag)
}

/** Browsers promise to keep storage only when asked, and some decide anew as the app is used: so it is asked until granted. */
async function askForStorage({ state }: Bench): Promise<void> {
  const storage = (navigator as { storage?: StorageManager }).storage
  if (state.get().persisted === true || !storage?.persist) return
  // Firefox asks the person in front and may never answer.
  const answer = Promise.race([storage.persist(), sleep(3_000).then(() => storage.persisted())])
  state.set({ persisted: await answer.catch(() => null) })
}

/** 0 to 1, where the browser tells. */
async function batteryLevel(): Promise<number | null> {
  const { getBattery } = navigator as { getBattery?: () => Promise<{ level: number }> }
  try {
    return getBattery ? (await getBattery.call(navigator)).level : null
  } catch {
    return null
  }
}
