import type { SqlRunner } from './bulk.js';

/** A trigger by its table and its name. */
export type Guard = readonly [table: string, trigger: string];

/** What looks at each row as it comes in, whether it keeps the money rules (schema/migrations/054_money_rules.sql). */
export const MONEY_RULES: readonly Guard[] = [
  ['project', 'project_is_whole'],
  ['project_place', 'project_is_whole'],
  ['contribution', 'contribution_is_whole'],
  ['contribution', 'contribution_has_origin'],
  ['contribution', 'contribution_onward_begins'],
  ['contribution', 'contribution_begins_to_count'],
];

/** Puts guards out, or in again. What was queued for the end of a transaction has to be over. */
export async function setGuards(runner: SqlRunner, guards: readonly Guard[], to: 'enable' | 'disable'): Promise<void> {
  for (const [table, trigger] of guards) await runner.execute(`alter table ${table} ${to} trigger ${trigger}`);
}
