import { askedBy } from '../access/asked-by.js';
import { assertMay, signInFirst } from '../access/permissions.js';
import type { Identity, Viewer } from '../access/viewer.js';
import { AppError, addBroken, type BrokenRule, rulesBroken } from '../shared/errors/app-error.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { type Pool, sql } from '../shared/sql.js';
import { selectAll, selectOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import type { ChangePasswordInput, SignInInput } from './account.input.js';
import { checkPassword, normaliseSignInName } from './account.rules.js';
import type { AccountContext } from './account-context.js';
import { hashOfPassword, isPassword } from './password.js';
import { type Session, sessionBegun } from './session.js';
import { beginAttempt, forgetAttempt } from './sign-in-attempts.js';

interface Entrance {
  readonly id: string;
  readonly passwordHash: string | null;
}

/** Whose sign-in name it is, as long as the account is active. */
function entranceOf(signInName: string, { locks = false } = {}) {
  return sql<Entrance>`select id, password_hash as "passwordHash" from entrance_of(${signInName}, ${locks})`;
}

/** Begins a session. A name that nobody has and a password that is wrong are one answer, and take the same work. */
export async function signIn(context: AccountContext, input: SignInInput): Promise<Session> {
  assertMay(context.viewer, 'signIn');
  const name = normaliseSignInName(input.signInName);
  const { attempt, entrance } = await enteredBy(context, name, input.password);
  let session: Session | undefined;
  await write<Entrance | undefined>(context, {
    action: 'signIn',
    input: null,
    load: (transaction) => selectOne(transaction, entranceOf(name)),
    permits: () => true,
    check: (found) => {
      // The password may have been changed since it was looked at.
      if (found?.passwordHash !== entrance.passwordHash) throw wrongPassword();
    },
    write: async (transaction) => {
      session = await sessionBegun(transaction, entrance.id);
      await forgetAttempt(transaction, attempt);
      return { type: 'Account', id: entrance.id, by: entrance.id, change: { session: session.id } };
    },
  });
  return session as Session;
}

/** Begins a session of the account that somebody has whom an identity provider knows; null where there is none that is active. */
export async function signInByIdentity(context: WritingContext, { issuer, subject }: Identity): Promise<Session | null> {
  const known = sql<{ readonly id: string | null }>`select account_of_identity(${issuer}, ${subject}) as id`;
  const id = (await translatingDatabaseErrors(() => known.execute(context.pool))).rows[0]?.id ?? null;
  if (id === null) return null;
  let session: Session | undefined;
  await write(context, {
    action: 'signIn',
    input: null,
    load: async () => undefined,
    permits: () => true,
    check: () => undefined,
    write: async (transaction) => {
      session = await sessionBegun(transaction, id);
      return { type: 'Account', id, by: id, change: { session: session.id, issuer } };
    },
  });
  return session ?? null;
}

interface Entered {
  readonly attempt: string;
  readonly entrance: Entrance;
}

/** The account of this name and password. The try is counted first, and what is wrong stays counted. */
async function enteredBy({ pool, address }: AccountContext, name: string, password: string): Promise<Entered> {
  return translatingDatabaseErrors(async () => {
    const attempt = await beginAttempt(pool, name, address);
    const [entrance] = (await entranceOf(name).execute(pool)).rows;
    const isRight = await isPassword(entrance?.passwordHash ?? null, password);
    if (!isRight || entrance === undefined) throw wrongPassword();
    return { attempt, entrance };
  });
}

function wrongPassword(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    { zh: '登录名或密码不对。', en: 'The sign-in name or the password is wrong.' },
    { reason: 'WRONG_NAME_OR_PASSWORD' },
  );
}

/** Ends the session that the request came with. */
export async function signOut(context: WritingContext): Promise<Written> {
  const { accountId, tokenId } = context.viewer;
  return write(context, {
    action: 'signOut',
    input: null,
    load: async () => undefined,
    permits: () => true,
    check: (_facts, broken) => {
      if (tokenId === null) {
        addBroken(broken, 'NO_SESSION', [], {
          zh: '您是凭身份提供方的令牌登录的，请在那里退出。',
          en: 'You came with a token of your identity provider; sign out there.',
        });
      }
    },
    write: async (transaction) => {
      await sql`update access_token set revoked_at = now() where id = ${tokenId}::bigint and revoked_at is null`.execute(transaction);
      return { type: 'Account', id: accountId as string, change: { session: null }, before: { session: tokenId } };
    },
  });
}

export interface PasswordChanged extends Written {
  readonly endedSessions: number;
}

/** Changes the own password and ends all other sessions. Tries are counted as those to sign in are. */
export async function changePassword(context: AccountContext, input: ChangePasswordInput): Promise<PasswordChanged> {
  const { viewer, pool } = context;
  assertMay(viewer, 'changePassword');
  const name = await signInNameOf(pool, viewer);
  if (name === null) throw rulesBroken([NO_PASSWORD]);
  const { attempt, entrance } = await enteredBy(context, name, input.currentPassword);
  let endedSessions = 0;
  const written = await write<Entrance | undefined>(context, {
    action: 'changePassword',
    input: null,
    load: (transaction) => selectOne(transaction, entranceOf(name, { locks: true })),
    permits: () => true,
    check: (found, broken) => {
      if (found?.passwordHash !== entrance.passwordHash) throw wrongPassword();
      checkNewPassword(broken, input);
    },
    write: async (transaction) => {
      await sql`update account set password_hash = ${await hashOfPassword(input.newPassword)} where id = ${entrance.id}::bigint`.execute(transaction);
      const ended = await selectAll<{ id: string }>(
        transaction,
        sql`
          update access_token set revoked_at = now()
          where account_id = ${entrance.id}::bigint and kind = 'SESSION' and revoked_at is null and expires_at > now()
            and id is distinct from ${viewer.tokenId}::bigint
          returning id::text as id`,
      );
      endedSessions = ended.length;
      await forgetAttempt(transaction, attempt);
      return { type: 'Account', id: entrance.id, change: { endedSessions: ended.map(({ id }) => id) } };
    },
  });
  return { ...written, endedSessions };
}

function checkNewPassword(broken: BrokenRule[], { currentPassword, newPassword }: ChangePasswordInput): void {
  checkPassword(broken, ['input', 'newPassword'], newPassword);
  if (newPassword.normalize('NFKC') === currentPassword.normalize('NFKC')) {
    addBroken(broken, 'PASSWORD_UNCHANGED', ['input', 'newPassword'], {
      zh: '新密码与原密码相同。',
      en: 'The new password is the one until now.',
    });
  }
}

async function signInNameOf(pool: Pool, viewer: Viewer): Promise<string | null> {
  if (viewer.accountId === null) throw signInFirst();
  const { rows } = await translatingDatabaseErrors(() =>
    sql<{ name: string | null }>`select sign_in_name as name from account where id = ${viewer.accountId}::bigint`.execute(askedBy(pool, viewer)),
  );
  return rows[0]?.name ?? null;
}

const NO_PASSWORD: BrokenRule = {
  code: 'NO_PASSWORD',
  path: ['input', 'currentPassword'],
  messages: { zh: '这个账号没有密码，通过身份提供方登录。', en: 'This account has no password; it signs in by an identity provider.' },
};
