export { addConnection, changeConnection, listConnections, resumeConnection } from './connections.ts'
export { type Lanes, startLanes } from './lanes.ts'
export {
  type AttemptView,
  attemptsOf,
  countDeliveries,
  type DeliveryBrief,
  deliveryBriefs,
} from './queries.ts'
export { replayDeliveries } from './replay.ts'
