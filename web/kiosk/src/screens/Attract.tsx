import type { KioskSetup } from '../../../../src/domain/devices/contract.ts'
import { ShopName } from '../../../ui/form/Counter.tsx'
import { inLanguage, nameOfLanguage, wordsOf } from '../../../ui/form/words.ts'
import { Qr } from '../Qr.tsx'

/** Waits for the next shopper, breathing slowly. Touching anywhere begins; touching a language begins in it. */
export function Attract({ setup, begin }: { setup: KioskSetup; begin: (language: string) => void }) {
  const { languages, words: own } = setup.form.definition
  const first = languages[0] ?? 'en'
  const words = wordsOf(first)
  const invitation = inLanguage(own.invitation, first, languages)
  return (
    // The button inside is what keyboards and screen readers use; the whole surface is for fingers.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <main class="attract" lang={first} onClick={() => begin(first)}>
      <ShopName account={setup.account} />
      <div class="welcome">
        <h1 class="invitation">{invitation ?? setup.account.name}</h1>
        <button type="button" class="button begin" onClick={() => begin(first)}>
          {words.begin}
        </button>
      </div>
      <div class="attract-foot">
        <div class="languages">
          {languages.length > 1
            ? languages.map(language => (
                <button
                  key={language}
                  type="button"
                  class="button on-brand"
                  lang={language}
                  onClick={event => {
                    event.stopPropagation()
                    begin(language)
                  }}
                >
                  {nameOfLanguage(language)}
                </button>
              ))
            : null}
          <p class="maker">CustomerInfo</p>
        </div>
        {setup.phoneFormUrl ? (
          <div class="by-phone">
            <p>{words.onYourPhone}</p>
            <Qr text={setup.phoneFormUrl} label={words.onYourPhone} within={164} />
          </div>
        ) : null}
      </div>
    </main>
  )
}
