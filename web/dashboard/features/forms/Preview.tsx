import type { CSSProperties } from 'react'
import type { FormView } from '../../api/types.ts'

const labels: Record<string, Record<string, string>> = {
  en: { firstName: 'First name', lastName: 'Last name', email: 'E-mail', phone: 'Mobile', birthday: 'Birthday' },
  nl: { firstName: 'Voornaam', lastName: 'Achternaam', email: 'E-mail', phone: 'Mobiel', birthday: 'Verjaardag' },
  de: { firstName: 'Vorname', lastName: 'Nachname', email: 'E-Mail', phone: 'Mobil', birthday: 'Geburtstag' },
  fr: { firstName: 'Prénom', lastName: 'Nom', email: 'E-mail', phone: 'Portable', birthday: 'Anniversaire' },
}

/** The form as a picture of the counter: not to be typed in. */
export function Preview({ form, language }: { form: FormView; language: string }) {
  const { definition, account } = form
  const names = labels[language.slice(0, 2)] ?? labels.en ?? {}
  return (
    <figure className="preview" lang={language} style={{ '--shop': account.branding.colour } as CSSProperties}>
      <div className="preview-side">
        <b>{account.name}</b>
        {account.branding.tagline && <small>{account.branding.tagline}</small>}
        <p>{definition.words.invitation[language]}</p>
      </div>
      <div className="preview-door">
        <p className="preview-promise">{definition.words.promise[language]}</p>
        {definition.fields.map(({ key, required }) => (
          <div key={key}>
            <span>
              {names[key] ?? key}
              {required && <span className="preview-needed"> *</span>}
            </span>
            <i />
          </div>
        ))}
        {definition.consents.map(consent => (
          <div key={consent.purpose} className="preview-consent">
            <i />
            <span>{consent.texts[language]?.text}</span>
          </div>
        ))}
        {definition.offer && (
          <p className="preview-offer">
            {definition.words.offer[language]} <b className="mono">{definition.offer.code}</b>
          </p>
        )}
      </div>
      <figcaption className="unseen">The form on the tablet</figcaption>
    </figure>
  )
}
