import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distance, emailFault, meantEmail } from './email.ts'

test.each([
  ['', undefined],
  ['ada@example.com', undefined],
  ['ada', 'no-at'],
  ['ada@', 'no-domain'],
  ['ada@example', 'no-dot'],
  ['@example.com', 'shape'],
  ['ada@example..com', 'shape'],
  [`${'a'.repeat(250)}@example.com`, 'long'],
])('%s: %s', (typed, fault) => {
  expect(emailFault(typed)).toBe(fault)
})

test.each([
  ['ada@gmial.com', 'ada@gmail.com'],
  ['ada@gmail.con', 'ada@gmail.com'],
  ['ada@gmail', 'ada@gmail.com'],
  ['ada@gmailcom', 'ada@gmail.com'],
  ['ada@hotmal.nl', 'ada@hotmail.nl'],
  ['ada@hotmial.con', 'ada@hotmail.com'],
  ['ada@gmx,de', 'ada@gmx.de'],
  ['ada @gmail.com', 'ada@gmail.com'],
  ['ada@@gmail.com.', 'ada@gmail.com'],
  ['ada@.gmail.com', 'ada@gmail.com'],
  ['ada@my-own-shop.con', 'ada@my-own-shop.com'],
  ['ada@wanado.fr', 'ada@wanadoo.fr'],
])('%s probably means %s', (typed, meant) => {
  expect(meantEmail(typed)).toBe(meant)
})

test.each([
  'ada@gmail.com',
  'ada@mail.com',
  'ada@golem.com',
  'ada@madder-and-rye.example',
  'ada@gmx.net',
  'ada',
  '',
  ' ada@web.de ',
])('nothing better is known than %s', typed => {
  expect(meantEmail(typed)).toBeUndefined()
})

test('whatever is offered is an address, and is not asked about again', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, domain) => {
      const meant = meantEmail(`${name}@${domain}`)
      if (meant === undefined) return
      expect(emailFault(meant)).toBeUndefined()
    }),
  )
})

test('a swap of neighbours is one slip', () => {
  expect(distance('gmial', 'gmail')).toBe(1)
  expect(distance('', 'abc')).toBe(3)
})
