import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import '../../platform/requests.ts'
import { formListSchema } from './contract.ts'
import { listForms } from './forms.ts'

export const formRoutes: FastifyPluginAsyncZod = async server => {
  server.get('/forms', { schema: { response: { 200: formListSchema } } }, async request => ({
    items: await listForms(request.scope),
  }))
}
