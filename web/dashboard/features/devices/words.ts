import type { DeviceView } from '../../api/types.ts'
import type { Tone } from '../../kit/Word.tsx'
import { count, figure, list } from '../../kit/words.ts'

export function stateOf(device: DeviceView): { tone: Tone; words: string } {
  if (device.endedAt !== null) {
    const words = { revoked: 'revoked', replaced: 'replaced', stolen: 'revoked as stolen' }[
      device.endReason ?? 'revoked'
    ]
    return { tone: 'neutral', words }
  }
  if (device.online) return { tone: 'good', words: 'on' }
  return { tone: 'waiting', words: device.lastSeenAt === null ? 'not heard of yet' : 'quiet' }
}

/** "iPadOS 18.2" */
export function system({ os, osVersion }: DeviceView): string {
  return [os, osVersion].filter(Boolean).join(' ') || 'unknown'
}

/** "2 sign-ups of tablet Annabella have not arrived" */
export function gapWords(device: Pick<DeviceView, 'name' | 'missing'>): string {
  return `${count(device.missing, 'sign-up')} of tablet ${device.name} ${device.missing === 1 ? 'has' : 'have'} not arrived`
}

/** "Number 41 and 42", of many the first few. */
export function numbersWords(device: Pick<DeviceView, 'missing' | 'missingNumbers'>): string {
  const numbers = device.missingNumbers.map(figure)
  const more = device.missing - numbers.length
  if (numbers.length === 0) return ''
  return `${numbers.length === 1 ? 'Number' : 'Numbers'} ${list(more > 0 ? [...numbers, `${figure(more)} more`] : numbers)}.`
}

export function sentence(devices: DeviceView[]): string {
  const paired = devices.filter(device => device.endedAt === null)
  if (paired.length === 0) return 'No tablet is paired.'
  const quiet = paired.filter(device => !device.online)
  const queued = paired.reduce((sum, device) => sum + device.queue, 0)
  const on =
    quiet.length === 0
      ? paired.length === 1
        ? `${paired[0]?.name} is on.`
        : `All ${figure(paired.length)} tablets are on.`
      : `${figure(paired.length - quiet.length)} of ${count(paired.length, 'tablet')} ${paired.length - quiet.length === 1 ? 'is' : 'are'} on.`
  return queued === 0
    ? on
    : `${on} ${count(queued, 'sign-up')} ${queued === 1 ? 'waits' : 'wait'} on a tablet to be sent.`
}
