import { useEffect } from 'preact/hooks'
import { isInstalled } from './facts.ts'

/** Fills the screen, where the browser has a frame and lets a touch ask for it. */
export function enterKioskMode(): void {
  const touch = matchMedia('(pointer: coarse)').matches
  const root = document.documentElement as { requestFullscreen?: () => Promise<void> }
  if (!touch || isInstalled() || document.fullscreenElement || !root.requestFullscreen) return
  root.requestFullscreen().catch(() => undefined)
}

export function leaveKioskMode(): void {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined)
}

/** Keeps the screen lit while the counter is open. The lock is lost whenever the page is hidden, so it is asked for again. */
export function useAwake(wanted: boolean): void {
  useEffect(() => {
    const { wakeLock } = navigator as { wakeLock?: WakeLock }
    if (!wanted || !wakeLock) return undefined
    let lock: WakeLockSentinel | undefined
    let gone = false
    const ask = (): void => {
      if (document.visibilityState !== 'visible') return
      wakeLock.request('screen').then(
        granted => {
          lock = granted
          if (gone) void granted.release()
        },
        () => undefined,
      )
    }
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => {
      gone = true
      document.removeEventListener('visibilitychange', ask)
      void lock?.release()
    }
  }, [wanted])
}
