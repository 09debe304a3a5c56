/** Everything a connector needs, and all it may import beside zod. */
export { hmacSha256 } from '../../platform/crypto/signatures.ts'
export { explainAnswer, waitForSearch } from './connector/answers.ts'
export { type Json, readList, readObject, readPath, readText } from './connector/json.ts'
export { type Candidate, type Match, matchPerson, onlyBlanks, sameName, withoutPhone } from './connector/matching.ts'
export { checkSafely, deliverSafely, oneByOne, openCall } from './connector/safely.ts'
export {
  type Call,
  type CallAnswer,
  type CallRequest,
  type Change,
  type CheckResult,
  type Connector,
  type Connectors,
  findConnector,
  type Guarantee,
  type Result,
  type Settings,
  setting,
  settingFields,
  type TargetField,
  webAddress,
} from './connector/shape.ts'
