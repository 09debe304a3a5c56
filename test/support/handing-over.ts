import {
  type Call,
  type Change,
  type Connector,
  deliverSafely,
  openCall,
  type Result,
} from '../../src/domain/deliveries/connector.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { type Outbound, openOutbound } from '../../src/platform/outbound.ts'
import type { FakeCrm } from '../fakes/crm.ts'

/** May call the fakes, which listen on loopback; the caller closes it. */
export function openTestOutbound(): Outbound {
  return openOutbound({ allowLoopback: true }, { insideTransaction: () => false })
}

export type Circumstances = {
  outbound: Outbound
  /** Milliseconds for the whole call. */
  deadlineMs?: number
  now?(): number
  /** Instead of those that the fake is set up with. */
  settings?: Record<string, string>
}

/** A call to the fake with the settings it expects. */
export function callTo<S>(
  connector: Connector<S>,
  crm: FakeCrm,
  { outbound, deadlineMs = 5_000, now = systemClock.now, settings = crm.settings }: Circumstances,
): Call<S> {
  const clock = { ...systemClock, now }
  const publicUrl = 'https://customerinfo.example'
  return openCall({ outbound, clock, settings: connector.settings.parse(settings), publicUrl, deadlineMs })
}

export function handOver<S>(
  connector: Connector<S>,
  crm: FakeCrm,
  batch: Change[],
  circumstances: Circumstances,
): Promise<Result[]> {
  return deliverSafely(connector, callTo(connector, crm, circumstances), batch)
}

/** Ada Lovelace (or who else is given) as she would be sent with the connector's usual mapping. */
export function changeFor(crm: FakeCrm, given: Partial<Change['person']> = {}, more: Partial<Change> = {}): Change {
  const person = { email: 'ada@example.com', phone: '+31201234567', firstName: 'Ada', lastName: 'Lovelace', ...given }
  const there = crm.dialect.fields
  return {
    id: '01890000-0000-7000-8000-000000000001',
    signupId: '01890000-0000-7000-8000-0000000000aa',
    kind: 'signup',
    recordId: null,
    maybeSent: false,
    maybeSentAt: null,
    fillBlanksOnly: false,
    fields: {
      [there.email]: person.email,
      [there.phone]: person.phone,
      [there.firstName]: person.firstName,
      [there.lastName]: person.lastName,
    },
    person,
    event: person,
    ...more,
  }
}
