import { useElementSize } from '@mantine/hooks'
import { useState } from 'react'
import type { Overview } from '../../api/types.ts'
import { count, figure } from '../../kit/words.ts'
import { ticksFor } from './scale.ts'

type Day = Overview['days'][number]

const space = { top: 26, bottom: 28, left: 40, right: 4 }

/** Sign-ups by day beside those of a week before: one hue and grey, y from zero, the number on hover, focus and in the table. */
export function DayChart({ days }: { days: Day[] }) {
  return (
    <section className="card chart" aria-labelledby="chart-title">
      <header className="card-head">
        <h2 id="chart-title">Sign-ups by day</h2>
        <p className="chart-names" aria-hidden="true">
          <span>these 7 days</span>, <span className="quiet">the 7 before</span>
        </p>
      </header>
      <Bars days={days} />
      <DayTable days={days} />
    </section>
  )
}

function Bars({ days }: { days: Day[] }) {
  const { ref, width, height } = useElementSize()
  const [at, setAt] = useState<number | null>(null)
  const ticks = ticksFor(Math.max(...days.flatMap(day => [day.count, day.before])))
  const top = ticks.at(-1) ?? 1
  const inner = {
    width: Math.max(width - space.left - space.right, 0),
    height: Math.max(height - space.top - space.bottom, 0),
  }
  const y = (value: number): number => space.top + inner.height * (1 - value / top)
  const step = inner.width / Math.max(days.length, 1)
  const bar = Math.min(28, step * 0.3)
  const largest = days.reduce((best, day, index) => (day.count > (days[best]?.count ?? 0) ? index : best), 0)
  const named = at ?? largest
  return (
    <div className="chart-area" ref={ref}>
      {/* The table below says the same to who does not see the bars. */}
      <svg width={width} height={height} aria-hidden="true" onPointerLeave={() => setAt(null)}>
        {ticks.map(tick => (
          <g key={tick}>
            <line className="chart-line" x1={space.left} x2={width - space.right} y1={y(tick)} y2={y(tick)} />
            <text className="chart-tick" x={space.left - 10} y={y(tick) + 4} textAnchor="end">
              {figure(tick)}
            </text>
          </g>
        ))}
        {days.map((day, index) => {
          const middle = space.left + step * (index + 0.5)
          return (
            <g
              key={day.date}
              className="chart-day"
              data-at={index === at || undefined}
              onPointerEnter={() => setAt(index)}
            >
              <rect className="chart-hit" x={middle - step / 2} y={0} width={step} height={height} />
              <Column className="chart-before" x={middle - bar - 1} width={bar} top={y(day.before)} foot={y(0)} />
              <Column className="chart-now" x={middle + 1} width={bar} top={y(day.count)} foot={y(0)} />
              {index === named && day.count > 0 && (
                <text className="chart-value" x={middle + 1 + bar / 2} y={y(day.count) - 8} textAnchor="middle">
                  {figure(day.count)}
                </text>
              )}
              {index === at && day.before > 0 && (
                <text
                  className="chart-value chart-value-before"
                  x={middle - bar / 2 - 1}
                  y={y(day.before) - 8}
                  textAnchor="middle"
                >
                  {figure(day.before)}
                </text>
              )}
              <text className="chart-tick" x={middle} y={height - 8} textAnchor="middle">
                {weekday(day.date, 'short')}
              </text>
            </g>
          )
        })}
      </svg>
      <div className="chart-stops">
        {days.map((day, index) => (
          <button
            key={day.date}
            type="button"
            className="chart-stop"
            style={{ left: space.left + step * index, width: step }}
            onFocus={() => setAt(index)}
            onBlur={() => setAt(null)}
            onPointerEnter={() => setAt(index)}
            onPointerLeave={() => setAt(null)}
            aria-label={`${weekday(day.date, 'long')}: ${count(day.count, 'sign-up')}, ${figure(day.before)} a week before`}
          />
        ))}
      </div>
    </div>
  )
}

/** A bar with rounded shoulders that stands on the line. */
function Column(props: { className: string; x: number; width: number; top: number; foot: number }) {
  const { className, x, width, top, foot } = props
  const tall = foot - top
  if (tall <= 0 || width <= 0) return null
  const round = Math.min(3, tall, width / 2)
  const path = `M${x} ${foot}v${-(tall - round)}q0 ${-round} ${round} ${-round}h${width - 2 * round}q${round} 0 ${round} ${round}v${tall - round}z`
  return <path className={className} d={path} />
}

function DayTable({ days }: { days: Day[] }) {
  return (
    <table className="unseen">
      <caption>Sign-ups by day</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Sign-ups</th>
          <th scope="col">A week before</th>
        </tr>
      </thead>
      <tbody>
        {days.map(day => (
          <tr key={day.date}>
            <th scope="row">{weekday(day.date, 'long')}</th>
            <td>{day.count}</td>
            <td>{day.before}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function weekday(date: string, length: 'short' | 'long'): string {
  const long = length === 'long' ? ({ day: 'numeric', month: 'long' } as const) : {}
  return new Intl.DateTimeFormat(undefined, { weekday: length, timeZone: 'UTC', ...long }).format(
    new Date(`${date}T12:00:00Z`),
  )
}
