import { staffWords } from '../words.ts'
import { Back } from './Back.tsx'

/** Staff left kiosk mode with the PIN. */
export function Away({ deviceName, resume }: { deviceName: string; resume: () => void }) {
  const words = staffWords()
  return (
    <Back title={words.awayTitle} aside={<p class="quiet-line">{deviceName}</p>}>
      <p class="lead">{words.awayText}</p>
      <div class="back-actions">
        <button type="button" class="button bright" onClick={resume}>
          {words.resume}
        </button>
      </div>
    </Back>
  )
}
