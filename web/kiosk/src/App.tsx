import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks'
import type { KioskSetup } from '../../../src/domain/devices/contract.ts'
import { Counter } from '../../ui/form/Counter.tsx'
import { dressIn } from '../../ui/form/dress.ts'
import { useVisibleHeight } from '../../ui/form/focus.ts'
import { SignupForm } from '../../ui/form/SignupForm.tsx'
import { Thanks } from '../../ui/form/Thanks.tsx'
import { useStore } from '../../ui/store.ts'
import { enterKioskMode, useAwake } from './glass.ts'
import { StaffCorner } from './StaffCorner.tsx'
import { Attract } from './screens/Attract.tsx'
import { Away } from './screens/Away.tsx'
import { Ended } from './screens/Ended.tsx'
import { Fetching } from './screens/Fetching.tsx'
import { PairingScreen } from './screens/Pairing.tsx'
import { Staff } from './screens/Staff.tsx'
import { StillThere } from './screens/StillThere.tsx'
import { type Bench, keepSignup, setAway } from './station.ts'
import { pageIsFree } from './update.ts'
import { useIdle } from './useIdle.ts'

type Screen =
  | { name: 'attract' }
  /** The setup as it was when the shopper began: nothing changes under the hand. `run` sets each shopper apart. */
  | { name: 'form'; setup: KioskSetup; language: string; run: number }
  | { name: 'thanks'; setup: KioskSetup; language: string; firstName: string }
  | { name: 'staff' }

const idle = { warnAfter: 25_000, wipeAfter: 45_000 }
const staffIdle = { warnAfter: 60_000, wipeAfter: 60_000 }
const thanksSeconds = 20
let runs = 0

export function App({ bench }: { bench: Bench }) {
  const station = useStore(bench.state)
  const [screen, setScreen] = useState<Screen>({ name: 'attract' })
  const wipe = useCallback(() => setScreen({ name: 'attract' }), [])
  const { left, stay } = useIdle(screen.name === 'form', idle, wipe)
  useIdle(screen.name === 'staff', staffIdle, wipe)
  useVisibleHeight()
  useAwake(!station.away)
  useForgetting(wipe)
  const free = screen.name === 'attract'
  // A new version takes over between two shoppers, never under a hand.
  useLayoutEffect(() => pageIsFree(free), [free])
  const account = station.setup?.account
  useEffect(() => {
    if (account) dressIn(account)
  }, [account])

  const begin = (setup: KioskSetup, language: string): void => {
    enterKioskMode()
    runs += 1
    setScreen({ name: 'form', setup, language, run: runs })
  }

  if (screen.name === 'form') {
    const { setup, language } = screen
    return (
      <div lang={language}>
        <Counter storefront={setup} language={language}>
          <SignupForm
            key={screen.run}
            storefront={setup}
            language={language}
            setLanguage={chosen => setScreen({ ...screen, language: chosen })}
            own={false}
            staff={station.staff ?? undefined}
            keep={signup => keepSignup(bench, signup)}
            kept={firstName => setScreen({ name: 'thanks', setup, language, firstName })}
            leave={wipe}
          />
        </Counter>
        {left === undefined ? null : <StillThere language={language} seconds={left} stay={stay} wipe={wipe} />}
      </div>
    )
  }
  if (screen.name === 'thanks') {
    const { setup, language, firstName } = screen
    return (
      <div lang={language}>
        <Thanks storefront={setup} language={language} firstName={firstName} seconds={thanksSeconds} done={wipe} />
      </div>
    )
  }
  if (station.phase === 'pairing') return <PairingScreen bench={bench} station={station} />
  if (screen.name === 'staff') return <Staff bench={bench} station={station} close={wipe} />
  if (station.phase === 'ended') return <Ended bench={bench} station={station} />
  const { setup } = station
  if (station.phase === 'fetching' || !setup) return <Fetching bench={bench} station={station} />
  if (station.away) return <Away deviceName={setup.pairing.deviceName} resume={() => void setAway(bench, false)} />
  return (
    <>
      <Attract setup={setup} begin={language => begin(setup, language)} />
      <StaffCorner open={() => setScreen({ name: 'staff' })} />
    </>
  )
}

/** A page that was put away and taken out again (Back, Forward, another app) begins anew. */
function useForgetting(wipe: () => void): void {
  useEffect(() => {
    const forget = (event: PageTransitionEvent): void => {
      if (event.type === 'pagehide' || event.persisted) wipe()
    }
    window.addEventListener('pagehide', forget)
    window.addEventListener('pageshow', forget)
    return () => {
      window.removeEventListener('pagehide', forget)
      window.removeEventListener('pageshow', forget)
    }
  }, [wipe])
}
