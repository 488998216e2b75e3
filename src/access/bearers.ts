import DataLoader from 'dataloader';
import { AskedForAll } from '../seeing/shared-work.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import type { CurrentMembership } from './acting-for.js';
import { hashOf } from './secret.js';
import type { Identity, MemberRole, PlaceLevel, ReadAfter, Viewer } from './viewer.js';

/** An account that has shown who it is, and what it may act by now, the oldest first. */
export interface Bearer extends Pick<Viewer, 'scopes' | 'demonstration' | 'tokenId' | 'readAfter'> {
  readonly accountId: string;
  readonly accountName: string;
  readonly isActive: boolean;
  readonly memberships: readonly CurrentMembership[];
}

/** Who a token of the platform is of; null for one that is not good. */
export function bearerOfToken(database: Executor, token: string): Promise<Bearer | null> {
  return loaderOf(tokenLoaders, database, findByTokens)(token);
}

/** The account of somebody whom a provider knows; null where there is none. Also one that is deactivated. */
export function bearerOfIdentity(database: Executor, { issuer, subject }: Identity): Promise<Bearer | null> {
  return loaderOf(identityLoaders, database, findByIdentities)(JSON.stringify([issuer, subject]));
}

type Loader = (key: string) => Promise<Bearer | null>;

/** Who those of one moment are is asked by one statement, and never kept: a token may be taken back. */
const tokenLoaders = new WeakMap<Executor, Loader>();
const identityLoaders = new WeakMap<Executor, Loader>();

function loaderOf(
  loaders: WeakMap<Executor, Loader>,
  database: Executor,
  find: (database: Executor, keys: readonly string[]) => Promise<(Bearer | null)[]>,
): Loader {
  const loader = loaders.get(database) ?? newLoader((keys) => find(database, keys));
  loaders.set(database, loader);
  return loader;
}

function newLoader(find: (keys: readonly string[]) => Promise<(Bearer | null)[]>): Loader {
  const asked = new AskedForAll();
  const loader = new DataLoader<string, Bearer | null>((keys) => asked.ask(() => find(keys)), {
    cache: false,
    batchScheduleFn: (ask) => setImmediate(ask),
  });
  return (key) => {
    asked.join();
    return loader.load(key);
  };
}

/** One for each membership of an account, or one without. */
interface BearerRow {
  /** Which of those that were asked for, from 1. */
  readonly nth: string;
  readonly token_id: string | null;
  readonly scopes: readonly string[] | null;
  readonly account_id: string;
  readonly account_name: string;
  readonly is_active: boolean;
  readonly demonstration: boolean;
  readonly membership_id: string | null;
  readonly role: MemberRole;
  readonly manages: boolean;
  readonly partner_id: string | null;
  readonly merged_ids: readonly string[] | null;
  readonly place_id: string | null;
  readonly level: PlaceLevel | null;
  readonly read_after?: readonly [primary: string, writtenIn: string, toldIn: string];
}

async function findByTokens(database: Executor, tokens: readonly string[]): Promise<(Bearer | null)[]> {
  const { rows } = await merging(sql`bearers_of_tokens(${sql.val(tokens.map(hashOf))}::bytea[])`, database).execute(database);
  return bearersIn(rows, tokens.length);
}

async function findByIdentities(database: Executor, keys: readonly string[]): Promise<(Bearer | null)[]> {
  const identities = keys.map((key) => JSON.parse(key) as [issuer: string, subject: string]);
  const [issuers, subjects] = [identities.map(([issuer]) => issuer), identities.map(([, subject]) => subject)];
  const { rows } = await merging(sql`bearers_of_identities(${sql.val(issuers)}::text[], ${sql.val(subjects)}::text[])`, database).execute(database);
  return bearersIn(rows, keys.length);
}

/** Bearers with the partner that stands for the one of their membership, where that was merged into another. And how far a replica has to be, where there is one. */
function merging(bearers: Sql, database: Executor): Sql<BearerRow> {
  const readAfter = 'replicas' in database && database.replicas ? sql`, read_after((bearer).account_id::bigint) as read_after` : sql``;
  return sql<BearerRow>`
    select nth, (bearer).token_id, (bearer).scopes, (bearer).account_id, (bearer).account_name, (bearer).is_active, (bearer).demonstration,
      (bearer).membership_id, (bearer).role, (bearer).manages, kept.id::text as partner_id, kept.merged_ids::text[] as merged_ids,
      (bearer).place_id, (bearer).level${readAfter}
    from ${bearers}
    left join partner named on named.id = (bearer).partner_id::bigint
    left join partner kept on kept.id = coalesce(named.kept_id, named.id)`;
}

/** In the order in which they were asked for. */
function bearersIn(rows: readonly BearerRow[], asked: number): (Bearer | null)[] {
  return Array.from({ length: asked }, (_, index) => bearerFrom(rows.filter(({ nth }) => Number(nth) === index + 1)));
}

function bearerFrom(rows: readonly BearerRow[]): Bearer | null {
  const [row] = rows;
  if (row === undefined) return null;
  return {
    tokenId: row.token_id,
    scopes: row.scopes,
    accountId: row.account_id,
    accountName: row.account_name,
    isActive: row.is_active,
    demonstration: row.demonstration,
    memberships: rows.flatMap(membershipFrom),
    ...(row.read_after && { readAfter: readAfterFrom(row.read_after) }),
  };
}

function readAfterFrom([primary, writtenIn, toldIn]: NonNullable<BearerRow['read_after']>): ReadAfter {
  return { primary, writtenIn, toldIn };
}

function membershipFrom({ membership_id: id, role, manages, partner_id, merged_ids, place_id, level }: BearerRow): CurrentMembership[] {
  return id === null ? [] : [{ id, role, manages, partnerId: partner_id, mergedIds: merged_ids ?? [], placeId: place_id, placeLevel: level }];
}
