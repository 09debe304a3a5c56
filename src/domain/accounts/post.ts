import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { AccountMail } from './mails.ts'

/** The mail goes out once the transaction has committed, and is tried again if the mail server is down. */
export async function post(tx: Tx, mail: AccountMail): Promise<void> {
  await sql`select directory.enqueue_job('mail', ${JSON.stringify(mail)}::json)`.execute(tx)
}
