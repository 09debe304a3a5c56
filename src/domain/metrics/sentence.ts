export type Tablet = { name: string; online: boolean; missing: number }
export type State = { tablets: Tablet[]; waitingFor: { connection: string; count: number }[]; parked: number }

/** How things stand, in words that nobody has to be taught. */
export function sentenceOfState({ tablets, waitingFor, parked }: State): string {
  return [aboutTablets(tablets), aboutGaps(tablets), aboutDeliveries(waitingFor, parked)].filter(Boolean).join(' ')
}

function aboutTablets(tablets: Tablet[]): string {
  const quiet = tablets.filter(tablet => !tablet.online)
  const [first] = quiet
  if (tablets.length === 0) return 'No tablet is paired yet.'
  if (first === undefined) {
    return ['', 'Your tablet is on.', 'Both tablets are on.'][tablets.length] ?? `All ${tablets.length} tablets are on.`
  }
  if (quiet.length === 1) return `Tablet ${first.name} is quiet${tablets.length === 1 ? '' : ', the others are on'}.`
  return quiet.length === tablets.length
    ? `${tablets.length === 2 ? 'Both' : `All ${tablets.length}`} tablets are quiet.`
    : `${quiet.length} of ${tablets.length} tablets are quiet.`
}

function aboutGaps(tablets: Tablet[]): string {
  const gaps = tablets.filter(tablet => tablet.missing > 0)
  const missing = gaps.reduce((sum, tablet) => sum + tablet.missing, 0)
  const [first] = gaps
  if (first === undefined) return ''
  const whose = gaps.length === 1 ? `tablet ${first.name}` : `${gaps.length} tablets`
  return `${signups(missing)} of ${whose} ${missing === 1 ? 'has' : 'have'} not arrived.`
}

function aboutDeliveries(waitingFor: State['waitingFor'], parked: number): string {
  const waiting = waitingFor.reduce((sum, lane) => sum + lane.count, 0)
  const parts = [
    ...(waiting > 0
      ? [
          `${signups(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for ${listed(waitingFor.map(lane => lane.connection))}`,
        ]
      : []),
    ...(parked > 0 ? [`${waiting > 0 ? parked : signups(parked)} ${parked === 1 ? 'needs' : 'need'} a look`] : []),
  ]
  return parts.length === 0 ? 'Nothing waits.' : `${parts.join(', ')}.`
}

function signups(count: number): string {
  return `${count} ${count === 1 ? 'sign-up' : 'sign-ups'}`
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
