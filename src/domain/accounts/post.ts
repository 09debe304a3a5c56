import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Letter } from '../../platform/mail.ts'

/** The mail goes out once the transaction has committed, and is tried again if the mail server is down. */
export async function post(tx: Tx, letter: Letter): Promise<void> {
  await sql`select directory.enqueue_job('mail', ${JSON.stringify(letter)}::json)`.execute(tx)
}
