import type { Ports } from '../../platform/ports.ts'

export type AccountMail = { to: string; subject: string; text: string; html: string }
type Parts = {
  to: string
  subject: string
  greeting: string
  before: string
  button: string
  url: string
  after: string
}

/** One purpose, one button, and the same in plain text. */
function compose({ to, subject, greeting, before, button, url, after }: Parts): AccountMail {
  const text = `${greeting}\n\n${before}\n\n${button}:\n${url}\n\n${after}\n`
  const paragraph = (words: string): string => `<p style="margin:0 0 16px">${escape(words)}</p>`
  const html = `<!doctype html><html lang="en"><body style="margin:0;padding:32px 16px;background:#fbfaf7;color:#14171f;font:16px/1.5 system-ui,sans-serif"><div style="max-width:480px;margin:0 auto">${paragraph(greeting)}${paragraph(before)}<p style="margin:0 0 24px"><a href="${escape(url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b7a5b;color:#ffffff;text-decoration:none">${escape(button)}</a></p><p style="margin:0;color:#565b66;font-size:14px">${escape(after)}</p></div></body></html>`
  return { to, subject, text, html }
}

type To = { name: string; email: string }

export function confirmationMail(ports: Pick<Ports, 'publicUrl'>, to: To, token: string): AccountMail {
  return compose({
    to: to.email,
    subject: 'Confirm your e-mail address',
    greeting: `Hello ${to.name},`,
    before: 'You registered with CustomerInfo. Confirm that this address is yours, and you can sign in.',
    button: 'Confirm the address',
    url: `${ports.publicUrl}/dashboard/confirm?token=${token}`,
    after: 'The link works once, within 24 hours. If this was not you, do nothing, and nothing will happen.',
  })
}

/** To someone who registers although they have: only they learn that, and not who typed their address. */
export function alreadyRegisteredMail(ports: Pick<Ports, 'publicUrl'>, to: To): AccountMail {
  return compose({
    to: to.email,
    subject: 'You already have an account',
    greeting: `Hello ${to.name},`,
    before:
      'Someone, probably you, registered with this address. You have an account already: sign in with the password you chose then.',
    button: 'Sign in',
    url: `${ports.publicUrl}/dashboard/sign-in`,
    after:
      'If the password has slipped your mind, choose "Forgotten password" there. If this was not you, nothing has changed.',
  })
}

export function resetMail(ports: Pick<Ports, 'publicUrl'>, to: To, token: string): AccountMail {
  return compose({
    to: to.email,
    subject: 'Choose a new password',
    greeting: `Hello ${to.name},`,
    before: 'You asked for a new password. When you have chosen it, every device that is signed in will be signed out.',
    button: 'Choose a new password',
    url: `${ports.publicUrl}/dashboard/reset?token=${token}`,
    after: 'The link works once, within an hour. If this was not you, do nothing, and the old password stays.',
  })
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)
}
