import type * as z from 'zod/mini'
import type { apiKeyListSchema, apiKeyViewSchema, createdApiKeySchema } from '../../../src/domain/accounts/contract.ts'
import type {
  connectionCheckSchema,
  connectionListSchema,
  connectorListSchema,
  connectorViewSchema,
  parkedGroupSchema,
  parkedListSchema,
  replayAnswerSchema,
  settingsFieldSchema,
  targetFieldListSchema,
} from '../../../src/domain/deliveries/contract.ts'
import type { deviceListSchema } from '../../../src/domain/devices/contract.ts'
import type { formListSchema } from '../../../src/domain/forms/contract.ts'
import type { consentProofSchema, signupCountsSchema, signupPageSchema } from '../../../src/domain/signups/contract.ts'
import type { storeListSchema } from '../../../src/domain/stores/contract.ts'

export type { Me } from '../../../src/domain/accounts/contract.ts'
export type { ConnectionView } from '../../../src/domain/deliveries/contract.ts'
export type { DeviceView } from '../../../src/domain/devices/contract.ts'
export type { FormView } from '../../../src/domain/forms/contract.ts'
export type { Overview } from '../../../src/domain/metrics/contract.ts'
export type { DeliveryBrief, SignupBrief, SignupDetail, TimelineStep } from '../../../src/domain/signups/contract.ts'
export type { StoreView } from '../../../src/domain/stores/contract.ts'

export type ApiKey = z.infer<typeof apiKeyViewSchema>
export type ApiKeyList = z.infer<typeof apiKeyListSchema>
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>
export type Connector = z.infer<typeof connectorViewSchema>
export type ConnectorList = z.infer<typeof connectorListSchema>
export type ConnectionList = z.infer<typeof connectionListSchema>
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>
export type SettingsField = z.infer<typeof settingsFieldSchema>
export type TargetFieldList = z.infer<typeof targetFieldListSchema>
export type ParkedGroup = z.infer<typeof parkedGroupSchema>
export type ParkedList = z.infer<typeof parkedListSchema>
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>
export type DeviceList = z.infer<typeof deviceListSchema>
export type FormList = z.infer<typeof formListSchema>
export type ConsentProof = z.infer<typeof consentProofSchema>
export type SignupCounts = z.infer<typeof signupCountsSchema>
export type SignupPage = z.infer<typeof signupPageSchema>
export type StoreList = z.infer<typeof storeListSchema>
