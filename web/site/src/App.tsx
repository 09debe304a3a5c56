import { useEffect, useState } from 'preact/hooks'
import type { Storefront } from '../../../src/domain/forms/contract.ts'
import { Counter } from '../../ui/form/Counter.tsx'
import { dressIn } from '../../ui/form/dress.ts'
import { useVisibleHeight } from '../../ui/form/focus.ts'
import { SignupForm } from '../../ui/form/SignupForm.tsx'
import { Thanks } from '../../ui/form/Thanks.tsx'
import { preferredLanguage, type Words, wordsOf } from '../../ui/form/words.ts'
import { after } from '../../ui/platform.ts'
import { sendSignup } from './sending.ts'
import { fetchStorefront } from './storefront.ts'

const retryAfter = 3_000

/** The same form as on the counter, on the shopper's own phone. Nothing of it is kept here but the thanks on the screen. */
export function App({ token }: { token: string }) {
  const { storefront, silent } = useStorefront(token)
  const [chosen, setChosen] = useState<string>()
  const [thanked, setThanked] = useState<string>()
  const [waiting, setWaiting] = useState(false)
  useForgetting()
  useVisibleHeight()
  const own = preferredLanguage(['en', 'nl', 'de', 'fr'], navigator.languages)
  if (storefront === undefined) return <Message words={wordsOf(own)} kind={silent ? 'unreachable' : 'loading'} />
  if (storefront === 'gone') return <Message words={wordsOf(own)} kind="gone" />

  const language = chosen ?? preferredLanguage(storefront.form.definition.languages, navigator.languages)
  const words = wordsOf(language)
  return (
    <div lang={language}>
      {thanked === undefined ? (
        <Counter storefront={storefront} language={language}>
          <SignupForm
            storefront={storefront}
            language={language}
            setLanguage={setChosen}
            own
            keep={signup => sendSignup(token, signup, setWaiting)}
            kept={setThanked}
            meanwhile={waiting ? words.offline : undefined}
          />
        </Counter>
      ) : (
        <Thanks storefront={storefront} language={language} firstName={thanked} />
      )}
    </div>
  )
}

/** A page that is taken out of the history again begins anew. */
function useForgetting(): void {
  useEffect(() => {
    const forget = (event: PageTransitionEvent): void => {
      if (event.persisted) location.reload()
    }
    window.addEventListener('pageshow', forget)
    return () => window.removeEventListener('pageshow', forget)
  }, [])
}

function Message({ words, kind }: { words: Words; kind: 'loading' | 'unreachable' | 'gone' }) {
  return (
    <main class="message" aria-live="polite">
      <h1>{kind === 'gone' ? words.gone : words[kind]}</h1>
      {kind === 'gone' ? <p>{words.goneMore}</p> : null}
      <p class="maker">CustomerInfo</p>
    </main>
  )
}

/** Asks until there is an answer; `silent` once there was none. */
function useStorefront(token: string): { storefront: Storefront | 'gone' | undefined; silent: boolean } {
  const [storefront, setStorefront] = useState<Storefront | 'gone'>()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let stop = (): void => undefined
    let here = true
    fetchStorefront(token).then(
      found => {
        if (!here) return
        if (found !== 'gone') {
          dressIn(found.account)
          document.title = found.account.name
        }
        setStorefront(found)
      },
      () => {
        if (here) stop = after(retryAfter, () => setTries(tries + 1))
      },
    )
    return () => {
      here = false
      stop()
    }
  }, [token, tries])
  return { storefront, silent: tries > 0 }
}
