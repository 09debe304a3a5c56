import * as z from 'zod/mini'
import { defineJob } from '../../platform/jobs.ts'
import { systemScope } from '../../platform/scope.ts'
import { letterSchema } from './post.ts'

/** What people are written about their login. */
export const accountMail = defineJob('account-mail', letterSchema, (ports, letter) => ports.mail.send(letter))

const day = 24 * 60 * 60 * 1000

/** Every night: what has expired in the directory, a day after it did. */
export const cleanDirectory = defineJob('clean-directory', z.object({}), async ports => {
  const before = new Date(ports.clock.now() - day)
  await systemScope(ports, 'cleaning').tx(async tx => {
    await tx.deleteFrom('directory.sessions').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.verifications').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.pairing_codes').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.used_proofs').where('expires_at', '<', before).execute()
    await tx.deleteFrom('directory.limits').where('window_start', '<', before).execute()
  })
})
