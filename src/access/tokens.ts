import { createHash, randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import { AppError } from '../shared/errors/app-error.js';
import { type Executor, sql } from '../shared/sql.js';
import { type PlaceLevel, PUBLIC_VIEWER, type Role, type Viewer } from './viewer.js';

const TOKEN = /^xs_[\w-]{43}$/;

/** Only this is stored of a token. The token is 256 random bits, so a plain hash of it cannot be guessed back. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** A new token for an account, shown once. */
export async function issueToken(database: Executor, accountId: string, days: number): Promise<string> {
  const token = `xs_${randomBytes(32).toString('base64url')}`;
  await sql`
    insert into access_token (hash, account_id, expires_at)
    values (${hashOf(token)}, ${accountId}, now() + make_interval(days => ${days}))`.execute(database);
  return token;
}

/** Who sends this Authorization header: the public when there is none, and an error when it is there but not good. */
export async function viewerOf(database: Executor, authorization: string | undefined): Promise<Viewer> {
  if (authorization === undefined) return PUBLIC_VIEWER;
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  const viewer = token !== undefined && TOKEN.test(token) ? await findViewer(database, token) : null;
  if (viewer === null) {
    throw new AppError('UNAUTHENTICATED', {
      zh: '令牌无效或已过期，请重新获取。',
      en: 'The token is not valid or has expired; get a new one.',
    });
  }
  return viewer;
}

/** Who the tokens of requests that arrive at the same moment belong to is asked by one statement, and never kept: a token may be taken back. */
const finders = new WeakMap<Executor, DataLoader<string, Viewer | null>>();

function findViewer(database: Executor, token: string): Promise<Viewer | null> {
  const finder =
    finders.get(database) ??
    new DataLoader<string, Viewer | null>((tokens) => findViewers(database, tokens), {
      cache: false,
      batchScheduleFn: (ask) => setImmediate(ask),
    });
  finders.set(database, finder);
  return finder.load(token);
}

interface ViewerRow {
  readonly hash: Buffer;
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly partner_id: string | null;
  readonly place_id: string | null;
  readonly level: PlaceLevel | null;
  readonly demonstration: boolean;
}

async function findViewers(database: Executor, tokens: readonly string[]): Promise<(Viewer | null)[]> {
  const hashes = tokens.map(hashOf);
  const { rows } = await sql<ViewerRow>`
    select hash, account.id::text as id, account.name, account.role, partner_id::text as partner_id, place_id::text as place_id, place.level, demonstration
    from access_token
    join account on account.id = access_token.account_id
    left join place on place.id = account.place_id
    where hash = any((select ${sql.val(hashes)}::bytea[])::bytea[]) and expires_at > now()`.execute(database);
  return hashes.map((hash) => {
    const row = rows.find((one) => hash.equals(one.hash));
    return row === undefined ? null : viewerFrom(row);
  });
}

function viewerFrom(row: ViewerRow): Viewer {
  return {
    role: row.role,
    accountId: row.id,
    accountName: row.name,
    partnerId: row.partner_id,
    placeId: row.place_id,
    placeLevel: row.level,
    demonstration: row.demonstration,
  };
}
