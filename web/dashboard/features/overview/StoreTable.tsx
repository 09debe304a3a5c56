import { Link } from '@tanstack/react-router'
import type { Overview } from '../../api/types.ts'
import { Word } from '../../kit/Word.tsx'
import { figure, percent } from '../../kit/words.ts'

type Store = Overview['stores'][number]

/** The week, store by store; a row leads to the store's sign-ups. */
export function StoreTable({ stores }: { stores: Store[] }) {
  return (
    <div className="card table-card">
      <table className="table">
        <caption className="unseen">Your stores in 7 days</caption>
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col" className="number">
              Sign-ups in 7 days
            </th>
            <th scope="col" className="number stores-agreed">
              Agreed
            </th>
            <th scope="col">Tablets</th>
          </tr>
        </thead>
        <tbody>
          {stores.map(store => (
            <Row key={store.id} store={store} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ store }: { store: Store }) {
  const { id, name, signups, exact, consentShare } = store
  return (
    <tr>
      <td>
        <Link className="row-link" to="/signups" search={{ store: id, period: 'week' }}>
          {name}
        </Link>
      </td>
      <td className="number">
        {exact ? '' : 'about '}
        {figure(signups)}
      </td>
      <td className="number stores-agreed">{consentShare === null ? '–' : percent(consentShare)}</td>
      <td className="stores-tablets">
        <Tablets {...store.tablets} />
      </td>
    </tr>
  )
}

function Tablets({ on, quiet }: Store['tablets']) {
  if (on + quiet === 0) return <Word tone="neutral">none yet</Word>
  const words = [on > 0 && `${figure(on)} on`, quiet > 0 && `${figure(quiet)} quiet`].filter(Boolean).join(', ')
  return <Word tone={quiet > 0 ? 'waiting' : 'good'}>{words}</Word>
}
