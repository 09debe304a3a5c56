import { expect, test } from 'vitest'
import type { PracticeContact } from '../../domain/practice/index.ts'
import { contactList, countWords, type PracticeView, practicePage } from './practice-page.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
let made = 0

function contact(fields: Record<string, unknown>, { age = 0, writes = 1 } = {}): PracticeContact {
  const createdAt = new Date(now - age * 1000)
  return { id: `c${++made}`, fields, createdAt, updatedAt: createdAt, writes }
}
const listed = (...contacts: PracticeContact[]): string => contactList({ contacts, now })

test('how many there are, and that the list ends at 200', () => {
  const many = (count: number) => Array.from({ length: count }, (_, nth) => contact({ email: `${nth}@example.com` }))
  expect([0, 1, 2, 199, 200].map(count => countWords(many(count)))).toEqual([
    '0 contacts',
    '1 contact',
    '2 contacts',
    '199 contacts',
    'the latest 200',
  ])
})

test('who is there twice is marked once, with what is shared', () => {
  const both = { email: 'ada@example.com', phone: '+31612345678' }
  const twins = [contact(both), contact({ ...both, email: ' ADA@example.com' })]
  const sharing = [contact({ phone: '+31687654321' }), contact({ phone: '+31687654321' })]
  expect(countWords([...twins, ...sharing, contact({ firstName: 'Grace' })])).toBe(
    '5 contacts, 4 of them there more than once',
  )
  const html = listed(...twins, ...sharing)
  expect(html.match(/Twice: the same e-mail address/g)).toHaveLength(2)
  expect(html.match(/Twice: the same phone number/g)).toHaveLength(2)
})

test('a name in whatever fields the mapping chose, else what there is', () => {
  expect(listed(contact({ first_name: 'Ada', LastName: 'Lovelace' }))).toContain('>AL</span>')
  expect(listed(contact({ name: 'Grace Brewster Hopper' }))).toContain('>GH</span>')
  expect(listed(contact({ name: 'Hypatia' }))).toContain('>H</span>')
  const byAddress = listed(contact({ email: 'emmy@example.org' }))
  expect(byAddress).toContain('>E</span>')
  expect(byAddress).toContain('Without a name')
  expect(listed(contact({ shoeSize: 38 }))).toContain('>?</span>')
})

test('every other field stands below, whatever it holds, and nothing of it is markup', () => {
  const html = listed(
    contact({ firstName: '<b>Ada', consents: { email: true }, note: '"&', empty: '', none: null }, { writes: 3 }),
  )
  expect(html).toContain('&#60;b&#62;Ada')
  expect(html).toContain('<dt>consents</dt><dd dir="auto">{&#34;email&#34;:true}</dd>')
  expect(html).toContain('<dt>note</dt><dd dir="auto">&#34;&#38;</dd>')
  expect(html).not.toMatch(/<dt>(empty|none|firstName)/)
  expect(html).toContain('Written 3 times')
  expect(listed(contact({}))).toContain('Written once')
})

test.each([
  [-5, 'just now'],
  [9, 'just now'],
  [59, '59 s ago'],
  [60, '1 min ago'],
  [3599, '59 min ago'],
  [7200, '2 h ago'],
  [86_400 * 3, '3 d ago'],
])('made %d s ago reads %s', (age, words) => {
  expect(listed(contact({}, { age }))).toContain(`>${words}</time>`)
})

test('another shop is a link away when there is one', () => {
  const shop = { id: 's1', name: 'Madder & Rye' }
  const view: PracticeView = {
    ...{ shop, mood: 'slow', contacts: [], now },
    ...{ shops: [shop], access: { url: 'http://localhost/practice-crm/api', token: 'practice_key' } },
  }
  const alone = practicePage(view, 'n0nce')
  expect(alone).not.toContain('<nav')
  expect(alone).toContain('Nobody here yet')
  expect(alone).toMatch(/value="slow" aria-pressed="true"/)
  const two = practicePage({ ...view, shops: [shop, { id: 's2', name: 'Second' }] }, 'n0nce')
  expect(two).toContain('<span class="pill here" aria-current="page">Madder &#38; Rye</span>')
  expect(two).toContain('<a class="pill" href="/practice-crm?shop=s2">Second</a>')
})
