import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

const focusable = 'button, input, select, a[href], [tabindex="0"]'

/** Keeps the focus inside `box` while it is there, puts it on the first control (or on the box, when that can hold it), and gives it back afterwards. Escape calls `leave`. */
export function useFocusTrap(box: RefObject<HTMLElement | null>, leave: () => void): void {
  const latest = useRef(leave)
  latest.current = leave
  useLayoutEffect(() => {
    const before = document.activeElement
    const inside = (): HTMLElement[] => Array.from(box.current?.querySelectorAll<HTMLElement>(focusable) ?? [])
    const own = box.current?.hasAttribute('tabindex') ? box.current : inside()[0]
    own?.focus()
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') {
        event.preventDefault()
        latest.current()
      }
      if (event.key === 'Tab') turn(event, inside())
    }
    document.addEventListener('keydown', onKey, true)
    return () => {
      document.removeEventListener('keydown', onKey, true)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [box])
}

/** At either end, Tab goes on at the other. */
function turn(event: KeyboardEvent, stops: HTMLElement[]): void {
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1]
  const outside = !stops.some(stop => stop === document.activeElement)
  if (!outside && document.activeElement !== edge) return
  event.preventDefault()
  ;(event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus()
}

/** The visible height as `--height`: an on-screen keyboard takes its part, and the button must stay above it. */
export function useVisibleHeight(): void {
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return undefined
    const measure = (): void => {
      document.documentElement.style.setProperty('--height', `${Math.round(view.height)}px`)
      // iPadOS scrolls the page behind the keyboard; nothing here is longer than the screen.
      if (view.scale === 1) window.scrollTo(0, 0)
    }
    measure()
    view.addEventListener('resize', measure)
    return () => view.removeEventListener('resize', measure)
  }, [])
}
