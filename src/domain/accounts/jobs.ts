import * as z from 'zod/mini'
import { defineJob } from '../../platform/jobs.ts'
import { systemScope } from '../../platform/scope.ts'
import { letterSchema } from './post.ts'

/** What people are written about their login. */
export const accountMail = defineJob('account-mail', letterSchema, (ports, letter) => ports.mail.send(letter))

const day = 24 * 60 * 60 * 1000

/** Clears away what has expired in the directory: proofs at once, since each request of a tablet adds one, the rest after a day. */
export const cleanDirectory = defineJob('clean-directory', z.object({}), async ports => {
  const now = new Date(ports.clock.now())
  const before = new Date(now.getTime() - day)
  await systemScope(ports, 'cleaning').tx(async tx => {
    await tx.deleteFrom('directory.sessions').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.verifications').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.pairing_codes').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.used_proofs').where('expires_at', '<', now).execute()
    await tx.deleteFrom('directory.limits').where('window_start', '<', before).execute()
  })
})
