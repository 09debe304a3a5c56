import { expect, test } from 'vitest'
import { allow } from './audit.ts'
import type { Verb } from './contract.ts'
import { may, rolesByVerb } from './policy.ts'

const member = (role?: string) => ({ kind: 'member', id: 'ada', ...(role === undefined ? {} : { role }) }) as const
const verbs = Object.keys(rolesByVerb) as Verb[]
const changes = verbs.filter(verb => !verb.endsWith('.read'))

test('an owner may do everything, a viewer change nothing, and no role at all nothing', () => {
  expect(verbs.every(verb => may(member('owner'), verb))).toBe(true)
  expect(changes.some(verb => may(member('viewer'), verb))).toBe(false)
  expect(verbs.some(verb => may(member(), verb) || may(member('admin'), verb))).toBe(false)
})

test('keys and tablets read what is theirs to read; what runs by itself is not asked', () => {
  expect(verbs.filter(verb => may({ kind: 'api-key', id: 'k' }, verb))).not.toContain('connections.change')
  expect(may({ kind: 'api-key', id: 'k' }, 'signups.read')).toBe(true)
  expect(changes.some(verb => may({ kind: 'device', id: 'd' }, verb))).toBe(false)
  expect(
    verbs.every(verb => may({ kind: 'system', id: 'lanes' }, verb) && may({ kind: 'operator', id: 'o' }, verb)),
  ).toBe(true)
})

test('a refusal is a Problem', () => {
  expect(() => allow({ actor: member('viewer') }, 'devices.end')).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  )
})
