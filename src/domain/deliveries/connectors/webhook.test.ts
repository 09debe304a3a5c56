import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeCrm, openFakeCrm } from '../../../../test/fakes/crm.ts'
import { webhookDialect } from '../../../../test/fakes/dialects.ts'
import { callTo, changeFor, handOver, openTestOutbound } from '../../../../test/support/handing-over.ts'
import { signWebhook, webhook } from './webhook.ts'

const outbound = openTestOutbound()
afterAll(() => outbound.close())

let crm: FakeCrm
beforeEach(async () => {
  crm = await openFakeCrm(webhookDialect())
})
afterEach(() => crm.close())

const newSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

test('signs as the Standard Webhooks specification has it', () => {
  // The specification's own example.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const body = '{"test": 2432232314}'
  const signature = signWebhook(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', body)
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('the receiver gets the whole sign-up, under the delivery’s id', async () => {
  const results = await handOver(webhook, crm, [changeFor(crm)], { outbound })
  expect(results).toEqual([{ outcome: 'delivered', recordId: null, recordUrl: null, created: null }])
  const [record] = crm.ledger.records
  expect(record?.fields).toMatchObject({ email: 'ada@example.com', webhookId: changeFor(crm).id })
})

test('while secrets change over, whoever knows either of them can check the call', async () => {
  const settings = { ...crm.settings, secret: newSecret, oldSecret: crm.settings.secret ?? '' }
  expect(await handOver(webhook, crm, [changeFor(crm)], { outbound, settings })).toMatchObject([
    { outcome: 'delivered' },
  ])
  const alone = { ...crm.settings, secret: newSecret }
  const [refused] = await handOver(webhook, crm, [changeFor(crm)], { outbound, settings: alone })
  expect(refused).toMatchObject({ outcome: 'disconnected', reason: 'Your server refuses our calls.' })
})

test('a secret that is none is refused in the form', () => {
  expect(webhook.settings.safeParse({ ...crm.settings, secret: 'hunter2' }).success).toBe(false)
  expect(webhook.settings.safeParse({ ...crm.settings, url: 'javascript:alert(1)' }).success).toBe(false)
})

test('an address that is gone, or was never there, stops the connection', async () => {
  for (const misdeed of ['gone', 'nothing-there'] as const) {
    crm.next(misdeed)
    const [result] = await handOver(webhook, crm, [changeFor(crm)], { outbound })
    expect(result).toMatchObject({ outcome: 'disconnected' })
  }
})

test('the check changes nothing, and is content with a receiver that does not know the event', async () => {
  const call = callTo(webhook, crm, { outbound })
  expect(await webhook.check(call)).toEqual({ ok: true })
  crm.next('field-required')
  expect(await webhook.check(call)).toEqual({ ok: true })
  crm.next('gone')
  expect(await webhook.check(call)).toMatchObject({ ok: false, reason: expect.stringContaining('gone') })
  crm.next('error-500')
  expect(await webhook.check(call)).toMatchObject({ ok: false })
  expect(crm.ledger.records).toHaveLength(0)
})
