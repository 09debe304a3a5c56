import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { signupQuery, storesQuery } from '../../api/queries.ts'
import type { SignupDetail } from '../../api/types.ts'
import { Facts } from '../../kit/Facts.tsx'
import { useZone } from '../../kit/Moment.tsx'
import { SidePanel } from '../../kit/SidePanel.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { Telephone } from '../../kit/Telephone.tsx'
import { birthday } from '../../kit/time.ts'
import { figure, fullName, languageName } from '../../kit/words.ts'
import { Agreed } from './Agreed.tsx'
import { Deliveries } from './Deliveries.tsx'
import { Timeline } from './Timeline.tsx'

const route = getRouteApi('/office/signups/$id')
const list = getRouteApi('/office/signups')

export function SignupPanel() {
  const { id } = route.useParams()
  const search = list.useSearch()
  const navigate = useNavigate()
  const signup = useQuery(signupQuery(id))
  return (
    <SidePanel
      key={id}
      title={signup.data ? fullName(signup.data, 'Sign-up') : 'Sign-up'}
      action={signup.data?.test && <span className="tag">test</span>}
      onClose={() => void navigate({ to: '/signups', search, resetScroll: false })}
    >
      <Answered query={signup} shape={<PanelShape />}>
        {data => <Story signup={data} />}
      </Answered>
    </SidePanel>
  )
}

function Story({ signup }: { signup: SignupDetail }) {
  const own = useZone()
  const stores = useQuery(storesQuery).data?.items ?? []
  const zone = stores.find(({ id }) => id === signup.storeId)?.timeZone ?? own
  return (
    <>
      {signup.state !== 'accepted' && (
        <div className="note" data-tone={signup.state === 'erased' ? 'neutral' : 'bad'}>
          <div>
            <p>{signup.state === 'erased' ? 'This sign-up was erased.' : 'This sign-up is in quarantine.'}</p>
            {signup.reason && <p>{signup.reason}</p>}
          </div>
        </div>
      )}
      <Answers signup={signup} />
      {signup.deliveries.length > 0 && <Deliveries deliveries={signup.deliveries} />}
      <Timeline steps={signup.timeline} zone={zone} />
      <Agreed signup={signup} zone={zone} />
    </>
  )
}

function Answers({ signup }: { signup: SignupDetail }) {
  const born = signup.answers.birthday
  const facts: [string, ReactNode][] = [
    ['E-mail', signup.email],
    ['Mobile', signup.phone && <Telephone key="mobile" number={signup.phone} />],
    ['Birthday', typeof born === 'string' ? birthday(born) : null],
    ['Offer', signup.offerCode],
    ['Language', signup.language && languageName(signup.language)],
    ['Came from', [signup.storeName, cameBy(signup)].filter(Boolean).join(', ')],
    ['Served by', signup.staffName],
  ]
  return <Facts facts={facts} />
}

function cameBy({ source, number }: SignupDetail): string {
  if (source.kind === 'phone-form') return 'the shopper’s own phone'
  if (source.kind === 'api-key') return `API key “${source.name}”`
  return number === null ? source.name : `${source.name}, number ${figure(number)}`
}

function PanelShape() {
  return (
    <div className="stack">
      {[24, 18, 14, 22, 30, 26, 28].map(width => (
        <Bar key={width} width={width} />
      ))}
    </div>
  )
}
