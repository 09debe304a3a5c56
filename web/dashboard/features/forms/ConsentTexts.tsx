import type { FormView } from '../../api/types.ts'
import { languageName } from '../../kit/words.ts'

const purposes: Record<string, string> = {
  email: 'E-mail',
  sms: 'Text messages',
  profiling: 'Personal offers',
  terms: 'Terms',
}

/** The very texts that shoppers see; each sign-up keeps which one, in which version. */
export function ConsentTexts({ form, language }: { form: FormView; language: string }) {
  return (
    <div className="consents">
      <h3>What shoppers agree to</h3>
      <p className="quiet">
        Never ticked beforehand. Each sign-up keeps the very text that was shown, with its version.
      </p>
      <ul className="stack">
        {form.definition.consents.map(({ purpose, required, texts }) => {
          const text = texts[language]
          return (
            <li key={purpose}>
              <p className="quiet">
                <b>{purposes[purpose] ?? purpose}</b>
                {text && `, text ${text.version} in ${languageName(language)}`}
                {required ? ', needed to sign up' : ', free to leave'}
              </p>
              <blockquote lang={language}>
                {text ? text.text : `There is no text in ${languageName(language)}.`}
                {text?.details && <small>{text.details}</small>}
              </blockquote>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
