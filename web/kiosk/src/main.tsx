import { render } from 'preact'
import '../../ui/tokens.css'
import '../../ui/form/form.css'
import './kiosk.css'
import { phones } from '../../ui/form/phones.ts'
import { after } from '../../ui/platform.ts'
import { App } from './App.tsx'
import { Boundary, Broken } from './Boundary.tsx'
import { startHeartbeat } from './heartbeat.ts'
import { openBench } from './station.ts'
import { watchForUpdates } from './update.ts'
import { openVault } from './vault.ts'
import { openWire } from './wire.ts'

const root = document.getElementById('app') as HTMLElement

async function start(): Promise<void> {
  const bench = await openBench(await openVault(), openWire(location.origin))
  render(
    <Boundary>
      <App bench={bench} />
    </Boundary>,
    root,
  )
  startHeartbeat(bench)
  // After the first paint: the numbering plans, so that they are there before the first shopper.
  after(500, () => void phones().catch(() => undefined))
  await watchForUpdates().catch(() => undefined)
}

start().catch((error: unknown) => {
  console.error(error)
  render(<Broken storage />, root)
})
