import { Component, type ComponentChildren } from 'preact'
import { after } from '../../ui/platform.ts'
import { Back } from './screens/Back.tsx'
import { staffWords } from './words.ts'

const startAgainAfter = 8_000

/** Never a blank screen: says what happened and starts again by itself. What waits in IndexedDB waits on. */
export class Boundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false }

  static override getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override componentDidCatch(error: unknown): void {
    console.error(error)
    after(startAgainAfter, () => location.reload())
  }

  override render(): ComponentChildren {
    return this.state.broken ? <Broken /> : this.props.children
  }
}

export function Broken({ storage = false }: { storage?: boolean }) {
  const words = staffWords()
  return (
    <Back title={storage ? words.noStorageTitle : words.brokenTitle}>
      <p class="lead">{storage ? words.noStorageText : words.brokenText}</p>
      <div class="back-actions">
        <button type="button" class="button bright" onClick={() => location.reload()}>
          {words.startAgain}
        </button>
      </div>
    </Back>
  )
}
