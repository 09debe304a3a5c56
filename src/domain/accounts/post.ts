import * as z from 'zod/mini'
import type { Tx } from '../../platform/db.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Letter } from '../../platform/mail.ts'

export const letterSchema = z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string() })

/** The letter goes out once the transaction has committed, and is tried again while the mail server is down. */
export async function post(tx: Tx, letter: Letter): Promise<void> {
  await enqueue(tx, { name: 'account-mail', schema: letterSchema }, letter)
}
