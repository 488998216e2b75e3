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

/** Views with the names of the tables, which a check that runs with them first in its path reads instead. */
const VIEWS = `
  create schema touched;
  create table touched.chain (original_id bigint primary key);
  create table touched.period (id bigint primary key);
  create view touched.contribution as select * from public.contribution where original_id in (select original_id from touched.chain);
  create view touched.contribution_part as select * from public.contribution_part where contribution_id in (select id from touched.contribution);
  create view touched.contribution_line as select * from public.contribution_line where contribution_id in (select id from touched.contribution);
  create view touched.confirmation as select * from public.confirmation where original_id in (select original_id from touched.chain);
  create view touched.contribution_message as select * from public.contribution_message where original_id in (select original_id from touched.chain);
  create view touched.correction_request as select * from public.correction_request where original_id in (select original_id from touched.chain);
  create view touched.reporting_period as select * from public.reporting_period where id in (select id from touched.period);
  create view touched.reporting_period_version as select * from public.reporting_period_version where period_id in (select id from touched.period);
  create view touched.waiting_item as select * from public.waiting_item where case subject_type
    when 'Contribution' then subject_id in (select id from touched.contribution)
    when 'CorrectionRequest' then subject_id in (select id from touched.correction_request)
    else true end;`;

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
  await client.query(VIEWS);
  await client.query('set search_path = touched, public');
  const checks = CHECKS.filter(({ name }) => ROW_BY_ROW.includes(name));
  return {
    broken: async ({ chains, periods }) => {
      await client.query('truncate touched.chain, touched.period');
      await client.query({ name: 'chains', text: 'insert into touched.chain select unnest($1::bigint[])', values: [chains] });
      await client.query({ name: 'periods', text: 'insert into touched.period select unnest($1::bigint[])', values: [periods] });
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
