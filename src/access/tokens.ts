import DataLoader from 'dataloader';
import { AppError } from '../shared/errors/app-error.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import { type CurrentMembership, chosenMembership } from './acting-for.js';
import { hashOf, isSecret, newSecret } from './secret.js';
import { noteUse } from './token-uses.js';
import { type MemberRole, type PlaceLevel, PUBLIC_VIEWER, type Viewer } from './viewer.js';

/** A new session's token for an account, shown once. */
export async function issueToken(database: Executor, accountId: string, days: number): Promise<string> {
  const token = newSecret('xs_');
  await sql`
    insert into access_token (hash, account_id, expires_at)
    values (${hashOf(token)}, ${accountId}, now() + make_interval(days => ${days}))`.execute(database);
  return token;
}

/** What a request says of who sends it. */
export interface Credentials {
  readonly authorization?: string | undefined;
  /** The value of the header `ACTING_FOR`. */
  readonly actingFor?: string | undefined;
}

/** Who sends these headers: the public when there is no token, and an error when there is one that is not good. */
export async function viewerOf(database: Executor, { authorization, actingFor }: Credentials): Promise<Viewer> {
  if (authorization === undefined) return PUBLIC_VIEWER;
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  const bearer = token !== undefined && isSecret('xs_', token) ? await findBearer(database, token) : null;
  if (bearer === null) {
    throw new AppError('UNAUTHENTICATED', {
      zh: '令牌无效或已过期，请重新获取。',
      en: 'The token is not valid or has expired; get a new one.',
    });
  }
  noteUse(database, bearer.tokenId);
  return actingBy(bearer, chosenMembership(bearer.memberships, actingFor));
}

/** An account that has shown who it is, and what it may act by now, the oldest first. */
interface Bearer extends Pick<Viewer, 'scopes' | 'demonstration'> {
  readonly tokenId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly memberships: readonly CurrentMembership[];
}

function actingBy({ memberships: _others, ...bearer }: Bearer, membership: CurrentMembership | null): Viewer {
  if (membership === null) return { ...PUBLIC_VIEWER, ...bearer };
  const { id, manages, ...organisation } = membership;
  // A machine manages nobody, whoever made its token.
  return { ...bearer, ...organisation, membershipId: id, manages: manages && bearer.scopes === null, identity: null };
}

/** Who the tokens of requests that arrive at the same moment belong to is asked by one statement, and never kept: a token may be taken back. */
const finders = new WeakMap<Executor, DataLoader<string, Bearer | null>>();

function findBearer(database: Executor, token: string): Promise<Bearer | null> {
  const finder =
    finders.get(database) ??
    new DataLoader<string, Bearer | null>((tokens) => findBearers(database, tokens), {
      cache: false,
      batchScheduleFn: (ask) => setImmediate(ask),
    });
  finders.set(database, finder);
  return finder.load(token);
}

/** One for each membership of the token's account, or one without. */
interface BearerRow {
  readonly hash: Buffer;
  readonly token_id: string;
  readonly scopes: readonly string[] | null;
  readonly account_id: string;
  readonly account_name: string;
  readonly demonstration: boolean;
  readonly membership_id: string | null;
  readonly role: MemberRole;
  readonly manages: boolean;
  readonly partner_id: string | null;
  readonly place_id: string | null;
  readonly level: PlaceLevel | null;
}

async function findBearers(database: Executor, tokens: readonly string[]): Promise<(Bearer | null)[]> {
  const hashes = tokens.map(hashOf);
  const { rows } = await bearersWith(sql.val(hashes)).execute(database);
  return hashes.map((hash) => bearerFrom(rows.filter((row) => hash.equals(row.hash))));
}

function bearersWith(hashes: Sql): Sql<BearerRow> {
  return sql<BearerRow>`
    select token.hash, token.id::text as token_id, token.scopes,
      account.id::text as account_id, account.name as account_name, account.demonstration,
      membership.id::text as membership_id, membership.role, membership.manages,
      membership.partner_id::text as partner_id, membership.place_id::text as place_id, place.level
    from access_token token
    join account on account.id = token.account_id and account.deactivated_at is null
    left join membership on membership.account_id = token.account_id and membership.ended_at is null
      and (token.membership_id is null or membership.id = token.membership_id)
    left join place on place.id = membership.place_id
    where token.hash = any((select ${hashes}::bytea[])::bytea[]) and token.expires_at > now() and token.revoked_at is null
      and (token.kind = 'SESSION' or membership.id is not null)
    order by membership.begun_at, membership.id`;
}

function bearerFrom(rows: readonly BearerRow[]): Bearer | null {
  const [row] = rows;
  if (row === undefined) return null;
  return {
    tokenId: row.token_id,
    scopes: row.scopes,
    accountId: row.account_id,
    accountName: row.account_name,
    demonstration: row.demonstration,
    memberships: rows.flatMap(membershipFrom),
  };
}

function membershipFrom({ membership_id: id, role, manages, partner_id, place_id, level }: BearerRow): CurrentMembership[] {
  return id === null ? [] : [{ id, role, manages, partnerId: partner_id, placeId: place_id, placeLevel: level }];
}
