import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import '../../platform/requests.ts'
import { replayAnswerSchema } from '../deliveries/contract.ts'
import * as contract from './contract.ts'
import { countSignups, listSignups, readSignup, replaySignup } from './reading.ts'

const byId = z.object({ id: z.uuid() })

/** For members, behind the dashboard's session. */
export const signupRoutes: FastifyPluginAsyncZod = async server => {
  server.get(
    '/signups',
    { schema: { querystring: contract.signupListQuerySchema, response: { 200: contract.signupPageSchema } } },
    request => listSignups(request.scope, request.query),
  )
  server.get('/signups/counts', { schema: { response: { 200: contract.signupCountsSchema } } }, request =>
    countSignups(request.scope),
  )
  server.get('/signups/:id', { schema: { params: byId, response: { 200: contract.signupDetailSchema } } }, request =>
    readSignup(request.scope, request.params.id.toLowerCase()),
  )
  server.post('/signups/:id/replay', { schema: { params: byId, response: { 200: replayAnswerSchema } } }, request =>
    replaySignup(request.scope, request.params.id.toLowerCase()),
  )
}
