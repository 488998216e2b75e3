import type pg from 'pg';

/**
 * Takes away what the workloads wrote, so that the ledger is as it was loaded when it is measured again. A ledger never forgets;
 * hence its triggers and keys must not look.
 */
export async function forgetWrites(client: pg.Client, last: string): Promise<void> {
  await client.query(`
    begin;
    set local session_replication_role = replica;
    delete from contribution_part where contribution_id > ${last};
    delete from waiting_item where subject_id > ${last};
    delete from contribution where id > ${last};
    truncate history_entry, idempotency_key, history_seal, history_head, outbox, outbox_pending;
    update history_cursor set sealed = 0;
    update outbox_cursor set position = 0, sealed = 0, begun_behind = 0;
    delete from access_token where account_id in (select id from account where name = 'bench');
    commit;`);
  await client.query('vacuum (analyze) contribution, contribution_part, waiting_item, history_entry, history_seal, idempotency_key');
}
