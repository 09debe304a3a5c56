import { useEffect, useRef, useState } from 'preact/hooks'
import { every, monotonic } from '../../ui/platform.ts'

const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'input', 'touchstart', 'wheel'] as const

/**
 * Watches for a hand while `active`. After `warnAfter` ms without one the answer is the seconds that are left until `wipe`;
 * before, it is undefined. A touch extends.
 */
export function useIdle(
  active: boolean,
  times: { warnAfter: number; wipeAfter: number },
  wipe: () => void,
): number | undefined {
  const [left, setLeft] = useState<number>()
  const latest = useRef(wipe)
  latest.current = wipe
  const { warnAfter, wipeAfter } = times
  useEffect(() => {
    setLeft(undefined)
    if (!active) return undefined
    let touched = monotonic()
    const extend = (): void => {
      touched = monotonic()
      setLeft(undefined)
    }
    for (const sign of signsOfLife) window.addEventListener(sign, extend, { capture: true, passive: true })
    const stop = every(250, () => {
      const idle = monotonic() - touched
      if (idle >= wipeAfter) latest.current()
      else setLeft(idle >= warnAfter ? Math.ceil((wipeAfter - idle) / 1000) : undefined)
    })
    return () => {
      stop()
      for (const sign of signsOfLife) window.removeEventListener(sign, extend, { capture: true })
    }
  }, [active, warnAfter, wipeAfter])
  return left
}
