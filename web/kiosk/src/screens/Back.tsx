import type { ComponentChildren } from 'preact'
import { staffLanguage } from '../words.ts'

/** The staff's side of the tablet: ink, so that nobody takes it for the counter. */
export function Back(props: { title: string; name?: string; children: ComponentChildren; aside?: ComponentChildren }) {
  return (
    <main class="back" lang={staffLanguage()}>
      <div class="back-head">
        <h1>{props.title}</h1>
        {props.aside}
      </div>
      {props.children}
      <p class="maker">CustomerInfo</p>
    </main>
  )
}
