import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { FieldKey } from '../../../src/domain/forms/contract.ts'
import { after, monotonic, now, timestamp, uuidv7 } from '../platform.ts'
import { todayIn } from './birthday.ts'
import {
  type ConsentPlace,
  type Draft,
  emptyDraft,
  type Fault,
  isTooYoung,
  type PhoneReader,
  type Purpose,
  type Question,
  questionsOf,
  type Step,
  signupOf,
  stepsOf,
} from './draft.ts'
import { meantEmail } from './email.ts'
import type { Note } from './Field.tsx'
import { faultsOf, sayFault } from './faults.ts'
import { countryName } from './PhoneField.tsx'
import type { Prefix } from './phone.ts'
import { phones, readPlainly } from './phones.ts'
import type { Outcome, SignupFormProps } from './SignupForm.tsx'
import { type Words, wordsOf } from './words.ts'

type Place = FieldKey | ConsentPlace

export type Form = {
  words: Words
  draft: Draft
  steps: Step[]
  step: Step
  today: string
  tooYoung: boolean
  questions: Question[]
  prefixes: Prefix[]
  asksName: boolean
  busy: boolean
  /** Why it could not be kept, in a sentence. */
  trouble: string | undefined
  /** Counts the vain presses of the main button. */
  attempts: number
  labelOf: (field: FieldKey) => string
  noteOf: (place: Place) => Note | undefined
  type: (field: FieldKey, change: Partial<Draft>) => void
  tick: (purpose: Purpose, ticked: boolean) => void
  /** The box was left. */
  settle: (field: FieldKey) => void
  proceed: () => void
  goBack: () => void
}

/** Milliseconds without a key after which an address that looks like a slip is asked about. */
const pause = 900

