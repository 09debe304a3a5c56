import './forms.css'
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { formsQuery } from '../../api/queries.ts'
import type { FormView } from '../../api/types.ts'
import { Moment } from '../../kit/Moment.tsx'
import { Page } from '../../kit/Page.tsx'
import { Answered, Bar, Empty } from '../../kit/states.tsx'
import { count, languageName, list } from '../../kit/words.ts'
import { ConsentTexts } from './ConsentTexts.tsx'
import { Preview } from './Preview.tsx'

/** What the tablets ask, word for word; versions are published and never change. */
export function Forms() {
  const forms = useQuery(formsQuery)
  return (
    <Page title="Forms" state={forms.data && sentence(forms.data.items)}>
      <Answered query={forms} shape={<FormShape />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="What your tablets ask"
              action={
                <Link to="/stores/add" className="text-link">
                  Add a store
                </Link>
              }
            >
              With your first store comes a welcome form in four languages: name, e-mail, phone, birthday and one
              consent.
            </Empty>
          ) : (
            <div className="forms">
              {items.map(form => (
                <Form key={form.formId} form={form} />
              ))}
            </div>
          )
        }
      </Answered>
    </Page>
  )
}

function sentence(forms: FormView[]): string {
  const [form] = forms
  if (!form) return 'No form is published yet.'
  if (forms.length > 1) return `${count(forms.length, 'form')} are on your tablets.`
  const stores = form.stores.length === 0 ? 'no store yet' : list(form.stores.map(({ name }) => name))
  return `“${form.name}”, version ${form.version}, is on the screens of ${stores}.`
}

function Form({ form }: { form: FormView }) {
  const { languages } = form.definition
  const [language, setLanguage] = useState(languages[0] ?? 'en')
  return (
    <section className="card form" aria-label={form.name}>
      <header className="card-head form-head">
        <div>
          <h2>{form.name}</h2>
          <p className="quiet">
            Version {form.version}, published <Moment at={form.publishedAt} sentence />
          </p>
        </div>
        <SegmentedControl
          aria-label="Language of the preview"
          value={language}
          onChange={setLanguage}
          data={languages.map(tag => ({ value: tag, label: languageName(tag) }))}
        />
      </header>
      <div className="form-body">
        <Preview form={form} language={language} />
        <ConsentTexts form={form} language={language} />
      </div>
    </section>
  )
}

function FormShape() {
  return (
    <div className="card form-shape">
      <Bar width={14} />
      <Bar width={30} />
      <Bar width={40} />
      <Bar width={36} />
    </div>
  )
}
