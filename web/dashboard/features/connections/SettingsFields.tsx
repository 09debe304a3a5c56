import { PasswordInput, TextInput } from '@mantine/core'
import type { SettingsField } from '../../api/types.ts'

export type SettingValues = Record<string, string | undefined>

type SettingsFieldsProps = {
  fields: SettingsField[]
  values: SettingValues
  errors: Record<string, string>
  /** Secrets that are stored already and are kept when left empty. */
  stored?: string[]
  onChange: (key: string, value: string | undefined) => void
}

/** A connector's own settings, drawn from its schema. */
export function SettingsFields({ fields, values, errors, stored = [], onChange }: SettingsFieldsProps) {
  return fields.map(field => (
    <SettingInput
      key={field.key}
      field={field}
      value={values[field.key]}
      stored={field.secret && stored.includes(field.key)}
      error={errors[`settings.${field.key}`]}
      onChange={value => onChange(field.key, value)}
    />
  ))
}

type SettingInputProps = {
  field: SettingsField
  value: string | undefined
  stored: boolean
  error: string | undefined
  onChange: (value: string | undefined) => void
}

/** A stored secret is never shown: left alone it stays, `undefined`; to be removed it is emptied, `''`. */
function SettingInput({ field, value, stored, error, onChange }: SettingInputProps) {
  const { key, title, description, secret, required, placeholder } = field
  const Input = secret ? PasswordInput : TextInput
  const leaving = stored && value === ''
  return (
    <div>
      <Input
        name={`settings.${key}`}
        label={required ? title : `${title}, if you like`}
        description={description}
        placeholder={
          leaving ? 'Goes when you save' : stored ? 'Stored; leave empty to keep it' : (placeholder ?? undefined)
        }
        autoComplete={secret ? 'new-password' : 'off'}
        spellCheck={false}
        value={value ?? ''}
        error={error}
        onChange={event => onChange(event.currentTarget.value || (stored ? undefined : ''))}
      />
      {stored && !required && (
        <button type="button" className="text-link setting-remove" onClick={() => onChange(leaving ? undefined : '')}>
          {leaving ? 'Keep it' : 'Remove it'}
        </button>
      )}
    </div>
  )
}

/** What is needed and missing: a sentence beside the field. */
export function missingSettings(
  fields: SettingsField[],
  values: SettingValues,
  stored: string[],
): Record<string, string> {
  const missing = fields.filter(({ key, required }) => required && !values[key]?.trim() && !stored.includes(key))
  return Object.fromEntries(missing.map(({ key, title }) => [`settings.${key}`, `${title} is needed`]))
}

/** What was typed, without what was left alone. */
export function typed(values: SettingValues): Record<string, string> {
  const entries = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, value.trim()]))
}
