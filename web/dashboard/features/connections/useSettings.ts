import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, Refusal } from '../../api/call.ts'
import type { ConnectionCheck, ConnectionView, SettingsField } from '../../api/types.ts'
import { wordsOf } from '../../kit/act.ts'
import { missingSettings, type SettingValues, typed } from './SettingsFields.tsx'

type Outcome = { connection: ConnectionView; check: ConnectionCheck }

/** Name and settings of a connection: saves them, then asks the CRM whether it takes them. */
export function useSettings(options: {
  fields: SettingsField[]
  initial: { name: string; settings: Record<string, string> }
  stored: string[]
  save: (name: string, settings: Record<string, string>) => Promise<ConnectionView>
  done: (outcome: Outcome) => void
}) {
  const { fields, initial, stored, save, done } = options
  const client = useQueryClient()
  const [name, setName] = useState(initial.name)
  const [settings, setSettings] = useState<SettingValues>(initial.settings)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const saving = useMutation({
    mutationFn: async (): Promise<Outcome> => {
      const connection = await save(name.trim(), typed(settings))
      const check = await call<ConnectionCheck>('POST', `connections/${connection.id}/check`)
      return { connection, check }
    },
    onSuccess: done,
    onError: error => setErrors(error instanceof Refusal ? error.fields : {}),
    // Saved or not, checked or not: what the server holds now is what counts.
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  })
  return {
    name,
    settings,
    errors,
    setName: (value: string) => {
      setName(value)
      setErrors({})
    },
    set: (key: string, value: string | undefined) => {
      setSettings(current => ({ ...current, [key]: value }))
      setErrors({})
    },
    submit: (event: FormEvent) => {
      event.preventDefault()
      const missing = missingSettings(fields, settings, stored)
      const wrong = { ...(name.trim() === '' ? { name: 'Give it a name' } : {}), ...missing }
      setErrors(wrong)
      if (Object.keys(wrong).length === 0 && !saving.isPending) saving.mutate()
    },
    busy: saving.isPending,
    trouble: saving.error && Object.keys(errors).length === 0 ? wordsOf(saving.error) : null,
  }
}
