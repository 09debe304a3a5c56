import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { devicesQuery } from '../../api/queries.ts'
import type { DeviceView } from '../../api/types.ts'
import { Facts } from '../../kit/Facts.tsx'
import { orGone } from '../../kit/gone.ts'
import { Moment } from '../../kit/Moment.tsx'
import { May } from '../../kit/may.tsx'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { Word } from '../../kit/Word.tsx'
import { count, figure, percent } from '../../kit/words.ts'
import { RevokeDevice } from './RevokeDevice.tsx'
import { gapWords, numbersWords, stateOf, system } from './words.ts'

const route = getRouteApi('/office/devices/$id')

export function DevicePanel() {
  const { id } = route.useParams()
  const navigate = useNavigate()
  const devices = useQuery({ ...devicesQuery, select: ({ items }) => items.find(device => device.id === id) ?? null })
  return (
    <SidePanel
      key={id}
      title={devices.data?.name ?? 'Device'}
      onClose={() => void navigate({ to: '/devices', resetScroll: false })}
    >
      <Answered query={orGone(devices)} shape={<Bar width={30} />}>
        {device => <Sections device={device} />}
      </Answered>
    </SidePanel>
  )
}

function Sections({ device }: { device: DeviceView }) {
  const { tone, words } = stateOf(device)
  const moment = (at: string | null) => at && <Moment at={at} />
  return (
    <>
      {device.missing > 0 && (
        <div className="note">
          <div>
            <p>
              <b>{gapWords(device)}.</b>
            </p>
            <p>{numbersWords(device)} They come by themselves when the tablet is online with its page open.</p>
          </div>
        </div>
      )}
      {device.storagePersisted === false && device.endedAt === null && (
        <div className="note">
          <div>
            <p>
              <b>Its browser may clear the queue when space is short.</b>
            </p>
            <p>Install the page to the home screen and open it there: then sign-ups that wait are kept.</p>
          </div>
        </div>
      )}
      <Facts
        facts={[
          [
            'State',
            <Word key="state" tone={tone}>
              {words}
            </Word>,
          ],
          ['Store', device.storeName],
          ['Stand', device.standName],
          ['Last seen', moment(device.lastSeenAt) ?? 'never'],
          ['Sign-ups today', figure(device.signupsToday)],
          ['Queue', device.queue === 0 ? 'empty' : count(device.queue, 'sign-up')],
          ['Oldest in it', moment(device.oldestQueuedAt)],
          ['Last number', figure(device.lastNumber)],
        ]}
      />
      <section>
        <h3>The tablet</h3>
        <Facts
          facts={[
            ['System', system(device)],
            ['Browser', device.browser],
            ['App version', device.appVersion],
            ['Storage', { true: 'kept for good', false: 'may be cleared', null: null }[`${device.storagePersisted}`]],
            ['Battery', device.battery === null ? null : percent(device.battery)],
            ['Last trouble', device.lastError],
            [
              'Uid',
              <span key="uid" className="mono">
                {device.uid}
              </span>,
            ],
            ['Paired since', moment(device.pairedAt)],
            ['Ended', moment(device.endedAt)],
          ]}
        />
      </section>
      {device.endedAt === null && (
        <May verb="devices.end">
          <RevokeDevice device={device} />
        </May>
      )}
    </>
  )
}
