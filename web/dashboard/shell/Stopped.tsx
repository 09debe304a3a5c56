import { Button } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Refusal } from '../api/call.ts'

/** A page that could not be shown at all: nobody answers, or we made a mistake. */
export function Stopped({ error }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <main className="alone" id="content">
      <h1>This page could not be opened</h1>
      <p>
        {error instanceof Refusal
          ? error.message
          : 'Something went wrong in this page. Sign-ups at the counter are not touched by it.'}
      </p>
      <Button onClick={() => void router.invalidate()}>Try again</Button>
    </main>
  )
}
