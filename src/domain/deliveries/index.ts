export { addConnection, changeConnection, listConnections, resumeConnection } from './connections.ts'
export { type LaneOptions, type Lanes, startLanes } from './lanes.ts'
export {
  type AttemptView,
  attemptsOf,
  countDeliveries,
  type DeliveryBrief,
  type DeliveryState,
  deliveryBriefs,
} from './queries.ts'
export { type ReplayChoice, replayDeliveries } from './replay.ts'
