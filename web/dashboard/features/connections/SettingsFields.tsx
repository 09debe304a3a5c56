import { PasswordInput, TextInput } from '@mantine/core'
import type { SettingsField } from '../../api/types.ts'

type SettingsFieldsProps = {
  fields: SettingsField[]
  values: Record<string, string>
  errors: Record<string, string>
  /** Secrets that are stored already and are kept when left empty. */
  stored?: string[]
  onChange: (key: string, value: string) => void
}

/** A connector's own settings, drawn from its schema. */
export function SettingsFields({ fields, values, errors, stored = [], onChange }: SettingsFieldsProps) {
  return fields.map(({ key, title, description, secret, required, placeholder }) => {
    const kept = stored.includes(key)
    const Input = secret ? PasswordInput : TextInput
    return (
      <Input
        key={key}
        name={`settings.${key}`}
        label={required ? title : `${title}, if you like`}
        description={description}
        placeholder={kept ? 'Stored; leave empty to keep it' : (placeholder ?? undefined)}
        autoComplete={secret ? 'new-password' : 'off'}
        spellCheck={false}
        value={values[key] ?? ''}
        error={errors[`settings.${key}`] ?? errors[key]}
        onChange={event => onChange(key, event.currentTarget.value)}
      />
    )
  })
}

/** Only what was filled in; `required` and missing → a sentence beside the field. */
export function missingSettings(
  fields: SettingsField[],
  values: Record<string, string>,
  stored: string[] = [],
): Record<string, string> {
  const missing = fields.filter(({ key, required }) => required && !values[key]?.trim() && !stored.includes(key))
  return Object.fromEntries(missing.map(({ key, title }) => [`settings.${key}`, `${title} is needed`]))
}

export function filled(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  )
}
