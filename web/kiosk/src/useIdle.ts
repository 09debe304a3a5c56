import { useEffect, useRef, useState } from 'preact/hooks'
import { every, monotonic } from '../../ui/platform.ts'

const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'input', 'touchstart', 'wheel'] as const

/**
 * Watches for a hand while `active`. After `warnAfter` ms without one, `left` is the seconds until `wipe`; before, it is
 * undefined. A touch extends; once the warning is there only its own buttons do (`stay`), since a warning that vanished under
 * the finger would let the touch fall on whatever lies below.
 */
export function useIdle(
  active: boolean,
  times: { warnAfter: number; wipeAfter: number },
  wipe: () => void,
): { left: number | undefined; stay: () => void } {
  const [left, setLeft] = useState<number>()
  const latest = useRef(wipe)
  latest.current = wipe
  const touched = useRef(0)
  const { warnAfter, wipeAfter } = times
  useEffect(() => {
    setLeft(undefined)
    if (!active) return undefined
    touched.current = monotonic()
    const extend = (): void => {
      const now = monotonic()
      if (now - touched.current < warnAfter) touched.current = now
    }
    for (const sign of signsOfLife) window.addEventListener(sign, extend, { capture: true, passive: true })
    const stop = every(250, () => {
      const idle = monotonic() - touched.current
      if (idle >= wipeAfter) latest.current()
      else setLeft(idle >= warnAfter ? Math.ceil((wipeAfter - idle) / 1000) : undefined)
    })
    return () => {
      stop()
      for (const sign of signsOfLife) window.removeEventListener(sign, extend, { capture: true })
    }
  }, [active, warnAfter, wipeAfter])
  const stay = (): void => {
    touched.current = monotonic()
    setLeft(undefined)
  }
  return { left, stay }
}
