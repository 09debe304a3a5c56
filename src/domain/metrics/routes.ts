import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import '../../platform/requests.ts'
import { overviewSchema } from './contract.ts'
import { readOverview } from './overview.ts'

export const metricRoutes: FastifyPluginAsyncZod = async server => {
  server.get('/overview', { schema: { response: { 200: overviewSchema } } }, request => readOverview(request.scope))
}
