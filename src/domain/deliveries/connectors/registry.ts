import type { Connectors } from '../connector.ts'
import { espocrm } from './espocrm.ts'
import { practice } from './practice.ts'
import { webhook } from './webhook.ts'

/** Every CRM there is, in the order of the list of connections. `bin/new-connector` adds the next one. */
export const connectors: Connectors = [practice, espocrm, webhook]
