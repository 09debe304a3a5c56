import { escapeHtml, page } from './look.ts'

export type MailBrief = { id: string; to: string; subject: string; at: Date }
export type MailView = MailBrief & { text: string; html: string }

/** All mails, newest first, and one of them opened. */
export function mailPage(mails: MailBrief[], open: MailView | undefined, nonce: string): string {
  return page({
    title: open ? `${open.subject} · Mail` : 'Mail',
    nonce,
    style,
    body: `<main>
<h1>Mail</h1>
<p class="lead">What would have been sent. Without a mail server nothing leaves this machine.</p>
<div class="columns${open ? ' opened' : ''}">
<nav class="card" aria-label="Mails">${mails.length === 0 ? emptyWords : `<ol>${mails.map(mail => mailRow(mail, open?.id)).join('')}</ol>`}</nav>
${open ? opened(open) : mails.length > 0 ? '<p class="quiet pick">Choose a mail to read it.</p>' : ''}
</div>
</main>`,
  })
}

function mailRow(mail: MailBrief, openId: string | undefined): string {
  return `<li><a href="/mail/${escapeHtml(mail.id)}"${mail.id === openId ? ' aria-current="page"' : ''}>
<strong>${escapeHtml(mail.subject)}</strong><span class="quiet">${escapeHtml(mail.to)}</span><time class="quiet" datetime="${mail.at.toISOString()}">${minute(mail.at)}</time></a></li>`
}

function opened(mail: MailView): string {
  return `<article class="card" aria-labelledby="subject">
<header><a class="back" href="/mail">All mails</a><h2 id="subject">${escapeHtml(mail.subject)}</h2>
<p class="quiet">To ${escapeHtml(mail.to)}, ${minute(mail.at)}</p></header>
<iframe title="The mail as it looks" sandbox="allow-popups allow-top-navigation-by-user-activation" src="/mail/${escapeHtml(mail.id)}/html"></iframe>
<details><summary class="quiet">Plain text</summary><pre>${linked(mail.text)}</pre></details>
</article>`
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Web addresses in plain text can be followed. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('')
}

const emptyWords = `<p class="empty quiet">No mail yet. Register in the dashboard, and the mail that confirms your address appears here.</p>`

const style = `
.columns{display:grid;grid-template-columns:320px minmax(0,1fr);gap:20px;align-items:start;margin-top:24px}
ol{list-style:none;margin:0;padding:0}
li{border-bottom:1px solid var(--line)}li:last-child{border:0}
li a{display:grid;padding:12px 16px;color:inherit;text-decoration:none;overflow-wrap:anywhere}
li a:hover,li a[aria-current]{background:var(--wash)}
li .quiet{font-size:13px}
article header{padding:16px 20px;border-bottom:1px solid var(--line)}
article h2{font-size:20px;overflow-wrap:anywhere}
.back{display:none}
iframe{width:100%;height:520px;border:0;background:#fff;display:block}
details{padding:12px 20px;border-top:1px solid var(--line)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,Menlo,monospace}
.empty,.pick{padding:32px 20px}
@media(max-width:820px){.columns{grid-template-columns:1fr}.opened nav,.pick{display:none}.back{display:inline-block;margin-bottom:8px}}
`
