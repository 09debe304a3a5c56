import { type Letter, renderMail } from '../../platform/mail.ts'
import type { Ports } from '../../platform/ports.ts'

type From = Pick<Ports, 'publicUrl'>
type To = { name: string; email: string }

export function confirmationMail({ publicUrl }: From, { name, email }: To, token: string): Letter {
  const content = {
    title: 'Confirm your e-mail address',
    lines: [
      `Hello ${name},`,
      'You registered with CustomerInfo. Confirm that this address is yours, and you can sign in.',
    ],
    button: { label: 'Confirm the address', url: `${publicUrl}/dashboard/confirm?token=${token}` },
    note: 'The link works once, within 24 hours. If this was not you, do nothing, and nothing will happen.',
  }
  return { to: email, ...renderMail(content) }
}

/** To someone who registers although they have: only they learn that, and not who typed their address. */
export function alreadyRegisteredMail({ publicUrl }: From, { name, email }: To): Letter {
  const content = {
    title: 'You already have an account',
    lines: [
      `Hello ${name},`,
      'Someone, probably you, registered with this address. You have an account already: sign in with the password that you chose then.',
    ],
    button: { label: 'Sign in', url: `${publicUrl}/dashboard/sign-in` },
    note: 'If the password has slipped your mind, choose "Password forgotten" there. If this was not you, nothing has changed.',
  }
  return { to: email, ...renderMail(content) }
}

/** To an address that was registered twice, with two passwords, and never confirmed. */
export function secondRegistrationMail({ publicUrl }: From, { name, email }: To, token: string): Letter {
  const content = {
    title: 'Choose your password',
    lines: [
      `Hello ${name},`,
      'Someone, probably you, registered with this address a second time, with another password. So that nobody but you knows it, choose your password now: that confirms the address as well.',
    ],
    button: { label: 'Choose the password', url: `${publicUrl}/dashboard/reset?token=${token}` },
    note: 'The link works once, within an hour; after that, choose "Password forgotten" at the sign-in. If this was not you, do nothing, and nothing will happen.',
  }
  return { to: email, ...renderMail(content) }
}

export function resetMail({ publicUrl }: From, { name, email }: To, token: string): Letter {
  const content = {
    title: 'Choose a new password',
    lines: [
      `Hello ${name},`,
      'You asked for a new password. Once you have chosen it, every device that is signed in is signed out.',
    ],
    button: { label: 'Choose a new password', url: `${publicUrl}/dashboard/reset?token=${token}` },
    note: 'The link works once, within an hour. If this was not you, do nothing, and the old password stays.',
  }
  return { to: email, ...renderMail(content) }
}
