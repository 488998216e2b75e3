import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { viewerTold } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import type { Viewer } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from './checks.js';
import type { Account, Platform } from './platform.js';

export const ISOLATIONS = ['read committed', 'repeatable read', 'serializable'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** Somebody who has got hold of the program's role, and says of itself whatever it likes. */
export interface Hand {
  readonly client: pg.Client;
  begin(as: Viewer, isolation?: Isolation): Promise<void>;
  /** Statements as one transaction; throws what the database says, which then has taken all of it back. */
  write(as: Viewer, statements: readonly string[], isolation?: Isolation): Promise<pg.QueryResult>;
  end(): Promise<void>;
}

/** A login of its own with the program's role and no other rights, and as many hands as are asked for. */
export async function takeRole({ database: { storage }, owner }: Platform): Promise<{ hand(): Promise<Hand>; drop(): Promise<void> }> {
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL, got an embedded one');
  const login = `hand_${randomBytes(4).toString('hex')}`;
  await owner.send(`create role ${login} login password 'hand' in role xieshou_app`, []);
  const connectionString = Object.assign(new URL(storage.url), { username: login, password: 'hand' }).href;
  return {
    hand: async () => handOver(new pg.Client({ connectionString, options: '-c role=xieshou_app -c lock_timeout=5s' })),
    drop: async () => void (await owner.send(`drop role ${login}`, [])),
  };
}

async function handOver(client: pg.Client): Promise<Hand> {
  await client.connect();
  const begin = async (as: Viewer, isolation: Isolation = 'read committed') => {
    await client.query(`begin isolation level ${isolation}`);
    const { text, values } = sql`select ${viewerTold(as)}`.statement();
    await client.query(text, [...values]);
  };
  return {
    client,
    begin,
    write: async (as, statements, isolation) => {
      try {
        await begin(as, isolation);
        let last: pg.QueryResult | undefined;
        for (const statement of statements) last = await client.query(statement);
        await client.query('commit');
        return last as pg.QueryResult;
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    },
    end: () => client.end(),
  };
}

export async function viewerBehind({ database }: Platform, { token }: Account): Promise<Viewer> {
  return viewerOf(database.pool, { authorization: `Bearer ${token}` });
}

/** A part of a row as somebody writes it: its place and sector by key and code, and its share of either. */
export interface WrittenPart {
  readonly place?: string;
  readonly sector?: string;
  readonly fen: string | null;
  readonly ofPlaces?: readonly [parts: number, whole: number];
  readonly ofSectors?: readonly [parts: number, whole: number];
  readonly ordinal?: number;
}

/** A contribution as somebody writes it, each column as SQL; what is left out is as the program would have it. */
export type WrittenRow = Readonly<Record<string, string>>;

/** A row with its parts, by one statement, and what else is inserted by it. Without parts it has one, of its whole amount. */
export function rowByHand(row: WrittenRow, parts: readonly WrittenPart[] = [{ fen: row.amount_fen ?? '100' }], beside = ''): string {
  const columns: WrittenRow = {
    original_id: 'own.id',
    flow_class: "'FISCAL'",
    stage: "'DISBURSED'",
    form: "'CASH'",
    amount_fen: '100',
    occurred_on: "'2020-05-01'",
    place_mode: "'SHARED'",
    state: "'SUBMITTED'",
    live: 'true',
    ...row,
  };
  const part = parts.length === 0 ? '' : `, part as (${partsByHand('(select id from own)', parts)})`;
  return `with own as (select nextval('contribution_id_seq') as id), row as (
      insert into contribution (id, ${Object.keys(columns).join(', ')}) select own.id, ${Object.values(columns).join(', ')} from own)${part}
    ${beside === '' ? '' : `, beside as (${beside})`} select id::text as id from own`;
}

export function partsByHand(contribution: string, parts: readonly WrittenPart[]): string {
  const rows = parts.map(({ place = 'null', sector = 'null', fen, ofPlaces = [1, 1], ofSectors = [1, 1], ordinal }, nth) => {
    return `(${contribution}, ${ordinal ?? nth}::smallint, ${place}::bigint, ${sector}::text, ${fen}::bigint, ${ofPlaces.join(', ')}, ${ofSectors.join(', ')})`;
  });
  return `insert into contribution_part (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole, sector_parts, sector_whole)
    values ${rows.join(', ')}`;
}

/** The invariants that hold beneath the program (schema/migrations/054), whoever writes. */
export const MONEY_CHECKS = [
  'accepted_onward_within_accepted_parent',
  'accepted_rows_were_confirmed',
  'amounts_in_range',
  'corrections_stay_in_their_chain',
  'fund_balances',
  'fund_balances_not_negative',
  'in_kind_has_lines',
  'line_values',
  'one_correction_at_a_time',
  'one_row_counts',
  'only_handed_in_rows_count',
  'onward_agrees_with_source',
  'onward_ancestors',
  'onward_leaves_parents_fund',
  'onward_within_parent',
  'part_amounts_follow_both_shares',
  'parts_cover_places_and_sectors',
  'parts_follow_shares',
  'parts_sum_to_amount',
  'projects_lie_at_their_common_place',
  'rollups_equal_ledger',
  'rows_that_count_no_more',
  'sets_count_at_their_common_place',
  'sets_have_members',
  'shares_sum_to_whole',
  'states_follow_figures',
] as const;

/** What is wrong with the money in the books, by check; an empty object when they are sound. */
export function brokenMoney({ owner }: Platform): ReturnType<typeof brokenChecks> {
  return brokenChecks(owner, MONEY_CHECKS);
}