export function useForm(props: SignupFormProps): Form {
  const { storefront, language } = props
  const { definition } = storefront.form
  const words = wordsOf(language)
  const steps = useMemo(() => stepsOf(definition), [definition])
  // Minted once: however often the button is pressed, it is one sign-up.
  const [begun] = useState(() => ({ id: uuidv7(), at: monotonic() }))
  const [draft, setDraft] = useState(() => emptyDraft(storefront.store.country))
  const [place, setPlace] = useState(0)
  const [settled, setSettled] = useState<ReadonlySet<Place>>(new Set())
  const [attempts, setAttempts] = useState(0)
  const [outcome, setOutcome] = useState<Outcome | 'busy'>()
  const busy = useRef(false)
  const askedAbout = useRef('')
  const { readPhone, prefixes, plain } = usePhones()

  const step = steps[place] ?? 'reach'
  const today = todayIn(storefront.store.timeZone, now())
  const tooYoung = isTooYoung(draft, storefront.account.minimumAge, today)
  const questions = questionsOf(definition, tooYoung)
  const faults = faultsOf(draft, { step, definition, questions, readPhone, today })
  const slip = meantEmail(draft.email)

  // A pause in typing is as good as leaving the box, but only for what is offered, not for what is wrong.
  const [paused, setPaused] = useState(false)
  useEffect(() => {
    setPaused(false)
    return draft.email === '' ? undefined : after(pause, () => setPaused(true))
  }, [draft.email])

  const settle = (places: Iterable<Place>): void => setSettled(before => new Set([...before, ...places]))
  const change = (parts: Partial<Draft>): void => {
    setOutcome(before => (before === 'busy' ? before : undefined))
    setDraft(before => ({ ...before, ...parts }))
  }
  const labelOf = (field: FieldKey): string => {
    const required = definition.fields.find(entry => entry.key === field)?.required
    return required || field === 'email' ? words[field] : words.ifYouLike(words[field])
  }
  const say = (fault: Fault): string =>
    sayFault(fault, words, {
      label: fault.kind === 'missing' ? words[fault.field] : '',
      country: code => countryName(code, language),
      plain,
    })

  const noteOf = (at: Place): Note | undefined => {
    const fault = settled.has(at) ? faults.find(({ field }) => field === at) : undefined
    if (at === 'email' && slip !== undefined && (fault || paused || settled.has('email'))) {
      return {
        tone: fault ? 'fault' : 'slip',
        text: fault ? say(fault) : words.slip,
        fix: { label: words.takeInstead(slip), apply: () => change({ email: slip }) },
      }
    }
    if (!fault) return undefined
    const optional = !definition.fields.some(({ key, required }) => key === at && required)
    const without = at === 'phone' && optional && draft.email.trim() !== ''
    const fix = { label: words.goOnWithoutPhone, apply: () => change({ phone: '' }) }
    return { tone: 'fault', text: say(fault), fix: without ? fix : undefined }
  }

  const submit = async (): Promise<void> => {
    if (busy.current) return
    busy.current = true
    setOutcome('busy')
    const result = await props
      .keep(
        signupOf(draft, {
          ...{ id: begun.id, storefront, language, today, tooYoung, readPhone, staff: props.staff },
          capturedAt: timestamp(),
          durationMs: monotonic() - begun.at,
        }),
      )
      .catch((): Outcome => 'not-kept')
    busy.current = false
    if (result === 'kept') props.kept(draft.firstName.trim())
    else setOutcome(result)
  }

  const proceed = (): void => {
    if (busy.current) return
    if (faults.length > 0) {
      settle(faults.map(({ field }) => field))
      setAttempts(attempts + 1)
      return
    }
    // A slip that nobody has seen yet is asked about once; who presses again means what stands there.
    if (step === 'reach' && slip !== undefined && askedAbout.current !== draft.email && !isShown(noteOf('email'))) {
      askedAbout.current = draft.email
      settle(['email'])
      return
    }
    if (place < steps.length - 1) setPlace(place + 1)
    else void submit()
  }

  return {
    ...{ words, draft, steps, step, today, tooYoung, questions, prefixes, attempts, labelOf, noteOf, proceed },
    asksName: definition.fields.some(({ key }) => key === 'firstName' || key === 'lastName'),
    busy: outcome === 'busy',
    trouble: troubleOf(outcome, words),
    type(_field, parts) {
      change(parts)
    },
    tick: (purpose, ticked) => change({ ticks: { ...draft.ticks, [purpose]: ticked } }),
    settle(field) {
      if (field === 'phone') tidyPhone()
      if (field === 'email') change({ email: draft.email.trim() })
      const empty = field === 'birthday' ? `${draft.day}${draft.month}${draft.year}` === '' : draft[field].trim() === ''
      if (!empty) settle([field])
    },
    goBack() {
      setOutcome(undefined)
      if (place > 0) setPlace(place - 1)
      else props.leave?.()
    },
  }

  /** Once told, the number stands as its country writes it, with the prefix that was typed with it in front. */
  function tidyPhone(): void {
    const reading = draft.phone.trim() === '' ? undefined : readPhone(draft.phone, draft.country)
    if (reading && 'e164' in reading && !plain) change({ phone: reading.shown, country: reading.country })
  }
}

const isShown = (note: Note | undefined): boolean => note?.fix !== undefined

function troubleOf(outcome: Outcome | 'busy' | undefined, words: Words): string | undefined {
  if (outcome === 'not-kept') return words.notKept
  if (outcome === 'too-large') return words.tooLarge
  return outcome === 'refused' ? words.refused : undefined
}

/** The numbering plans, as soon as they are there. */
function usePhones(): { readPhone: PhoneReader; prefixes: Prefix[]; plain: boolean } {
  const [tools, setTools] = useState<{ readPhone: PhoneReader; prefixes: Prefix[] }>()
  useEffect(() => {
    let here = true
    phones().then(
      loaded => here && setTools({ readPhone: loaded.readPhone, prefixes: loaded.prefixes() }),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [])
  return { readPhone: tools?.readPhone ?? readPlainly, prefixes: tools?.prefixes ?? [], plain: tools === undefined }
}
