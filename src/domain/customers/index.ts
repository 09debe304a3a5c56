export { customerKeyOf, normaliseEmail } from './identity.ts'
