import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type FakeCrm, openFakeCrm } from '../../../../test/fakes/crm.ts'
import { practiceDialect } from '../../../../test/fakes/dialects.ts'
import { callTo, changeFor, handOver, openTestOutbound } from '../../../../test/support/handing-over.ts'
import { openOutbound } from '../../../platform/outbound.ts'
import type { Connector, Result } from '../connector.ts'
import { connectors } from '../connectors/registry.ts'
import { checkSafely, deliverSafely } from './safely.ts'
import { findConnector, setting, settingFields, webAddress } from './shape.ts'

const outbound = openTestOutbound()
afterAll(() => outbound.close())
let crm: FakeCrm
beforeEach(async () => {
  crm = await openFakeCrm(practiceDialect())
})
afterEach(() => crm.close())

/** A connector of somebody who has not read the rules. */
const careless: Connector<{ url: string; token: string }> = {
  name: 'careless',
  label: 'Careless',
  summary: 'For this test.',
  guarantee: 'search-then-create',
  settings: z.object({
    url: setting(webAddress, { title: 'Address' }),
    token: setting(z.string(), { title: 'Key', secret: true }),
  }),
  pace: { batch: 10, concurrency: 1 },
  fields: {},
  check: () => Promise.reject(new Error('careless')),
  deliver: async () => [],
}
const delivered: Result = { outcome: 'delivered', recordId: '1', recordUrl: null, created: true }

describe('a careless connector', () => {
  test('that passes on whatever the CRM calls an address gives us no link but to the web', async () => {
    for (const recordUrl of [
      'javascript:alert(1)',
      'data:text/html,hello',
      '/contacts/1',
      'https://crm.example.com/1',
    ]) {
      const connector = { ...careless, deliver: async () => [{ ...delivered, recordUrl }] }
      expect(await handOver(connector, crm, [changeFor(crm)], { outbound })).toMatchObject([
        { outcome: 'delivered', recordUrl: recordUrl.startsWith('https:') ? recordUrl : null },
      ])
    }
  })

  test('that gives too few or too many results gets them all done again', async () => {
    const batch = [changeFor(crm), changeFor(crm, {}, { maybeSent: true })]
    for (const results of [[], [delivered], [delivered, delivered, delivered]]) {
      const connector = { ...careless, deliver: async () => results }
      expect(await handOver(connector, crm, batch, { outbound })).toMatchObject([
        { outcome: 'retry', maybeSent: false, reason: 'Careless gave an answer that makes no sense.' },
        { outcome: 'retry', maybeSent: true },
      ])
    }
  })

  test('that throws anything at all never takes the lane down', async () => {
    for (const thrown of [new Error('x'), 'text', undefined, new TypeError('y')]) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- that it need not be an error is the point
      const connector = { ...careless, deliver: () => Promise.reject(thrown) }
      expect(await handOver(connector, crm, [changeFor(crm)], { outbound })).toMatchObject([{ outcome: 'retry' }])
    }
  })

  test('that throws after it has written something counts as maybe sent', async () => {
    const connector: typeof careless = {
      ...careless,
      async deliver(call) {
        await call.http({ method: 'POST', url: `${crm.url}/practice-crm/api/contacts`, headers: bearer, json: {} })
        throw new Error('forgot the rest')
      },
    }
    expect(await handOver(connector, crm, [changeFor(crm)], { outbound })).toMatchObject([{ maybeSent: true }])
  })

  test('that throws after it was only refused, or only searched, does not', async () => {
    const connector: typeof careless = {
      ...careless,
      async deliver(call) {
        await call.http({ method: 'POST', url: `${crm.url}/practice-crm/api/contacts`, json: {} })
        await call.http({ method: 'POST', url: `${crm.url}/search`, json: {}, reads: true })
        throw new Error('forgot the rest')
      },
    }
    expect(await handOver(connector, crm, [changeFor(crm)], { outbound })).toMatchObject([{ maybeSent: false }])
  })

  test('that repeats what it was told never gives a key away', async () => {
    const reason = `Wrong key ${crm.settings.token}.`
    const connector: typeof careless = {
      ...careless,
      check: async () => ({ ok: false, reason, remedy: 'x' }),
      deliver: async () => [{ outcome: 'rejected', code: 'x', reason }],
    }
    const [result] = await handOver(connector, crm, [changeFor(crm)], { outbound })
    expect(result).toMatchObject({ reason: 'Wrong key ….' })
    const check = await checkSafely(connector, callTo(connector, crm, { outbound }))
    expect(check).toMatchObject({ reason: 'Wrong key ….' })
  })

  test('whose check throws is answered all the same', async () => {
    const call = callTo(careless, crm, { outbound })
    expect(await checkSafely(careless, call)).toEqual({
      ok: false,
      reason: 'Careless gave an answer that makes no sense.',
      remedy: 'Check the address, then try again.',
    })
  })
})

describe('an address that must not be called', () => {
  const practice = findConnector(connectors, 'practice') ?? careless

  test('stops the connection with a remedy', async () => {
    const strict = openOutbound({ allowLoopback: false }, { insideTransaction: () => false })
    expect(await handOver(practice, crm, [changeFor(crm)], { outbound: strict })).toMatchObject([
      { outcome: 'disconnected', remedy: 'Enter an address that can be reached from everywhere.' },
    ])
    expect(crm.calls).toHaveLength(0)
    // Unless something may be there already: then it stays to be looked after.
    const maybe = changeFor(crm, {}, { maybeSent: true })
    expect(await handOver(practice, crm, [maybe], { outbound: strict })).toMatchObject([
      { outcome: 'retry', maybeSent: true },
    ])
    await strict.close()
  })

  test('is noticed although its name pointed to a proper one a moment ago', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.5']]
    const flipping = openOutbound(
      { allowLoopback: false },
      {
        insideTransaction: () => false,
        resolve: async () => answers.shift() ?? [],
        isPublic: address => address === '127.0.0.1',
      },
    )
    const settings = { ...crm.settings, url: crm.settings.url?.replace('127.0.0.1', 'crm.example.com') ?? '' }
    const circumstances = { outbound: flipping, settings }
    crm.next('reset')
    expect(await handOver(practice, crm, [changeFor(crm)], circumstances)).toMatchObject([{ outcome: 'retry' }])
    expect(await handOver(practice, crm, [changeFor(crm)], circumstances)).toMatchObject([{ outcome: 'disconnected' }])
    await flipping.close()
  })

  test('a key with a line break is the owner’s to mend', async () => {
    const settings = { ...crm.settings, token: 'a\r\nb' }
    expect(await handOver(practice, crm, [changeFor(crm)], { outbound, settings })).toMatchObject([
      { outcome: 'disconnected', reason: 'The key or the address holds a sign that cannot be sent.' },
    ])
  })
})

test('an empty batch is an empty answer', async () => {
  expect(await deliverSafely(careless, callTo(careless, crm, { outbound }), [])).toEqual([])
})

test('the settings form is read from the schema', () => {
  const described = connectors.map(connector => [connector.name, settingFields(connector)] as const)
  expect(Object.fromEntries(described)).toMatchObject({
    webhook: [
      { key: 'url', secret: false, required: true },
      { key: 'secret', secret: true, required: true, title: 'Signing secret' },
      { key: 'oldSecret', secret: true, required: false },
    ],
  })
  const bare = { ...careless, settings: z.object({ token: z.string() }) } as unknown as Connector
  expect(settingFields(bare)).toMatchObject([{ key: 'token', title: 'token', secret: false }])
})

const bearer = { authorization: 'Bearer key-of-the-fake-4711' }
