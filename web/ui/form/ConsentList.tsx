import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Storefront } from '../../../src/domain/forms/contract.ts'
import { Tick } from './Field.tsx'
import { Sheet } from './Sheet.tsx'
import type { Form } from './useForm.ts'
import { inLanguage } from './words.ts'

/** The exact texts, never ticked beforehand; each explains itself on demand. */
export function ConsentList({ form, storefront, language }: { form: Form; storefront: Storefront; language: string }) {
  const [explained, explain] = useState<string>()
  const { words } = form
  return (
    <div class="consents">
      {form.tooYoung ? <p class="note-plain">{words.tooYoung(storefront.account.minimumAge)}</p> : null}
      {form.questions.map(question => {
        const { purpose } = question
        const text = inLanguage(question.texts, language, storefront.form.definition.languages)
        if (!text) return null
        const { details } = text
        return (
          <Tick
            key={purpose}
            id={`q-consent-${purpose}`}
            ticked={form.draft.ticks[purpose] === true}
            change={ticked => form.tick(purpose, ticked)}
            note={form.noteOf(`consent-${purpose}`)}
            more={
              details ? (
                <button type="button" class="link" onClick={() => explain(details)}>
                  {words.whatThisMeans}
                </button>
              ) : undefined
            }
          >
            {unbroken(text.text)}
          </Tick>
        )
      })}
      {explained === undefined ? null : (
        <Sheet
          title={words.whatThisMeans}
          leave={() => explain(undefined)}
          actions={
            <button type="button" class="button main" onClick={() => explain(undefined)}>
              {words.close}
            </button>
          }
        >
          <p>{explained}</p>
        </Sheet>
      )}
    </div>
  )
}

/** The exact text, with words like "e-mail" held together at the end of a line. */
function unbroken(text: string): ComponentChildren[] {
  return text.split(/(\S*-\S*)/).map((part, place) =>
    part.includes('-') && part.length < 24 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one immutable text
      <span key={place} class="whole">
        {part}
      </span>
    ) : (
      part
    ),
  )
}
