import { domainToASCII } from 'node:url'
import { sha256 } from '../../platform/ids.ts'

/**
 * One spelling for what reaches one mailbox in practice: trimmed, composed (NFC), lower case, the domain in its ASCII form.
 * Plus-tags and dots stay, since only the mailbox's own provider knows whether they mean something. Answers '' for blank text.
 */
export function normaliseEmail(email: string): string {
  const plain = email.trim().normalize('NFC').toLowerCase()
  const at = plain.lastIndexOf('@')
  if (at < 0) return plain
  const domain = plain.slice(at + 1)
  // domainToASCII answers '' for what is no domain: then the text stays as it was typed.
  return `${plain.slice(0, at)}@${domainToASCII(domain) || domain}`
}

/**
 * A short, stable name for the person behind a sign-up: the same e-mail address is the same customer, without one the
 * same phone number (E.164) is, and without either each sign-up is one of its own. It orders and deduplicates deliveries,
 * and holds neither address nor number in clear.
 */
export function customerKeyOf(signup: {
  id: string
  email?: string | null | undefined
  phone?: string | null | undefined
}): string {
  const email = normaliseEmail(signup.email ?? '')
  if (email !== '') return `e:${sha256(email).toString('base64url').slice(0, 22)}`
  const phone = (signup.phone ?? '').replace(/[^\d+]/g, '')
  return phone === '' ? `s:${signup.id}` : `p:${sha256(phone).toString('base64url').slice(0, 22)}`
}
