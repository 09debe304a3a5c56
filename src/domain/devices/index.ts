import './requests.ts'

export { listDevices } from './fleet.ts'
export { countMissing } from './gaps.ts'
export type { PublicKey } from './offers.ts'
export { pairDevice } from './pairing.ts'
export type { ProvenDevice } from './requests.ts'
