import type { Mood, PracticeContact } from '../../domain/practice/index.ts'
import { escapeHtml, page } from './look.ts'

export type PracticeView = {
  shop: { id: string; name: string }
  shops: { id: string; name: string }[]
  mood: Mood
  access: { url: string; token: string }
  contacts: PracticeContact[]
  now: number
}

const moodWords: Record<Mood, { title: string; meaning: string }> = {
  well: { title: 'Well', meaning: 'Answers at once.' },
  slow: { title: 'Slow', meaning: 'Takes three seconds for each answer.' },
  down: { title: 'Down', meaning: 'Answers 503 to everything, as on a bad day.' },
  refusing: { title: 'Refusing', meaning: 'Does not accept the key any more.' },
  silent: { title: 'Silent', meaning: 'Stores what it gets and never answers: the worst case, since nobody knows.' },
}

export function practicePage(view: PracticeView, nonce: string): string {
  return page({
    title: `Practice CRM · ${view.shop.name}`,
    nonce,
    style,
    script,
    body: `<main data-shop="${escapeHtml(view.shop.id)}">
<header>
  <div><h1>Practice CRM</h1>
  <p class="lead">It stands in for the CRM of ${escapeHtml(view.shop.name)}. Whoever signs up at the counter arrives here a moment later, once.</p></div>
  ${shopChooser(view)}
</header>
<div class="columns">
  <section aria-labelledby="contacts-title" class="card contacts">
    <div class="bar"><h2 id="contacts-title">Contacts</h2><span class="quiet" id="count" role="status">${countWords(view.contacts)}</span></div>
    <div id="contacts">${contactList(view)}</div>
  </section>
  <aside>
    <section class="card side" aria-labelledby="mood-title">
      <h2 id="mood-title">How it behaves</h2>
      <p class="quiet">See what happens when a CRM has a bad day.</p>
      <form method="post" action="/practice-crm/mood?shop=${escapeHtml(view.shop.id)}">${moodButtons(view.mood)}</form>
    </section>
    <section class="card side" aria-labelledby="access-title">
      <h2 id="access-title">Connect it</h2>
      <p class="quiet">Under Connections choose the practice CRM, with</p>
      <dl><dt>Address</dt><dd><code>${escapeHtml(view.access.url)}</code></dd><dt>Key</dt><dd><code>${escapeHtml(view.access.token)}</code></dd></dl>
    </section>
    <details class="card side"><summary>Start over</summary>
      <form method="post" action="/practice-crm/emptying?shop=${escapeHtml(view.shop.id)}">
      <p class="quiet">All contacts of the practice CRM are removed. The sign-ups themselves stay.</p>
      <button class="danger">Remove all contacts</button></form>
    </details>
  </aside>
</div>
</main>`,
  })
}

/** The part that the page asks for again and again. */
export function contactList(view: Pick<PracticeView, 'contacts' | 'now'>): string {
  if (view.contacts.length === 0) return emptyWords
  const twins = findTwins(view.contacts)
  return `<ol>${view.contacts.map(contact => contactRow(contact, twins.get(contact.id), view.now)).join('')}</ol>`
}

export function countWords(contacts: PracticeContact[]): string {
  const twice = findTwins(contacts).size
  // The page shows that many at the most, and says so rather than pass them off as all.
  const count =
    contacts.length >= 200 ? 'the latest 200' : contacts.length === 1 ? '1 contact' : `${contacts.length} contacts`
  return twice > 0 ? `${count}, ${twice} of them there more than once` : count
}

/** Contacts that share an e-mail address or a phone number with another, with the words for what is shared. */
function findTwins(contacts: PracticeContact[]): Map<string, string> {
  const twins = new Map<string, string>()
  for (const [kind, words] of [
    ['email', 'Twice: the same e-mail address'],
    ['phone', 'Twice: the same phone number'],
  ] as const) {
    const byValue = Map.groupBy(contacts, contact => read(contact, kind).trim().toLowerCase())
    for (const [value, same] of byValue) {
      if (value !== '' && same.length > 1)
        for (const contact of same) if (!twins.has(contact.id)) twins.set(contact.id, words)
    }
  }
  return twins
}

