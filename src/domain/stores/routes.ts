import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import '../../platform/requests.ts'
import { newStaffSchema, newStoreSchema, storeChangeSchema, storeListSchema, storeViewSchema } from './contract.ts'
import { addStaff, changeStore, createStore, listStores, removeStaff } from './stores.ts'

const ofStore = z.object({ id: z.uuid() })

export const storeRoutes: FastifyPluginAsyncZod = async server => {
  server.get('/stores', { schema: { response: { 200: storeListSchema } } }, async request => ({
    items: await listStores(request.scope),
  }))
  server.post(
    '/stores',
    { schema: { body: newStoreSchema, response: { 201: storeViewSchema } } },
    async (request, reply) => reply.code(201).send(await createStore(request.scope, request.body)),
  )
  server.patch(
    '/stores/:id',
    { schema: { params: ofStore, body: storeChangeSchema, response: { 200: storeViewSchema } } },
    request => changeStore(request.scope, request.params.id, request.body),
  )
  server.post(
    '/stores/:id/staff',
    { schema: { params: ofStore, body: newStaffSchema, response: { 201: storeViewSchema } } },
    async (request, reply) => reply.code(201).send(await addStaff(request.scope, request.params.id, request.body.name)),
  )
  server.delete(
    '/stores/:id/staff/:staffId',
    { schema: { params: z.object({ id: z.uuid(), staffId: z.uuid() }) } },
    async (request, reply) => {
      await removeStaff(request.scope, request.params.id, request.params.staffId)
      return reply.code(204).send()
    },
  )
}
