import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Refusal } from '../api/call.ts'
import { wordsOf } from './act.ts'

type Issue = { path: PropertyKey[]; message: string }
type Schema<T> = {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: Issue[] } }
}

type Entry<V, T, O> = {
  /** What the server would check: told beside the field before anything is sent. */
  schema: Schema<T>
  initial: V
  send: (value: T) => Promise<O>
  changes?: string[]
  done?: (answer: O, values: V) => void
}

/** A form: values, a sentence beside each field that is wrong (ours or the server's), one for the whole, and sending. */
export function useEntry<V extends Record<string, unknown>, T, O>({
  schema,
  initial,
  send,
  changes = [],
  done,
}: Entry<V, T, O>) {
  const client = useQueryClient()
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [trouble, setTrouble] = useState<string | null>(null)
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async answer => {
      await Promise.all(changes.map(key => client.invalidateQueries({ queryKey: [key] })))
      done?.(answer, values)
    },
    onError: error => {
      const fields = error instanceof Refusal ? error.fields : {}
      setErrors(fields)
      setTrouble(Object.keys(fields).some(path => path in values) ? null : wordsOf(error))
      focusFirst(fields)
    },
  })

  const set = <K extends keyof V>(key: K, value: V[K]): void => {
    setValues(current => ({ ...current, [key]: value }))
    setErrors(({ [key as string]: _settled, ...rest }) => rest)
    setTrouble(null)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (mutation.isPending) return
    const checked = schema.safeParse(values)
    const wrong = checked.success ? {} : firstPerField(checked.error.issues)
    setErrors(wrong)
    focusFirst(wrong)
    if (checked.success) mutation.mutate(checked.data)
  }
  /** Properties of a text input for the field. */
  const text = (key: keyof V & string) => ({
    name: key,
    value: String(values[key] ?? ''),
    error: errors[key],
    onChange: (event: { currentTarget: { value: string } }) => set(key, event.currentTarget.value as V[typeof key]),
  })
  return { values, set, text, errors, trouble, submit, busy: mutation.isPending, setTrouble }
}

function firstPerField(issues: Issue[]): Record<string, string> {
  const wrong: Record<string, string> = {}
  for (const { path, message } of issues) wrong[path.map(String).join('.')] ??= message
  return wrong
}

function focusFirst(wrong: Record<string, string>): void {
  const first = Object.keys(wrong)[0]
  const field = first === undefined ? null : document.querySelector(`form [name="${CSS.escape(first)}"]`)
  if (field instanceof HTMLElement) field.focus()
}
