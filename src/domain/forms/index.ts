export { publishedForm, storefront } from './forms.ts'
export { consentHash, type FormDraft, publishForm } from './publish.ts'
export { welcomeTemplate } from './template.ts'
