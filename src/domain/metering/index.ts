export { usageOf } from './queries.ts'
