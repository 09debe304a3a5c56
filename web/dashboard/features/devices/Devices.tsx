import './devices.css'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useChildMatches } from '@tanstack/react-router'
import { devicesQuery } from '../../api/queries.ts'
import type { DeviceView } from '../../api/types.ts'
import { Moment } from '../../kit/Moment.tsx'
import { May } from '../../kit/may.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Empty, TableShape } from '../../kit/states.tsx'
import { Word } from '../../kit/Word.tsx'
import { figure } from '../../kit/words.ts'
import { gapWords, numbersWords, sentence, stateOf, system } from './words.ts'

export function Devices() {
  const devices = useQuery({ ...devicesQuery, refetchInterval: 60_000 })
  const opened = useChildMatches().length > 0
  return (
    <Page
      title="Devices"
      state={devices.data && sentence(devices.data.items)}
      actions={
        <May verb="devices.pair">
          <Button
            renderRoot={props => <Link to="/devices/add" {...props} />}
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          >
            Add a device
          </Button>
        </May>
      }
      panel={opened && <Outlet />}
    >
      <Answered query={devices} shape={<TableShape rows={4} columns={[14, 12, 14, 10, 8]} />}>
        {({ items }) => (items.length === 0 ? <None /> : <Fleet devices={items} />)}
      </Answered>
    </Page>
  )
}

function Fleet({ devices }: { devices: DeviceView[] }) {
  const paired = devices.filter(device => device.endedAt === null)
  const former = devices.filter(device => device.endedAt !== null)
  return (
    <div className="stack">
      {devices
        .filter(device => device.missing > 0)
        .map(device => (
          <Gap key={device.pairingId} device={device} />
        ))}
      {paired.length > 0 ? <DeviceTable devices={paired} caption="Paired tablets" /> : <None />}
      {former.length > 0 && (
        <details className="former">
          <summary>{`Not paired any more (${former.length})`}</summary>
          <DeviceTable devices={former} caption="Tablets that are not paired any more" />
        </details>
      )}
    </div>
  )
}

/** Numbers that the tablet gave away and that we have not seen. */
function Gap({ device }: { device: DeviceView }) {
  return (
    <div className="note">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>
        <p>
          <Link to="/devices/$id" params={{ id: device.id }} resetScroll={false}>
            <b>{gapWords(device)}</b>
          </Link>
        </p>
        <p>
          {numbersWords(device)} They are kept on the tablet and come by themselves when it is online. Leave its page
          open, and do not clear its browser.
        </p>
      </div>
    </div>
  )
}

function DeviceTable({ devices, caption }: { devices: DeviceView[]; caption: string }) {
  return (
    <div className="card table-card">
      <table className="table devices-table">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Tablet</th>
            <th scope="col">Store</th>
            <th scope="col">State</th>
            <th scope="col" className="devices-system">
              System
            </th>
            <th scope="col" className="number">
              Queue
            </th>
            <th scope="col" className="number">
              Today
            </th>
            <th scope="col" className="number">
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map(device => (
            <DeviceRow key={device.pairingId} device={device} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DeviceRow({ device }: { device: DeviceView }) {
  const { tone, words } = stateOf(device)
  return (
    <tr>
      <td>
        <Link
          className="row-link"
          to="/devices/$id"
          params={{ id: device.id }}
          resetScroll={false}
          activeProps={{ 'aria-current': 'true' }}
        >
          {device.name}
        </Link>
        <small className="devices-uid mono" title="Its uid: the fingerprint of its key">
          {device.uid.slice(0, 8)}
        </small>
      </td>
      <td className="quiet">{device.storeName}</td>
      <td>
        <Word tone={tone}>{words}</Word>
      </td>
      <td className="quiet devices-system">
        {system(device)}
        <small>{[device.browser, device.appVersion && `app ${device.appVersion}`].filter(Boolean).join(' · ')}</small>
      </td>
      <td className="number" data-label="in the queue" data-tone={device.queue > 0 ? 'waiting' : undefined}>
        {figure(device.queue)}
      </td>
      <td className="number" data-label="today">
        {figure(device.signupsToday)}
      </td>
      <td className="number quiet">{device.lastSeenAt ? <Moment at={device.lastSeenAt} /> : 'never'}</td>
    </tr>
  )
}

function None() {
  return (
    <Empty
      picture={<Tablet />}
      title="Put a tablet on the counter"
      action={
        <May verb="devices.pair">
          <Button renderRoot={props => <Link to="/devices/add" {...props} />}>Add a device</Button>
        </May>
      }
    >
      Any iPad or Android tablet does. Open <b>{`${location.host}/kiosk`}</b> on it; it shows a code. Type the code
      here, and it is yours.
    </Empty>
  )
}

function Tablet() {
  return (
    <svg
      aria-hidden="true"
      width="120"
      height="92"
      viewBox="0 0 120 92"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <rect x="22" y="2" width="76" height="72" rx="9" opacity=".5" />
      <path d="M8 90h104M44 90l6-16h20l6 16" opacity=".5" />
      <text
        x="60"
        y="44"
        textAnchor="middle"
        fontSize="13"
        fontWeight="700"
        stroke="none"
        fill="var(--till)"
        letterSpacing="1"
      >
        7K4M
      </text>
    </svg>
  )
}
