import { useEffect, useRef, useState } from 'preact/hooks'
import type { KioskSetup } from '../../../../src/domain/devices/contract.ts'
import { useFocusTrap } from '../../../ui/form/focus.ts'
import { tryPin } from '../pin.ts'
import type { Bench } from '../station.ts'
import { staffWords } from '../words.ts'

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Keys of our own, so that no keyboard pops up; a real keyboard works as well. The PIN never stands in a field of the browser's. */
export function PinPad(props: {
  bench: Bench
  verifier: NonNullable<KioskSetup['staffPin']>
  right: () => void
  leave: () => void
}) {
  const words = staffWords()
  const [pin, setPin] = useState('')
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useFocusTrap(box, props.leave)

  const add = (digit: string): void => {
    setTrouble('')
    setPin(before => (before + digit).slice(0, 8))
  }
  const check = async (): Promise<void> => {
    if (busy || pin.length < 4) return
    setBusy(true)
    const verdict = await tryPin(props.bench.vault, props.verifier, pin)
    setBusy(false)
    setPin('')
    if (verdict === 'right') props.right()
    else setTrouble(verdict === 'wrong' ? words.pinWrong : words.pinWait(verdict.waitSeconds))
  }
  const latest = useRef({ add, check })
  latest.current = { add, check }
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (/^\d$/.test(event.key)) latest.current.add(event.key)
      if (event.key === 'Backspace') setPin(before => before.slice(0, -1))
      if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) void latest.current.check()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return (
    <div class="veil">
      <div class="pin" ref={box} tabIndex={-1} role="dialog" aria-modal="true" aria-labelledby="pin-title">
        <h2 id="pin-title">{words.pin}</h2>
        <p class="pin-dots" role="status">
          <span aria-hidden="true">{'●'.repeat(pin.length) || '○○○○'}</span>
          <span class="unseen">{pin.length}</span>
        </p>
        <p class="warn" role="alert">
          {trouble}
        </p>
        <div class="keys">
          {digits.map(digit => (
            <button key={digit} type="button" class="key" onClick={() => add(digit)}>
              {digit}
            </button>
          ))}
          <button type="button" class="key key-word" onClick={() => setPin('')}>
            {words.erase}
          </button>
          <button type="button" class="key" onClick={() => add('0')}>
            0
          </button>
          <button type="button" class="key key-word" disabled={busy || pin.length < 4} onClick={() => void check()}>
            {words.open}
          </button>
        </div>
        <button type="button" class="button ghost" onClick={props.leave}>
          {words.cancel}
        </button>
      </div>
    </div>
  )
}
