import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { Refusal } from '../api/call.ts'
import { useNotice } from './notices.tsx'

type Act<I, O> = {
  run: (input: I) => Promise<O>
  /** First words of the queries that show what was changed. */
  changes?: string[]
  /** What happened, for the notice; nothing is said without it. */
  says?: string | ((answer: O, input: I) => string)
  done?: (answer: O, input: I, client: QueryClient) => void
}

/** An action of a person: sends it, makes fresh what it changed, and says in a sentence what happened or why not. */
export function useAct<I = void, O = unknown>({ run, changes = [], says, done }: Act<I, O>) {
  const client = useQueryClient()
  const notice = useNotice()
  return useMutation<O, Error, I>({
    mutationFn: run,
    onSuccess: async (answer, input) => {
      await Promise.all(changes.map(key => client.invalidateQueries({ queryKey: [key] })))
      if (says) notice.say(typeof says === 'function' ? says(answer, input) : says)
      done?.(answer, input, client)
    },
    onError: error => notice.warn(wordsOf(error)),
  })
}

export function wordsOf(error: unknown): string {
  return error instanceof Refusal ? error.message : 'Something went wrong here. Please load the page again.'
}
