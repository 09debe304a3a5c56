import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '../../api/call.ts'
import { parkedQuery } from '../../api/queries.ts'
import type { ParkedGroup, ReplayAnswer } from '../../api/types.ts'
import { useAct } from '../../kit/act.ts'
import { May } from '../../kit/may.tsx'
import { Answered, Bar } from '../../kit/states.tsx'
import { count } from '../../kit/words.ts'

type Replay = { deliveries?: string[]; connection?: string; allParked?: boolean }

/** What needs a person, by reason: try one, one kind, or all of it again. */
export function Parked({ connectionId }: { connectionId: string }) {
  const parked = useQuery({
    ...parkedQuery,
    select: ({ groups }) => groups.filter(group => group.connectionId === connectionId),
  })
  const replay = useAct({
    run: (what: Replay) => call<ReplayAnswer>('POST', 'deliveries/replay', what),
    changes: ['parked', 'connections', 'signups', 'overview'],
    says: ({ replayed }) => `${count(replayed, 'sign-up')} on the way again.`,
  })
  return (
    <section>
      <header className="section-head">
        <h3>Parked</h3>
        <Link to="/signups" search={{ show: 'parked' }} className="text-link">
          Show them
        </Link>
      </header>
      <Answered query={parked} shape={<Bar width={34} />}>
        {groups => (
          <div className="stack">
            {groups.map(group => (
              <Group
                key={group.reasonCode}
                group={group}
                busy={replay.isPending}
                onReplay={deliveries => replay.mutate({ deliveries })}
              />
            ))}
            {groups.length > 1 && (
              <May verb="deliveries.replay">
                <div>
                  <Button
                    variant="default"
                    loading={replay.isPending}
                    onClick={() => replay.mutate({ connection: connectionId, allParked: true })}
                  >
                    Try everything again
                  </Button>
                </div>
              </May>
            )}
          </div>
        )}
      </Answered>
    </section>
  )
}

function Group(props: { group: ParkedGroup; busy: boolean; onReplay: (deliveries: string[]) => void }) {
  const { group, busy, onReplay } = props
  const [first] = group.deliveryIds
  return (
    <div className="parked-group">
      <p>
        <b>{count(group.count, 'sign-up')}</b>
        <br />
        {group.reason}
      </p>
      <May verb="deliveries.replay">
        <div className="row">
          <Button size="xs" variant="default" disabled={busy} onClick={() => onReplay(group.deliveryIds)}>
            {group.count === 1 ? 'Try again' : `Try these ${group.deliveryIds.length} again`}
          </Button>
          {group.count > 1 && first && (
            <Button size="xs" variant="subtle" disabled={busy} onClick={() => onReplay([first])}>
              Try one first
            </Button>
          )}
        </div>
      </May>
    </div>
  )
}
