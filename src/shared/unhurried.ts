import { type Executor, sql } from './sql.js';

/**
 * Gives the statements of this transaction all the time that they need, for what is done in the background. A server that works on a statement
 * does not notice by itself that whoever asked is gone, and would keep what it has locked to the end: so it looks every few seconds, and the
 * next one can take over. Some platforms have no way to look.
 */
export async function unhurried(transaction: Executor): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(transaction);
  await sql`
    do $$ begin set local client_connection_check_interval = '3s'; exception when invalid_parameter_value then null; end $$`.execute(transaction);
}
