import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { registrationSchema } from '../../../../src/domain/accounts/contract.ts'
import { call } from '../../api/call.ts'
import { countries, likelyCountry, likelyTimeZone, timeZones } from '../../kit/countries.ts'
import { useEntry } from '../../kit/entry.ts'
import { Trouble } from '../../kit/Trouble.tsx'
import { LookAtYourMail } from './LookAtYourMail.tsx'

export function Register() {
  useDocumentTitle('Register · CustomerInfo')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const entry = useEntry({
    schema: registrationSchema,
    initial: { name: '', shop: '', email: '', password: '', country: likelyCountry(), timeZone: likelyTimeZone() },
    send: values => call('POST', 'registration', values),
    done: (_answer, values) => setSentTo(values.email),
  })
  if (sentTo !== null) {
    return (
      <LookAtYourMail address={sentTo}>
        It holds a link that confirms your address and opens your shop’s back office. If you already have an account, it
        tells you so instead.
      </LookAtYourMail>
    )
  }
  return (
    <form className="entrance-form" onSubmit={entry.submit} noValidate>
      <header>
        <h1>Register your shop</h1>
        <p>Five minutes from here to the first sign-up. No card needed.</p>
      </header>
      <TextInput label="Your name" autoComplete="name" {...entry.text('name')} />
      <TextInput label="Name of your shop" autoComplete="organization" {...entry.text('shop')} />
      <TextInput label="E-mail" type="email" autoComplete="email" {...entry.text('email')} />
      <PasswordInput
        label="Password"
        description="At least 15 characters. A sentence that only you would say does well."
        autoComplete="new-password"
        {...entry.text('password')}
      />
      <div className="pair">
        <NativeSelect label="Country" data={countries} {...entry.text('country')} />
        <NativeSelect label="Time zone" data={timeZones()} {...entry.text('timeZone')} />
      </div>
      <Trouble>{entry.trouble}</Trouble>
      <Button type="submit" loading={entry.busy} fullWidth>
        Register
      </Button>
      <p className="entrance-foot">
        Already registered?{' '}
        <Link to="/sign-in" className="text-link">
          Sign in
        </Link>
      </p>
    </form>
  )
}
