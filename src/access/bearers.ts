import DataLoader from 'dataloader';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import type { CurrentMembership } from './acting-for.js';
import { hashOf } from './secret.js';
import type { Identity, MemberRole, PlaceLevel, Viewer } from './viewer.js';

/** An account that has shown who it is, and what it may act by now, the oldest first. */
export interface Bearer extends Pick<Viewer, 'scopes' | 'demonstration' | 'tokenId'> {
  readonly accountId: string;
  readonly accountName: string;
  readonly isActive: boolean;
  readonly memberships: readonly CurrentMembership[];
}

/** Who a token of the platform is of; null for one that is not good. */
export function bearerOfToken(database: Executor, token: string): Promise<Bearer | null> {
  return loaderOf(tokenLoaders, database, findByTokens).load(token);
}

/** The account of somebody whom a provider knows; null where there is none. Also one that is deactivated. */
export function bearerOfIdentity(database: Executor, { issuer, subject }: Identity): Promise<Bearer | null> {
  return loaderOf(identityLoaders, database, findByIdentities).load(JSON.stringify([issuer, subject]));
}

type Loader = DataLoader<string, Bearer | null>;

/** Who those of one moment are is asked by one statement, and never kept: a token may be taken back. */
const tokenLoaders = new WeakMap<Executor, Loader>();
const identityLoaders = new WeakMap<Executor, Loader>();

function loaderOf(
  loaders: WeakMap<Executor, Loader>,
  database: Executor,
  find: (database: Executor, keys: readonly string[]) => Promise<(Bearer | null)[]>,
): Loader {
  const loader =
    loaders.get(database) ??
    new DataLoader<string, Bearer | null>((keys) => find(database, keys), { cache: false, batchScheduleFn: (ask) => setImmediate(ask) });
  loaders.set(database, loader);
  return loader;
}

/** One for each membership of an account, or one without. */
interface BearerRow {
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
  readonly place_id: string | null;
  readonly level: PlaceLevel | null;
}

const BEARER: Sql = sql`
  account.id::text as account_id, account.name as account_name, account.deactivated_at is null as is_active, account.demonstration,
  membership.id::text as membership_id, membership.role, membership.manages,
  membership.partner_id::text as partner_id, membership.place_id::text as place_id, place.level`;

async function findByTokens(database: Executor, tokens: readonly string[]): Promise<(Bearer | null)[]> {
  const hashes = tokens.map(hashOf);
  const { rows } = await sql<BearerRow & { readonly hash: Buffer }>`
    select token.hash, token.id::text as token_id, token.scopes, ${BEARER}
    from access_token token
    join account on account.id = token.account_id and account.deactivated_at is null
    left join membership on membership.account_id = token.account_id and membership.ended_at is null
      and (token.membership_id is null or membership.id = token.membership_id)
    left join place on place.id = membership.place_id
    where token.hash = any((select ${sql.val(hashes)}::bytea[])::bytea[]) and token.expires_at > now() and token.revoked_at is null
      and (token.kind = 'SESSION' or membership.id is not null)
    order by membership.begun_at, membership.id`.execute(database);
  return hashes.map((hash) => bearerFrom(rows.filter((row) => hash.equals(row.hash))));
}

async function findByIdentities(database: Executor, keys: readonly string[]): Promise<(Bearer | null)[]> {
  const { rows } = await sql<BearerRow & { readonly key: string }>`
    select json_build_array(identity_issuer, identity_subject)::text as key, null as token_id, null as scopes, ${BEARER}
    from account
    left join membership on membership.account_id = account.id and membership.ended_at is null
    left join place on place.id = membership.place_id
    where (identity_issuer, identity_subject) in (
      select asked ->> 0, asked ->> 1 from unnest((select ${sql.val([...keys])}::jsonb[])::jsonb[]) as asked)
    order by membership.begun_at, membership.id`.execute(database);
  return keys.map((key) => bearerFrom(rows.filter((row) => JSON.stringify(JSON.parse(row.key)) === key)));
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
  };
}

function membershipFrom({ membership_id: id, role, manages, partner_id, place_id, level }: BearerRow): CurrentMembership[] {
  return id === null ? [] : [{ id, role, manages, partnerId: partner_id, placeId: place_id, placeLevel: level }];
}