function contactRow(contact: PracticeContact, twin: string | undefined, now: number): string {
  const name =
    [read(contact, 'firstName'), read(contact, 'lastName')].filter(Boolean).join(' ') || read(contact, 'name')
  const reach = [read(contact, 'email'), read(contact, 'phone')].filter(Boolean)
  const rest = Object.entries(contact.fields).filter(
    ([key, value]) => !shownAbove.has(simple(key)) && value !== null && value !== '',
  )
  return `<li id="c-${escapeHtml(contact.id)}" data-version="${contact.writes}"${twin === undefined ? '' : ' class="twin"'}>
<div class="who"><span class="avatar" aria-hidden="true">${escapeHtml(initials(name || (reach[0] ?? '?')))}</span>
<div class="what"><strong dir="auto">${escapeHtml(name || 'Without a name')}</strong><span class="quiet">${reach.map(escapeHtml).join(' · ')}</span></div>
<div class="when">${twin === undefined ? '' : `<span class="pill twice">${twin}</span>`}<time class="quiet" datetime="${contact.createdAt.toISOString()}" title="${contact.createdAt.toISOString()}">${ago(now - contact.createdAt.getTime())}</time></div></div>
<details><summary class="quiet">${contact.writes === 1 ? 'Written once' : `Written ${contact.writes} times`}</summary><dl>${rest
    .map(
      ([key, value]) =>
        `<dt>${escapeHtml(key)}</dt><dd dir="auto">${escapeHtml(typeof value === 'object' ? JSON.stringify(value) : value)}</dd>`,
    )
    .join('')}<dt>id</dt><dd>${escapeHtml(contact.id)}</dd></dl></details></li>`
}

/** CRMs spell their fields in many ways: first_name, firstName, FirstName. */
function read(contact: PracticeContact, key: string): string {
  const found = Object.entries(contact.fields).find(([name]) => simple(name) === key.toLowerCase())?.[1]
  return typeof found === 'string' ? found : ''
}
function simple(key: string): string {
  return key.replace(/[^a-z]/gi, '').toLowerCase()
}
const shownAbove = new Set(['firstname', 'lastname', 'name', 'email', 'phone'])

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = firstLetter(words[0])
  const last = words.length > 1 ? firstLetter(words.at(-1)) : ''
  return (first + last).toUpperCase()
}

/** A letter as a reader sees it, which may be several code points. */
function firstLetter(word = ''): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment
  return ''
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 10) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

function moodButtons(current: Mood): string {
  return Object.entries(moodWords)
    .map(
      ([mood, { title, meaning }]) =>
        `<button name="mood" value="${mood}" aria-pressed="${mood === current}" class="mood ${mood}"><span class="dot" aria-hidden="true"></span><span><strong>${title}</strong><span class="quiet">${meaning}</span></span></button>`,
    )
    .join('')
}

function shopChooser(view: PracticeView): string {
  if (view.shops.length < 2) return ''
  const links = view.shops.map(shop =>
    shop.id === view.shop.id
      ? `<span class="pill here" aria-current="page">${escapeHtml(shop.name)}</span>`
      : `<a class="pill" href="/practice-crm?shop=${escapeHtml(shop.id)}">${escapeHtml(shop.name)}</a>`,
  )
  return `<nav aria-label="Shops">${links.join('')}</nav>`
}

const emptyWords = `<div class="empty"><div class="ghost" aria-hidden="true"><span></span><i></i><i></i></div>
<p><strong>Nobody here yet</strong></p>
<p class="quiet">Sign somebody up on the kiosk, Ada Lovelace for example, and leave this page open: she slides in as soon as the sign-up has been handed over.</p></div>`

