import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import '../../platform/requests.ts'
import { allow } from '../accounts/index.ts'
import {
  addConnection,
  changeConnection,
  checkConnection,
  deleteConnection,
  listConnections,
  listTargetFields,
  pauseConnection,
  resumeConnection,
} from './connections.ts'
import {
  connectionChangeSchema,
  connectionCheckSchema,
  connectionListSchema,
  connectionViewSchema,
  connectorListSchema,
  newConnectionSchema,
  parkedListSchema,
  replayAnswerSchema,
  replaySchema,
  targetFieldListSchema,
} from './contract.ts'
import { presentConnectors } from './present.ts'
import { listParked } from './queries.ts'
import { replayDeliveries } from './replay.ts'

const ofConnection = z.object({ id: z.uuid() })
const answersConnection = { params: ofConnection, response: { 200: connectionViewSchema } }

export const deliveryRoutes: FastifyPluginAsyncZod = async server => {
  server.get('/connectors', { schema: { response: { 200: connectorListSchema } } }, request => {
    allow(request.scope, 'connections.read')
    return presentConnectors()
  })
  server.get('/connections', { schema: { response: { 200: connectionListSchema } } }, async request => ({
    items: await listConnections(request.scope),
  }))
  server.post(
    '/connections',
    { schema: { body: newConnectionSchema, response: { 201: connectionViewSchema } } },
    async (request, reply) => reply.code(201).send(await addConnection(request.scope, request.body)),
  )
  server.patch('/connections/:id', { schema: { ...answersConnection, body: connectionChangeSchema } }, request =>
    changeConnection(request.scope, request.params.id, request.body),
  )
  server.delete('/connections/:id', { schema: { params: ofConnection } }, async (request, reply) => {
    await deleteConnection(request.scope, request.params.id)
    return reply.code(204).send()
  })
  server.post(
    '/connections/:id/check',
    { schema: { params: ofConnection, response: { 200: connectionCheckSchema } } },
    request => checkConnection(request.scope, request.params.id),
  )
  server.get(
    '/connections/:id/fields',
    { schema: { params: ofConnection, response: { 200: targetFieldListSchema } } },
    async request => ({ items: await listTargetFields(request.scope, request.params.id) }),
  )
  server.post('/connections/:id/pause', { schema: answersConnection }, request =>
    pauseConnection(request.scope, request.params.id),
  )
  server.post('/connections/:id/resume', { schema: answersConnection }, request =>
    resumeConnection(request.scope, request.params.id),
  )
  server.get('/deliveries/parked', { schema: { response: { 200: parkedListSchema } } }, async request => {
    allow(request.scope, 'deliveries.read')
    return { groups: await request.scope.tx(listParked) }
  })
  server.post(
    '/deliveries/replay',
    { schema: { body: replaySchema, response: { 200: replayAnswerSchema } } },
    request => replayDeliveries(request.scope, request.body),
  )
}
