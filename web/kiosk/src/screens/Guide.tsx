import { staffWords } from '../words.ts'
import { Back } from './Back.tsx'

/** What a web app cannot do itself, the tablet can. */
export function Guide({ close }: { close: () => void }) {
  const words = staffWords()
  return (
    <Back
      title={words.guideTitle}
      aside={
        <button type="button" class="button ghost" onClick={close}>
          {words.done}
        </button>
      }
    >
      <p class="lead">{words.guideText}</p>
      <div class="columns">
        <Steps title={words.guideIpad} steps={words.guideIpadSteps} />
        <Steps title={words.guideAndroid} steps={words.guideAndroidSteps} />
      </div>
    </Back>
  )
}

function Steps({ title, steps }: { title: string; steps: string[] }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      <ol class="steps">
        {steps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  )
}
