import { useEffect, useId, useRef } from 'preact/hooks'
import type { FieldKey, Storefront } from '../../../src/domain/forms/contract.ts'
import type { PlainSignup } from '../../../src/domain/signups/contract.ts'
import { BirthdayField } from './BirthdayField.tsx'
import { ConsentList } from './ConsentList.tsx'
import { asksConsents, fieldsOf, type Step } from './draft.ts'
import { TextField } from './Field.tsx'
import { LanguageChoice } from './LanguageChoice.tsx'
import { PhoneField } from './PhoneField.tsx'
import { type Form, useForm } from './useForm.ts'

/** What became of a sign-up that was handed over to be kept. */
export type Outcome = 'kept' | 'not-kept' | 'too-large' | 'refused'

export type SignupFormProps = {
  storefront: Storefront
  language: string
  setLanguage: (language: string) => void
  /** The shopper's own phone: there the browser may fill in. */
  own: boolean
  staff?: string | undefined
  /** Keeps the sign-up for good, or says why not. It is called again with the same id when the shopper tries again. */
  keep: (signup: PlainSignup) => Promise<Outcome>
  kept: (firstName: string) => void
  /** Back from the first step. */
  leave?: (() => void) | undefined
  /** Said while `keep` takes its time. */
  meanwhile?: string | undefined
}

export function SignupForm(props: SignupFormProps) {
  const form = useForm(props)
  const { words, step, steps } = form
  const titleId = useId()
  const place = steps.indexOf(step)
  const last = place === steps.length - 1
  const element = useRef<HTMLFormElement>(null)
  useFaultFocus(element, form)

  return (
    <form
      ref={element}
      class="form"
      noValidate
      autocomplete={props.own ? 'on' : 'off'}
      onSubmit={event => {
        event.preventDefault()
        form.proceed()
      }}
      onKeyDown={event => goToNextStop(event, element.current, form.proceed)}
    >
      <div class="bar">
        <div class="dots" aria-hidden="true">
          {[...steps, 'thanks'].map((name, at) => (
            <span key={name} class={at === place ? 'dot dot-here' : 'dot'} />
          ))}
        </div>
        <LanguageChoice
          languages={props.storefront.form.definition.languages}
          language={props.language}
          words={words}
          change={props.setLanguage}
        />
      </div>
      <fieldset class="step" key={step} ref={beginInFirstStop} aria-labelledby={titleId} disabled={form.busy}>
        <h1 id={titleId}>
          {titleOf(step, form)}
          <span class="unseen">. {words.step(place + 1, steps.length + 1)}</span>
        </h1>
        <div class={`fields fields-${step}`}>
          {fieldsOf(step, props.storefront.form.definition).map(({ key }, at, fields) => (
            <FieldOf key={key} field={key} form={form} props={props} last={at === fields.length - 1} />
          ))}
        </div>
        {asksConsents(step, props.storefront.form.definition) ? <ConsentList form={form} {...props} /> : null}
      </fieldset>
      <div class="foot">
        <p class="trouble" role="alert">
          {form.trouble ?? (form.busy ? props.meanwhile : undefined)}
        </p>
        <div class="buttons">
          {place > 0 || props.leave ? (
            <button type="button" class="button quiet" disabled={form.busy} onClick={form.goBack}>
              {words.back}
            </button>
          ) : null}
          <button type="submit" class="button main" aria-disabled={form.busy}>
            {buttonText(form, last)}
          </button>
        </div>
      </div>
    </form>
  )
}

function FieldOf({ field, form, props, last }: { field: FieldKey; form: Form; props: SignupFormProps; last: boolean }) {
  const { draft, words } = form
  const { own } = props
  const note = form.noteOf(field)
  const leave = (): void => form.settle(field)
  const boxesFollow = asksConsents(form.step, props.storefront.form.definition) && form.questions.length > 0
  const closes = last && !boxesFollow
  const shared = { label: form.labelOf(field), leave, note, own, last: closes }
  if (field === 'phone') {
    return (
      <PhoneField
        {...shared}
        value={draft.phone}
        country={draft.country}
        prefixes={form.prefixes}
        change={phone => form.type('phone', { phone })}
        changeCountry={country => form.type('phone', { country })}
        language={props.language}
        words={words}
      />
    )
  }
  if (field === 'birthday') {
    return (
      <BirthdayField
        {...shared}
        parts={draft}
        change={parts => form.type('birthday', parts)}
        country={props.storefront.store.country}
        language={props.language}
        words={words}
        today={form.today}
      />
    )
  }
  const tokens = { firstName: 'given-name', lastName: 'family-name', email: 'email' } as const
  return (
    <TextField
      {...shared}
      id={`q-${field}`}
      value={draft[field]}
      change={value => form.type(field, { [field]: value })}
      token={tokens[field]}
      kind={field === 'email' ? 'email' : 'name'}
    />
  )
}

function titleOf(step: Step, { words, asksName }: Form): string {
  if (step === 'reach') return words.reachTitle
  if (step === 'consents') return words.consentTitle
  return asksName ? words.nameTitle : words.birthdayTitle
}

function buttonText({ words, busy, trouble }: Form, last: boolean): string {
  if (busy) return words.sending
  if (trouble) return words.tryAgain
  return last ? words.submit : words.next
}

/** Each step begins in its first box, so that the keyboard is there already. */
function beginInFirstStop(step: HTMLFieldSetElement | null): void {
  step?.querySelector<HTMLElement>('[data-stop]')?.focus()
}

/** After a vain "Next" the hand is led to the first box that wants something. */
function useFaultFocus(form: { current: HTMLFormElement | null }, { attempts }: Form): void {
  useEffect(() => {
    if (attempts === 0) return
    const box = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const held = box?.closest('.field, .consent')?.contains(document.activeElement)
    if (!held) box?.focus()
    box?.scrollIntoView({ block: 'center' })
  }, [form, attempts])
}

/** Enter goes on to the next box, and from the last one to the next step. */
function goToNextStop(event: KeyboardEvent, form: HTMLFormElement | null, proceed: () => void): void {
  const from = event.target
  if (event.key !== 'Enter' || event.isComposing || !(from instanceof HTMLInputElement)) return
  event.preventDefault()
  const stops = Array.from(form?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])
  const next = from.type === 'checkbox' ? undefined : stops[stops.indexOf(from) + 1]
  if (next) next.focus()
  else proceed()
}
