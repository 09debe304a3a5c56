export { type Usage, usageOf } from './queries.ts'
