export type EmailFault = 'no-at' | 'no-domain' | 'no-dot' | 'shape' | 'long'

/** What is wrong with an address (already tidied), if anything; an empty one has no fault. */
export function emailFault(email: string): EmailFault | undefined {
  if (email === '') return undefined
  if (email.length > 254) return 'long'
  const at = email.lastIndexOf('@')
  if (at < 0) return 'no-at'
  const domain = email.slice(at + 1)
  if (domain === '') return 'no-domain'
  if (!domain.includes('.')) return 'no-dot'
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) ? undefined : 'shape'
}

/** Without what keyboards add by themselves: spaces around it. */
export const tidyEmail = (typed: string): string => typed.trim()

/**
 * The address that was probably meant, when what was typed looks like a slip: a space inside, a comma for a dot, a letter too
 * many or too few in a well-known domain. Undefined when nothing better is known. It is only ever offered, never put in.
 */
export function meantEmail(typed: string): string | undefined {
  const email = tidyEmail(typed)
  const repaired = email
    .replace(/\s+/g, '')
    .replace(/,/g, '.')
    .replace(/@{2,}/g, '@')
    .replace(/\.{2,}/g, '.')
    .replace(/[.;]+$/, '')
    .replace(/@\./, '@')
  const at = repaired.lastIndexOf('@')
  if (at < 1) return undefined
  const domain = meantDomain(repaired.slice(at + 1).toLowerCase())
  const meant = domain === undefined ? repaired : `${repaired.slice(0, at)}@${domain}`
  return meant.toLowerCase() !== email.toLowerCase() && emailFault(meant) === undefined ? meant : undefined
}

/** Mailbox providers that people use where the shops are. The more widely used come first and win a tie. */
const domains =
  'gmail.com hotmail.com outlook.com icloud.com yahoo.com live.nl hotmail.nl ziggo.nl kpnmail.nl gmx.de web.de gmx.net t-online.de orange.fr free.fr laposte.net wanadoo.fr sfr.fr hotmail.fr yahoo.fr live.com me.com mac.com proton.me protonmail.com planet.nl xs4all.nl casema.nl home.nl upcmail.nl quicknet.nl tele2.nl hetnet.nl chello.nl outlook.de hotmail.de yahoo.de freenet.de gmx.at gmx.ch bluewin.ch aon.at telenet.be skynet.be proximus.be hotmail.be outlook.be outlook.fr live.fr neuf.fr bbox.fr hotmail.co.uk yahoo.co.uk outlook.co.uk live.co.uk btinternet.com sky.com virginmedia.com googlemail.com mail.com aol.com msn.com ymail.com gmx.com gmx.fr posteo.de mailbox.org zoho.com fastmail.com hey.com example.com example.net example.org'.split(
    ' ',
  )
const endings = 'com nl de fr net org be at ch uk eu io co me info ac edu gov dev app shop it es pl dk se lu ie'.split(
  ' ',
)
const slipsOfCom = ['con', 'cim', 'cpm', 'vom', 'xom', 'comm', 'ccom', 'coom', 'ocm', 'cmo', 'om', 'cm', 'comn', 'coml']

function meantDomain(domain: string): string | undefined {
  if (domains.includes(domain)) return undefined
  const limit = domain.length > 8 ? 2 : 1
  const near = domains
    .map(known => ({ known, steps: distance(domain, known) }))
    .filter(({ steps }) => steps <= limit)
    .sort((one, other) => one.steps - other.steps)[0]
  // Two steps away and with an ending that exists, it is rather a domain of its own: "golem.com" is not "gmail.com".
  const ending = domain.slice(domain.lastIndexOf('.') + 1)
  if (near && (near.steps === 1 || !endings.includes(ending) || nearlySameName(domain, near.known))) return near.known
  if (slipsOfCom.includes(ending)) return `${domain.slice(0, -ending.length)}com`
  // "gmail" alone, or "gmailcom".
  const bare = domain.replace(/\./g, '')
  return domains.find(known => known.split('.')[0] === domain || known.replace(/\./g, '') === bare)
}

/** A slip in the name and one in the ending ("hotmial.cm"), or two letters swapped twice: same letters, same length. */
function nearlySameName(domain: string, known: string): boolean {
  const letters = (text: string): string => text.split('').sort().join('')
  return letters(domain) === letters(known)
}

/** Slips of typing between two words: a letter added, left out, replaced, or two neighbours swapped. */
export function distance(one: string, other: string): number {
  const width = other.length + 1
  const rows: number[] = Array.from({ length: (one.length + 1) * width }, (_, place) => (place < width ? place : 0))
  const cell = (row: number, column: number): number => rows[row * width + column] ?? 0
  for (let row = 1; row <= one.length; row++) {
    rows[row * width] = row
    for (let column = 1; column < width; column++) {
      const same = one[row - 1] === other[column - 1]
      let best = Math.min(
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
        cell(row - 1, column - 1) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (swapped) best = Math.min(best, cell(row - 2, column - 2) + 1)
      rows[row * width + column] = best
    }
  }
  return cell(one.length, other.length)
}
