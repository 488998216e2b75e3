import { AppError } from '../shared/errors/app-error.js';
import { type Executor, sql } from '../shared/sql.js';
import { type CurrentMembership, chosenMembership } from './acting-for.js';
import { type Bearer, bearerOfIdentity, bearerOfToken } from './bearers.js';
import type { IdentityProvider } from './identity-provider.js';
import { hashOf, isSecret, newSecret } from './secret.js';
import { noteUse } from './token-uses.js';
import { PUBLIC_VIEWER, type Viewer } from './viewer.js';

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
export async function viewerOf(
  database: Executor,
  { authorization, actingFor }: Credentials,
  provider: IdentityProvider | null = null,
): Promise<Viewer> {
  if (authorization === undefined) return PUBLIC_VIEWER;
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) throw notGood();
  const bearer = isSecret('xs_', token) ? await bearerOfToken(database, token) : await identified(database, token, provider);
  if (bearer === null) throw notGood();
  if (!('accountId' in bearer)) return { ...PUBLIC_VIEWER, identity: bearer };
  if (bearer.tokenId !== null) noteUse(database, bearer.tokenId);
  return actingBy(bearer, chosenMembership(bearer.memberships, actingFor));
}

/** Whom a provider's token is of: an account that is active, or somebody who has none yet. */
async function identified(database: Executor, token: string, provider: IdentityProvider | null) {
  const identity = await provider?.identityOf(token);
  if (identity == null) return null;
  const bearer = await bearerOfIdentity(database, identity);
  if (bearer === null) return identity;
  return bearer.isActive ? bearer : null;
}

function actingBy({ memberships: _others, isActive: _is, ...bearer }: Bearer, membership: CurrentMembership | null): Viewer {
  if (membership === null) return { ...PUBLIC_VIEWER, ...bearer };
  const { id, manages, ...organisation } = membership;
  // A machine manages nobody, whoever made its token.
  return { ...bearer, ...organisation, membershipId: id, manages: manages && bearer.scopes === null, identity: null };
}

function notGood(): AppError {
  return new AppError('UNAUTHENTICATED', {
    zh: '令牌无效或已过期，请重新获取。',
    en: 'The token is not valid or has expired; get a new one.',
  });
}
