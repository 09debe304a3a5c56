import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { signInSchema } from '../../../../src/domain/accounts/contract.ts'
import { call } from '../../api/call.ts'
import { demoQuery } from '../../api/queries.ts'
import { useEntry } from '../../kit/entry.ts'
import { Trouble } from '../../kit/Trouble.tsx'

const route = getRouteApi('/entrance/sign-in')

export function SignIn() {
  useDocumentTitle('Sign in · CustomerInfo')
  // Who comes from a mail of theirs signs in as themselves: the demo owner would lead them into another shop.
  const asThemselves = route.useSearch().as !== undefined
  const demo = useQuery({ ...demoQuery, enabled: !asThemselves })
  // On a machine of one's own the form waits for the demo owner, rather than changing under the hand.
  if (demo.isLoading) return null
  return <SignInForm demo={(!asThemselves && demo.data) || null} />
}

function SignInForm({ demo }: { demo: { email: string; password: string } | null }) {
  const router = useRouter()
  const client = useQueryClient()
  const { next } = route.useSearch()
  const entry = useEntry({
    schema: signInSchema,
    initial: { email: demo?.email ?? '', password: demo?.password ?? '' },
    send: values => call('POST', 'session', values),
    done: () => {
      client.removeQueries({ queryKey: ['me'] })
      // Only to a page of ours: an address from outside could be a trap.
      const back = next && /^\/(?![/\\])/.test(next) ? next : '/'
      router.history.push(`/dashboard${back}`)
    },
  })
  return (
    <form className="entrance-form" onSubmit={entry.submit} noValidate>
      <header>
        <h1>Sign in</h1>
        <p>{next ? 'Then you are back where you were.' : 'To the back office of your shop.'}</p>
      </header>
      {demo && (
        <div className="note" data-tone="neutral">
          <div>
            <p>The demo shop’s owner is filled in. This is offered on your own machine only.</p>
          </div>
        </div>
      )}
      <TextInput label="E-mail" type="email" autoComplete="username" {...entry.text('email')} />
      <PasswordInput label="Password" autoComplete="current-password" {...entry.text('password')} />
      <Trouble>{entry.trouble}</Trouble>
      <Button type="submit" loading={entry.busy} fullWidth>
        Sign in
      </Button>
      <p className="entrance-foot">
        <Link to="/forgotten" className="text-link">
          Password forgotten
        </Link>
        {' · '}
        <Link to="/register" className="text-link">
          Register your shop
        </Link>
      </p>
    </form>
  )
}
