export { storefront } from './forms.ts'
export { type FormDraft, publishForm } from './publish.ts'
export { welcomeTemplate } from './template.ts'
