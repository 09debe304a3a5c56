export { allow, audit } from './audit.ts'
export type { MemberRole } from './contract.ts'
export { may, type Verb } from './policy.ts'
export { type AccountRow, findAccount } from './queries.ts'
