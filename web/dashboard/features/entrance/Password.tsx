import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconCircleCheck } from '@tabler/icons-react'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { requestResetSchema, resetPasswordSchema } from '../../../../src/domain/accounts/contract.ts'
import { call } from '../../api/call.ts'
import { useEntry } from '../../kit/entry.ts'
import { Trouble } from '../../kit/Trouble.tsx'
import { LookAtYourMail } from './LookAtYourMail.tsx'

export function Forgotten() {
  useDocumentTitle('Password forgotten · CustomerInfo')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const entry = useEntry({
    schema: requestResetSchema,
    initial: { email: '' },
    send: values => call('POST', 'password-reset/request', values),
    done: (_answer, values) => setSentTo(values.email),
  })
  if (sentTo !== null) {
    return (
      <LookAtYourMail address={sentTo}>
        If there is an account with this address, the mail holds a link to choose a new password.
      </LookAtYourMail>
    )
  }
  return (
    <form className="entrance-form" onSubmit={entry.submit} noValidate>
      <header>
        <h1>Password forgotten</h1>
        <p>Tell us your address, and we mail you a link to choose a new one.</p>
      </header>
      <TextInput label="E-mail" type="email" autoComplete="username" {...entry.text('email')} />
      <Trouble>{entry.trouble}</Trouble>
      <Button type="submit" loading={entry.busy} fullWidth>
        Mail me the link
      </Button>
      <p className="entrance-foot">
        <Link to="/sign-in" className="text-link">
          Back to sign-in
        </Link>
      </p>
    </form>
  )
}

const route = getRouteApi('/entrance/reset')

/** Where the link in that mail leads. */
export function Reset() {
  useDocumentTitle('New password · CustomerInfo')
  const { token = '' } = route.useSearch()
  const [changed, setChanged] = useState(false)
  const entry = useEntry({
    schema: resetPasswordSchema,
    initial: { token, password: '' },
    send: values => call('POST', 'password-reset', values),
    done: () => setChanged(true),
  })
  if (changed) {
    return (
      <section className="entrance-words" role="status">
        <IconCircleCheck size={40} stroke={1.5} aria-hidden />
        <h1>Your new password counts from now</h1>
        <p>You are signed out everywhere else.</p>
        <Link to="/sign-in" search={{ as: 'yourself' }} className="text-link">
          Sign in
        </Link>
      </section>
    )
  }
  return (
    <form className="entrance-form" onSubmit={entry.submit} noValidate>
      <header>
        <h1>Choose a new password</h1>
      </header>
      <PasswordInput
        label="New password"
        description="At least 15 characters. A sentence that only you would say does well."
        autoComplete="new-password"
        {...entry.text('password')}
      />
      <Trouble>
        {(entry.trouble ?? entry.errors.token) && (
          <>
            {entry.trouble ?? entry.errors.token}{' '}
            <Link to="/forgotten" className="text-link">
              Ask for a new link
            </Link>
          </>
        )}
      </Trouble>
      <Button type="submit" loading={entry.busy} fullWidth>
        Save the new password
      </Button>
    </form>
  )
}