const style = `
header{display:flex;justify-content:space-between;gap:16px;align-items:flex-start;flex-wrap:wrap;margin-bottom:24px}
nav{display:flex;gap:8px;flex-wrap:wrap}
nav .pill{text-decoration:none;min-height:32px}
nav .here{background:var(--ink);color:var(--paper);border-color:var(--ink)}
.columns{display:grid;grid-template-columns:minmax(0,1fr) 320px;gap:20px;align-items:start}
.bar{display:flex;justify-content:space-between;align-items:baseline;gap:12px;padding:16px 20px;border-bottom:1px solid var(--line)}
ol{list-style:none;margin:0;padding:0}
li{padding:12px 20px;border-bottom:1px solid var(--line)}
li:last-child{border-bottom:0}
li.new{animation:arrive .18s ease-out}
li.fresh{background:linear-gradient(90deg,var(--wash),transparent 70%)}
@keyframes arrive{from{opacity:0;transform:translateY(-12px)}to{opacity:1;transform:none}}
.who{display:flex;gap:12px;align-items:center}
.what{flex:1;min-width:0;display:flex;flex-direction:column;overflow-wrap:anywhere}
.when{display:flex;flex-direction:column;align-items:flex-end;gap:4px;text-align:right}
.avatar{width:36px;height:36px;flex:none;border-radius:99px;background:var(--wash);color:var(--till);display:grid;place-items:center;font-size:13px;font-weight:600}
.twice{color:var(--red);border-color:var(--red)}
li.twin .avatar{color:var(--red)}
details summary{cursor:pointer;font-size:13px;margin-top:4px}
li details{margin-left:48px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:8px 0 0;font-size:14px}
dt{color:var(--ink-2)}dd{margin:0;overflow-wrap:anywhere}
aside{display:grid;gap:16px}
.side{padding:16px 20px}
aside form{display:grid;gap:8px;margin-top:12px}
.mood{display:flex;gap:12px;align-items:flex-start;text-align:left;padding:8px 12px;width:100%}
.mood span:last-child{display:flex;flex-direction:column}
.mood .quiet{font-size:13px;line-height:1.4}
.dot{width:8px;height:8px;border-radius:99px;margin-top:8px;flex:none;background:var(--red)}
.well .dot{background:var(--till)}.slow .dot{background:var(--amber)}
.mood[aria-pressed=true]{border-color:var(--ink);box-shadow:inset 0 0 0 1px var(--ink)}
.danger{color:var(--red);border-color:var(--red)}
aside details summary{font-size:14px;margin:0}
.empty{padding:48px 24px;text-align:center;display:grid;gap:8px;justify-items:center}
.empty .quiet{max-width:44ch}
.ghost{display:grid;grid-template-columns:36px 140px;gap:6px 12px;align-items:center;opacity:.8;margin-bottom:8px}
.ghost span{grid-row:span 2;width:36px;height:36px;border-radius:99px;background:var(--wash)}
.ghost i{height:8px;border-radius:99px;background:var(--line)}.ghost i:last-child{width:90px}
@media(max-width:820px){.columns{grid-template-columns:1fr}}
li.fresh .avatar{background:var(--surface)}
@media(max-width:480px){.who{flex-wrap:wrap}.when{flex-basis:100%;flex-direction:row;align-items:center;margin-left:48px}.bar{flex-wrap:wrap}}
`

/** Asks once in a second and changes only what is different: nothing that a hand is about to press moves. */
const script = `
const shop = document.querySelector('main').dataset.shop
const place = document.getElementById('contacts'), count = document.getElementById('count')
async function look() {
  const answer = await fetch('/practice-crm/contacts?shop=' + encodeURIComponent(shop), { cache: 'no-store' })
  if (!answer.ok) return
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
  count.textContent = next.getElementById('count').textContent
  const list = place.querySelector('ol'), rows = next.querySelectorAll('li')
  if (!list || rows.length === 0) {
    const arrived = !list && rows.length > 0
    if (list || arrived) place.replaceChildren(...next.getElementById('contacts').childNodes)
    if (arrived) for (const row of place.querySelectorAll('li')) row.classList.add('new', 'fresh')
    return
  }
  const wanted = new Set([...rows].map(row => row.id))
  for (const old of [...list.children]) if (!wanted.has(old.id)) old.remove()
  let before = null
  for (const row of [...rows].reverse()) {
    const old = document.getElementById(row.id)
    if (!old) { row.classList.add('new', 'fresh'); list.insertBefore(row, before); before = row; continue }
    old.querySelector('time').textContent = row.querySelector('time').textContent
    if (old.dataset.version !== row.dataset.version || old.classList.contains('twin') !== row.classList.contains('twin')) {
      const open = old.querySelector('details').open
      row.querySelector('details').open = open
      row.classList.add('fresh')
      old.replaceWith(row); before = row
    } else before = old
  }
}
async function keepLooking() {
  for (;;) {
    if (!document.hidden) await look().catch(() => {})
    await new Promise(resolve => setTimeout(resolve, 1000))
  }
}
keepLooking()
`
