import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '../../platform/errors.ts'
import type { Ports } from '../../platform/ports.ts'
import '../../platform/requests.ts'
import './requests.ts'
import * as contract from './contract.ts'
import { listDevices, readDevice } from './fleet.ts'
import { recordHeartbeat } from './heartbeat.ts'
import { offerPairing, pollPairing } from './offers.ts'
import { endPairing, pairDevice } from './pairing.ts'
import { type FindOpeningKey, kioskSetup } from './setup.ts'

const byId = z.object({ id: z.uuid() })
const perMinute = 60_000
/** A chain that sets up a hundred tablets behind one address gets through; a script that fills the directory does not. */
const offersOfAddress = { max: 100, timeWindow: perMinute }
const pollsOfAddress = { max: 3000, timeWindow: perMinute }

/** For the tablet, behind the hook that proves it; `openingKey` is the door of the room that opens what it seals. */
export const deviceKioskRoutes: FastifyPluginAsyncZod<{ ports: Ports; openingKey: FindOpeningKey }> = async (
  server,
  { ports, openingKey },
) => {
  server.post(
    '/pairing',
    {
      config: { rateLimit: offersOfAddress },
      schema: { body: contract.pairingRequestSchema, response: { 201: contract.pairingOfferSchema } },
    },
    async (request, reply) => {
      const { publicKey } = request.body
      if (publicKey.x !== request.proofKey.x || publicKey.y !== request.proofKey.y) {
        throw new Problem('unauthenticated', 'Another key than the one offered made the proof')
      }
      return reply.code(201).send(await offerPairing(ports, request.body))
    },
  )
  server.get(
    '/pairing/:id',
    {
      config: { rateLimit: pollsOfAddress },
      schema: { params: byId, response: { 200: contract.pairingPollSchema } },
    },
    request => pollPairing(ports, { id: request.params.id, publicKey: request.proofKey }),
  )
  server.get('/setup', { schema: { response: { 200: contract.kioskSetupSchema } } }, async request =>
    kioskSetup(request.scope, request.device.pairingId, await openingKey(request.scope)),
  )
  server.post(
    '/heartbeat',
    { schema: { body: contract.heartbeatSchema, response: { 200: contract.heartbeatAnswerSchema } } },
    async request =>
      recordHeartbeat(request.scope, request.device.pairingId, request.body, await openingKey(request.scope)),
  )
}

/** For members. */
export const deviceRoutes: FastifyPluginAsyncZod = async server => {
  server.get('/devices', { schema: { response: { 200: contract.deviceListSchema } } }, async request => ({
    items: await listDevices(request.scope),
  }))
  server.post(
    '/devices',
    { schema: { body: contract.pairDeviceSchema, response: { 201: contract.deviceViewSchema } } },
    async (request, reply) => {
      const { deviceId } = await pairDevice(request.scope, request.body)
      return reply.code(201).send(await readDevice(request.scope, deviceId))
    },
  )
  server.post(
    '/devices/:id/revoke',
    { schema: { params: byId, body: contract.revokeDeviceSchema, response: { 200: contract.deviceViewSchema } } },
    async request => {
      await endPairing(request.scope, request.params.id, request.body.reason)
      return readDevice(request.scope, request.params.id)
    },
  )
}
