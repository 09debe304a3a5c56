import * as z from 'zod/mini'
import type { LetterContent } from '../../platform/mail.ts'

export const troubleMailName = 'connection-trouble-mail'
/** `over`: all is well again. */
export const troubleMailSchema = z.object({ accountId: z.uuid(), connectionId: z.uuid(), over: z.boolean() })
export type TroubleMail = z.infer<typeof troubleMailSchema>

type Trouble = {
  name: string
  /** The CRM, as its maker calls it. */
  label: string
  state: string
  reason: string | null
  remedy: string | null
  waiting: number
  url: string
}

export function writeTrouble({ name, state, reason, remedy, waiting, url }: Trouble): LetterContent {
  const needsYou = state === 'disconnected'
  const going = needsYou
    ? `${waitingWords(waiting)} Nothing is lost: as soon as it is mended, everything goes out by itself, in order.`
    : `${waitingWords(waiting)} We go on trying by ourselves, for 30 days, and write to you when it works again.`
  return {
    title: needsYou ? `${name} needs you` : `${name} has not answered for a while`,
    lines: [[reason, remedy].filter(Boolean).join(' '), going].filter(line => line !== ''),
    button: { label: needsYou ? 'Mend the connection' : 'See the connection', url },
    note: 'You get one such mail for each trouble, not one for each sign-up.',
  }
}

export function writeOver({ name, waiting, url }: Trouble): LetterContent {
  const rest =
    waiting === 0
      ? 'Everything that waited has been handed over.'
      : `${waitingWords(waiting)} It goes out by itself now.`
  return {
    title: `${name} works again`,
    lines: [`Sign-ups are reaching ${name} again. ${rest}`, 'There is nothing for you to do.'],
    button: { label: 'See the connection', url },
  }
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return 'No sign-up waits for it just now.'
  return waiting === 1 ? '1 sign-up waits for it.' : `${waiting} sign-ups wait for it.`
}
