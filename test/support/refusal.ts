import { expect } from '@jest/globals';
import { name, sql } from '../../src/shared/sql.js';
import type { Answer } from './answer.js';
import { brokenRules } from './answer.js';
import type { Account, Platform } from './platform.js';

/** Every table that a write of the API adds to or changes. */
const WRITTEN = [
  'partner',
  'partner_merge',
  'pairing',
  'fund',
  'project',
  'project_place',
  'project_pairing',
  'contribution',
  'contribution_part',
  'contribution_set_place',
  'contribution_line',
  'matching_offer',
  'contribution_match',
  'confirmation',
  'confirmation_line',
  'contribution_message',
  'project_objection',
  'project_acceptance',
  'project_hold',
  'agreement',
  'agreement_amendment',
  'agreement_signature',
  'waiting_item',
  'reporting_period',
  'reporting_period_version',
  'reporting_period_figure',
  'report',
  'report_round',
  'report_figure',
  'report_review',
  'correction_request',
  'audit_sample',
  'audit_sample_row',
  'audit_visit',
  'finding',
  'finding_answer',
  'account',
  'membership',
  'access_token',
  'invitation',
  'evidence_file',
  'evidence',
  'history_entry',
  'idempotency_key',
];

/** Everything that was written, as one fingerprint per table: what is added, taken away or changed shows. */
export async function booksOf({ rows }: Platform): Promise<unknown> {
  const tables = WRITTEN.map(
    (table) => sql`select ${sql.lit(table)} as "table", count(*)::text as "rows", sum(hashtext(t::text)) as content from ${name(table)} t`,
  );
  return rows(sql`${sql.join(tables, sql` union all `)}`);
}

/** A write that is refused, with the rules that it broke (or another code), and leaves nothing behind. */
export async function expectRefusal(platform: Platform, as: Account | undefined, action: string, input: object, ...rules: string[]): Promise<Answer> {
  const before = await booksOf(platform);
  const answer = await platform.write(as, action, input);
  expect(brokenRules(answer)).toEqual([...rules].sort());
  expect(await booksOf(platform)).toEqual(before);
  return answer;
}
