import { useTimeout } from '@mantine/hooks'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'

type Offer = { label: string; run: () => void }
type Notice = { id: number; tone: 'good' | 'bad'; words: string; offer?: Offer | undefined }
type Notices = { say: (words: string, undo?: Offer) => void; warn: (words: string) => void }

const NoticesContext = createContext<Notices>({ say: () => {}, warn: () => {} })

/** Says in a sentence at the foot of the page what just happened; with `offer`, how to take it back. */
export const useNotice = (): Notices => use(NoticesContext)

let last = 0

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([])
  const doors = useMemo<Notices>(() => {
    const add = (tone: Notice['tone'], words: string, offer?: Offer): void => {
      last += 1
      const notice = { id: last, tone, words, offer }
      setNotices(shown => [...shown.slice(-2), notice])
    }
    return { say: (words, offer) => add('good', words, offer), warn: words => add('bad', words) }
  }, [])
  return (
    <NoticesContext value={doors}>
      {children}
      <section className="notices" aria-label="What just happened" aria-live="polite">
        {notices.map(notice => (
          <NoticeLine
            key={notice.id}
            notice={notice}
            onGone={() => setNotices(shown => shown.filter(({ id }) => id !== notice.id))}
          />
        ))}
      </section>
    </NoticesContext>
  )
}

function NoticeLine({ notice, onGone }: { notice: Notice; onGone: () => void }) {
  const { start, clear } = useTimeout(onGone, notice.tone === 'bad' ? 12_000 : 7_000)
  useEffect(() => {
    start()
    return clear
  }, [start, clear])
  const Sign = notice.tone === 'bad' ? IconAlertTriangle : IconCheck
  return (
    <div className="notice" data-tone={notice.tone} onPointerEnter={clear} onPointerLeave={start}>
      <Sign size={18} stroke={1.75} aria-hidden />
      <p>{notice.words}</p>
      {notice.offer && (
        <button
          type="button"
          className="notice-offer"
          onClick={() => {
            notice.offer?.run()
            onGone()
          }}
        >
          {notice.offer.label}
        </button>
      )}
      <button type="button" className="icon-button" aria-label="Close this message" title="Close" onClick={onGone}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </button>
    </div>
  )
}
