import { useEffect, useState } from 'preact/hooks'
import { leaveKioskMode } from '../glass.ts'
import { type Bench, chooseStaff, type Station, setAway } from '../station.ts'
import { staffWords } from '../words.ts'
import { Back } from './Back.tsx'
import { Guide } from './Guide.tsx'
import { PinPad } from './PinPad.tsx'
import { Recent } from './Recent.tsx'
import { TabletState } from './TabletState.tsx'

/** The staff's view: who serves and how the tablet is, at a touch; shoppers' names and the way out only with the PIN. */
export function Staff({ bench, station, close }: { bench: Bench; station: Station; close: () => void }) {
  const words = staffWords()
  const [unlocked, setUnlocked] = useState(false)
  const [asking, setAsking] = useState(false)
  const [guide, setGuide] = useState(false)
  useEffect(() => void bench.refreshQueue(), [bench])
  const { setup } = station
  if (!setup) return null
  if (guide) return <Guide close={() => setGuide(false)} />
  const open = unlocked || setup.staffPin === null
  const leave = (): void => {
    leaveKioskMode()
    void setAway(bench, true).then(close)
  }
  return (
    <Back
      title={words.staffTitle}
      aside={
        <button type="button" class="button bright" onClick={close}>
          {words.back}
        </button>
      }
    >
      <div class="columns">
        <div>
          <WhoServes bench={bench} staff={setup.staff} chosen={station.staff} />
          <TabletState bench={bench} station={station} setup={setup} />
          <div class="back-actions">
            <button type="button" class="button ghost" onClick={() => setGuide(true)}>
              {words.guide}
            </button>
            <button type="button" class="button ghost" onClick={() => (open ? leave() : setAsking(true))}>
              {words.leave}
            </button>
          </div>
        </div>
        <section class="panel" aria-labelledby="recent-title">
          <h2 id="recent-title">{words.recent}</h2>
          {open ? (
            <Recent bench={bench} />
          ) : (
            <>
              <p class="quiet-line">{words.locked}</p>
              <button type="button" class="button ghost" onClick={() => setAsking(true)}>
                {words.unlock}
              </button>
            </>
          )}
          {setup.staffPin === null ? <p class="warn">{words.noPin}</p> : null}
        </section>
      </div>
      {asking && setup.staffPin ? (
        <PinPad
          bench={bench}
          verifier={setup.staffPin}
          leave={() => setAsking(false)}
          right={() => {
            setAsking(false)
            setUnlocked(true)
          }}
        />
      ) : null}
    </Back>
  )
}

function WhoServes(props: { bench: Bench; staff: { id: string; name: string }[]; chosen: string | null }) {
  const words = staffWords()
  return (
    <section class="panel" aria-labelledby="serves-title">
      <h2 id="serves-title">{words.whoServes}</h2>
      {props.staff.length === 0 ? (
        <p class="quiet-line">{words.noStaff}</p>
      ) : (
        <div class="names">
          {[...props.staff, { id: null, name: words.nobody }].map(({ id, name }) => (
            <button
              key={id ?? 'nobody'}
              type="button"
              class="name"
              aria-pressed={props.chosen === id}
              onClick={() => void chooseStaff(props.bench, id)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
    </section>
  )
}
