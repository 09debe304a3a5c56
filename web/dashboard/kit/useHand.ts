import { type FocusEvent, useState } from 'react'

/** Whether a hand is about to press something in here: the mouse is over it, or the keyboard's focus in it. */
export function useHand() {
  const [over, setOver] = useState(false)
  const [within, setWithin] = useState(false)
  return {
    near: over || within,
    hand: {
      onMouseEnter: () => setOver(true),
      onMouseLeave: () => setOver(false),
      onFocus: (event: FocusEvent) => setWithin(event.target.matches(':focus-visible')),
      onBlur: () => setWithin(false),
    },
  }
}
