import { useEffect, useRef, useState } from 'preact/hooks'
import type { Storefront } from '../../../src/domain/forms/contract.ts'
import { every, monotonic } from '../platform.ts'
import { type Bars, barsOf } from './barcode.ts'
import { inLanguage, wordsOf } from './words.ts'

/** The thanks, the code as its hero, and on the counter a ring that shows when it is all gone. */
export function Thanks(props: {
  storefront: Storefront
  language: string
  firstName: string
  /** Seconds until `done`; none on the shopper's own phone. */
  seconds?: number
  done?: () => void
}) {
  const { definition } = props.storefront.form
  const words = wordsOf(props.language)
  const own = (texts: Record<string, string>): string | undefined =>
    inLanguage(texts, props.language, definition.languages)
  const { offer } = definition
  const heading = useRef<HTMLHeadingElement>(null)
  // Where the form was there is nothing left to stand on: readers go on here.
  useEffect(() => heading.current?.focus(), [])
  const bars = offer?.barcode ? barsOf(offer.code, offer.barcode) : undefined
  return (
    <main class="thanks" aria-labelledby="thanks-title">
      <svg class="drawn-tick" viewBox="0 0 88 88" aria-hidden="true">
        <circle cx="44" cy="44" r="41" />
        <path d="M26 44 L39 57 L64 31" />
      </svg>
      <h1 id="thanks-title" tabIndex={-1} ref={heading}>
        {words.thanks(props.firstName)}
      </h1>
      <p class="thanks-line">{own(definition.words.thanks) ?? (offer ? words.showAtTill : '')}</p>
      {offer ? (
        <div class={bars ? 'voucher' : 'voucher voucher-plain'}>
          <div>
            <p class="voucher-label">{own(definition.words.offer) || words.yourCode}</p>
            <p class="voucher-code">{offer.code}</p>
          </div>
          {bars ? <Barcode bars={bars} /> : null}
        </div>
      ) : null}
      {props.done && props.seconds ? (
        <Farewell seconds={props.seconds} done={props.done} language={props.language} />
      ) : null}
      <p class="maker">CustomerInfo</p>
    </main>
  )
}

/** Whole pixels per module and the quiet zone that a scanner needs; black on white whatever the shop's colours. */
function Barcode({ bars }: { bars: Bars }) {
  const width = bars.modules.length + 2 * bars.quiet
  const path = Array.from(
    bars.modules.matchAll(/1+/g),
    run => `M${run.index + bars.quiet} 0h${run[0].length}v10h-${run[0].length}z`,
  )
  return (
    <svg
      class="barcode"
      viewBox={`0 0 ${width} 10`}
      preserveAspectRatio="none"
      shape-rendering="crispEdges"
      aria-hidden="true"
      style={{ width: `${width * 2}px` }}
    >
      <rect width={width} height="10" fill="#fff" />
      <path d={path.join('')} fill="#000" />
    </svg>
  )
}

function Farewell({ seconds, done, language }: { seconds: number; done: () => void; language: string }) {
  const words = wordsOf(language)
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const begun = monotonic()
    return every(250, () => {
      const remaining = seconds - (monotonic() - begun) / 1000
      setLeft(Math.max(0, Math.ceil(remaining)))
      if (remaining <= 0) done()
    })
  }, [seconds, done])
  return (
    <div class="farewell">
      <button type="button" class="button on-brand" onClick={done}>
        {words.done}
      </button>
      <span class="ring" role="img" aria-label={words.clears(seconds)}>
        <svg viewBox="0 0 44 44" aria-hidden="true">
          <circle cx="22" cy="22" r="19" />
          <circle
            class="ring-left"
            cx="22"
            cy="22"
            r="19"
            pathLength="100"
            style={{ animationDuration: `${seconds}s` }}
          />
        </svg>
        <span aria-hidden="true">{left}</span>
      </span>
    </div>
  )
}
