import { gather } from '../../platform/gather.ts'
import type { Ports } from '../../platform/ports.ts'
import type { SignupContent } from './contract.ts'

export type Unknown = { path: string; message: string }

export type Known = {
  /** Which of the form version and the consent texts that a sign-up names are not the account's. Undefined: all are, and no waiting was needed. */
  unknownIn(accountId: string, content: SignupContent): Promise<Unknown[]> | undefined
}

/** Names kept. Versions and texts are immutable and never deleted, so what was seen once stays true. */
const most = 200_000

const rooms = new WeakMap<Ports, Known>()

/** The form versions and consent texts of accounts, as this process remembers them. */
export function knownOf(ports: Ports): Known {
  let known = rooms.get(ports)
  if (!known) {
    known = openKnown(ports)
    rooms.set(ports, known)
  }
  return known
}

type Question = { accountId: string; kind: 'version' | 'text'; id: string }

function openKnown(ports: Ports): Known {
  const seen = new Set<string>()
  const ask = gather<Question, boolean>(questions => askAll(ports, questions), { max: 200 })

  async function isKnown(question: Question): Promise<boolean> {
    if (seen.has(nameOf(question))) return true
    const known = await ask(question)
    if (known) {
      if (seen.size >= most) seen.clear()
      seen.add(nameOf(question))
    }
    return known
  }

  async function findUnknown(accountId: string, content: SignupContent): Promise<Unknown[]> {
    const version = content.formVersion
    const answers = await Promise.all([
      version === undefined ? true : isKnown({ accountId, kind: 'version', id: version }),
      ...content.consents.map(consent => isKnown({ accountId, kind: 'text', id: consent.text })),
    ])
    return answers.flatMap((known, index) => {
      if (known) return []
      return index === 0
        ? [{ path: 'formVersion', message: 'This form version is not known' }]
        : [{ path: `consents.${index - 1}.text`, message: 'This consent text is not known' }]
    })
  }

  return {
    unknownIn(accountId, content) {
      const version = content.formVersion
      const allSeen =
        (version === undefined || seen.has(`${accountId} version ${version}`)) &&
        content.consents.every(consent => seen.has(`${accountId} text ${consent.text}`))
      return allSeen ? undefined : findUnknown(accountId, content)
    },
  }
}

function nameOf({ accountId, kind, id }: Question): string {
  return `${accountId} ${kind} ${id}`
}

async function askAll(ports: Ports, questions: Question[]): Promise<boolean[]> {
  const found = new Set<string>()
  for (const accountId of new Set(questions.map(question => question.accountId))) {
    const wanted = (kind: Question['kind']) =>
      questions.filter(question => question.accountId === accountId && question.kind === kind).map(({ id }) => id)
    const rows = await ports.db.transaction('ci_app', accountId, async tx => {
      const versions = wanted('version')
      const texts = wanted('text')
      const ofVersions = versions.length
        ? await tx
            .selectFrom('app.form_versions')
            .select('id')
            .where('account_id', '=', accountId)
            .where('id', 'in', versions)
            .execute()
        : []
      const ofTexts = texts.length
        ? await tx
            .selectFrom('app.consent_texts')
            .select('id')
            .where('account_id', '=', accountId)
            .where('id', 'in', texts)
            .execute()
        : []
      return [...ofVersions.map(row => `version ${row.id}`), ...ofTexts.map(row => `text ${row.id}`)]
    })
    for (const row of rows) found.add(`${accountId} ${row}`)
  }
  return questions.map(({ accountId, kind, id }) => found.has(`${accountId} ${kind} ${id}`))
}
