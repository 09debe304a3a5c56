import { Button } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconCircleCheck, IconMailX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { call } from '../../api/call.ts'
import { wordsOf } from '../../kit/act.ts'

const route = getRouteApi('/entrance/confirm')

/** Where the link in the mail leads. */
export function Confirm() {
  useDocumentTitle('Confirm your address · CustomerInfo')
  const { token } = route.useSearch()
  const navigate = useNavigate()
  const confirmation = useQuery({
    queryKey: ['confirmation', token],
    queryFn: async () => {
      await call('POST', 'email-confirmation', { token: token ?? '' })
      return true
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (confirmation.isPending) {
    return (
      <p className="coming" role="status">
        Confirming your address…
      </p>
    )
  }
  if (confirmation.error) {
    return (
      <section className="entrance-words" role="alert">
        <IconMailX size={40} stroke={1.5} aria-hidden />
        <h1>This link does not open anything</h1>
        <p>{wordsOf(confirmation.error)}</p>
        <p className="quiet">Links work once, and for a day.</p>
        <Link to="/sign-in" className="text-link">
          Go to sign-in
        </Link>
      </section>
    )
  }
  return (
    <section className="entrance-words" role="status">
      <IconCircleCheck size={40} stroke={1.5} aria-hidden />
      <h1>Your address is confirmed</h1>
      <p>Sign in with it and the password that you chose. A short list then leads you to the first sign-up.</p>
      <Button onClick={() => void navigate({ to: '/sign-in', search: { as: 'yourself' } })}>Sign in</Button>
    </section>
  )
}
