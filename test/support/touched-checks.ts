import pg from 'pg';
import { CHECKS } from './checks.js';
import type { Platform } from './platform.js';

/**
 * The invariants that say something of each chain of corrections, of its parts and of what was said of it, or of each period and each thing
 * that waits: they are as true of some of these as of all. The others (balances of funds, rollups, figures of periods, places, partners and
 * so on) add everything up, or have nothing to do with contributions.
 */
export const ROW_BY_ROW: readonly string[] = [
  'accepted_needs_approved_project',
  'accepted_onward_within_accepted_parent',
  'accepted_rows_were_confirmed',
  'amounts_in_range',
  'confirmations_stay_in_their_chain',
  'contribution_within_pairing',
  'corrections_stay_in_their_chain',
  'in_kind_has_lines',
  'nobody_confirms_alone',
  'one_correction_at_a_time',
  'one_row_counts',
  'only_handed_in_rows_count',
  'onward_agrees_with_source',
  'onward_ancestors',
  'onward_leaves_parents_fund',
  'onward_within_parent',
  'pairing_of_project',
  'part_amounts_follow_both_shares',
  'parts_cover_places_and_sectors',
  'parts_follow_shares',
  'parts_sum_to_amount',
  'period_versions_were_agreed',
  'programmes_agree',
  'requests_wait_for_answers',
  'rows_have_history',
  'rows_that_count_no_more',
  'shares_sum_to_whole',
  'states_follow_figures',
  'waiting_follows_states',
];

const OF_ROW = 'contribution_id in (select id from touched.contribution)';
const OF_CHAIN = 'original_id = any ($1)';

/** Tables with the names of the ledger's, for copies of the rows in question: a check that runs with them first in its path reads these. */
const COPIED: Readonly<Record<string, string>> = {
  contribution: OF_CHAIN,
  contribution_part: OF_ROW,
  contribution_line: OF_ROW,
  confirmation: OF_CHAIN,
  contribution_message: OF_CHAIN,
  correction_request: OF_CHAIN,
  reporting_period: 'id = any ($2)',
  reporting_period_version: 'period_id = any ($2)',
  waiting_item: `case subject_type when 'Contribution' then subject_id in (select id from touched.contribution)
    when 'CorrectionRequest' then subject_id in (select id from touched.correction_request) else true end`,
};

const TABLES = Object.keys(COPIED);
const CREATED = TABLES.map((table) => `create table touched.${table} (like public.${table} including indexes);`).join('\n');

export interface TouchedChecks {
  /** What is wrong with these chains, by the key of their first rows, and with these periods, by check; an empty object when they are sound. */
  broken(touched: { readonly chains: readonly string[]; readonly periods: readonly string[] }): Promise<Record<string, readonly unknown[]>>;
  close(): Promise<void>;
}

/** The statements of schema/checks as they stand, over some of the rows, on a connection of their own that keeps their plans. */
export async function openTouchedChecks({ database: { storage } }: Platform): Promise<TouchedChecks> {
  if (storage.kind !== 'postgresql') throw new Error('Expected a server, got the embedded database');
  const client = new pg.Client({ connectionString: storage.url });
  await client.connect();
  await client.query(`create schema touched; ${CREATED}`);
  await client.query('set search_path = touched, public');
  const checks = CHECKS.filter(({ name }) => ROW_BY_ROW.includes(name));
  return {
    broken: async ({ chains, periods }) => {
      // They are small, so this is quicker than to truncate them.
      for (const table of TABLES) await client.query({ name: `none in ${table}`, text: `delete from touched.${table}` });
      for (const [table, condition] of Object.entries(COPIED)) {
        // Each statement names both lists, so that the server knows their types.
        const text = `insert into touched.${table} select * from public.${table} where ${condition} and ($1::bigint[], $2::bigint[]) is not null`;
        await client.query({ name: table, text, values: [chains, periods] });
      }
      const found: Record<string, readonly unknown[]> = {};
      for (const { name, text } of checks) {
        const { rows } = await client.query({ name, text });
        if (rows.length > 0) found[name] = rows.slice(0, 5);
      }
      return found;
    },
    close: () => client.end(),
  };
}
