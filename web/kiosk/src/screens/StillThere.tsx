import { Sheet } from '../../../ui/form/Sheet.tsx'
import { wordsOf } from '../../../ui/form/words.ts'

/** Asked before everything is wiped. Any touch is an answer. */
export function StillThere(props: { language: string; seconds: number; stay: () => void; wipe: () => void }) {
  const words = wordsOf(props.language)
  return (
    <Sheet
      title={words.stillThere}
      leave={props.stay}
      actions={
        <>
          <button type="button" class="button main" onClick={props.stay}>
            {words.goOn}
          </button>
          <button type="button" class="button quiet" onClick={props.wipe}>
            {words.startOver}
          </button>
        </>
      }
    >
      <p>{words.stillThereMore(props.seconds)}</p>
    </Sheet>
  )
}
