import { createTransport } from 'nodemailer'
import type { Config } from './config.ts'
import type { Database } from './db.ts'
import type { Log } from './log.ts'

export type Letter = { to: string; subject: string; text: string; html: string }

export type Mail = {
  /** Resolves when the mail server has taken it; throws when it has not, so that the job tries again. */
  send(letter: Letter): Promise<void>
}

/** Mail by SMTP; without a mail server it is kept in `directory.mails`, which the development mail page shows. */
export function openMail(
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'databaseUrl'>,
  deps: { db: Pick<Database, 'transaction'>; log: Log },
): Mail {
  if (config.smtpUrl) return openSmtp(config.smtpUrl, config.mailFrom)
  if (config.databaseUrl) {
    deps.log.warn('CUSTOMERINFO_SMTP_URL is not set: mail is kept in the database and reaches nobody')
  }
  return openOutbox(deps.db)
}

function openSmtp(url: string, from: string): Mail {
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // Letters are made from text that others typed: nothing in them may name a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html }) {
      await transport.sendMail({ from, to: oneAddress(to), subject, text, html })
    },
  }
}

function openOutbox(db: Pick<Database, 'transaction'>): Mail {
  return {
    async send({ to, subject, text, html }) {
      const to_address = oneAddress(to)
      await db.transaction('ci_system', null, tx =>
        tx.insertInto('directory.mails').values({ to_address, subject, text, html }).execute(),
      )
    },
  }
}

/** Exactly one recipient: a comma or a line break in what somebody registered with must not make more of them. */
function oneAddress(text: string): string {
  const address = text.trim()
  if (!/^[^\s,;<>"]+@[^\s,;<>"]+$/.test(address)) throw new Error('This is not one e-mail address')
  return address
}

export type LetterContent = {
  /** The heading, and the subject unless one is given. */
  title: string
  /** Paragraphs of plain text. */
  lines: string[]
  /** The one thing to do. */
  button?: { label: string; url: string }
  /** Small print under the rule: why this came, how long the link holds. */
  note?: string
}

/** A letter in both forms, HTML and its plain-text twin, from plain text only: whatever is in it is escaped. */
export function renderMail(content: LetterContent): { subject: string; text: string; html: string } {
  return { subject: content.title.replaceAll(/\s+/g, ' '), text: renderText(content), html: renderHtml(content) }
}

function renderText({ title, lines, button, note }: LetterContent): string {
  const link = button ? [`${button.label}:\n${button.url}`] : []
  const small = note ? [note] : []
  return `${[title, ...lines, ...link, ...small, '--\nCustomerInfo'].join('\n\n')}\n`
}

/** Inline styles and one table, because mail programs know little else; the colours are those of the screens. */
function renderHtml({ title, lines, button, note }: LetterContent): string {
  const paragraphs = lines.map(line => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`).join('')
  const link = button
    ? `<p style="margin:24px 0"><a href="${escapeHtml(button.url)}" style="display:inline-block;background:#0B7A5B;color:#FFFFFF;text-decoration:none;font-weight:600;padding:12px 20px;border-radius:8px">${escapeHtml(button.label)}</a></p>`
    : ''
  const small = note
    ? `<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #E7E3DA;font-size:13px;color:#565B66">${escapeHtml(note)}</p>`
    : ''
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;background:#FBFAF7;color:#14171F;font:16px/1.5 Inter,system-ui,-apple-system,'Segoe UI',sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<div style="max-width:520px;text-align:left;background:#FFFFFF;border:1px solid #E7E3DA;border-radius:10px;padding:32px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${escapeHtml(title)}</h1>
${paragraphs}${link}${small}
</div>
<p style="font-size:13px;color:#565B66">CustomerInfo</p>
</td></tr></table>
</body></html>
`
}

function escapeHtml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replaceAll(/[&<>"']/g, sign => signs[sign] ?? sign)
}
