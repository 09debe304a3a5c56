import type { Clock } from '../../platform/clock.ts'
import { uuidv7 } from '../../platform/ids.ts'

export type FormFacts = { formVersion: string; emailText: string }

/** A shopper who never signed up before. */
export function makeShopper(clock: Clock, form: FormFacts, nth: number) {
  const id = uuidv7(clock)
  const content = {
    formVersion: form.formVersion,
    capturedAt: new Date(clock.now()).toISOString(),
    language: 'en',
    answers: {
      firstName: 'Ada',
      lastName: `Lovelace ${nth}`,
      email: `ada.${id}@example.com`,
      phone: `+316${String(10_000_000 + (nth % 90_000_000))}`,
      birthday: '--12-10',
    },
    consents: [{ text: form.emailText, given: true }],
    durationMs: 17_000,
  }
  return { id, content }
}
