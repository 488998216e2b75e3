import { hashOf } from '../access/secret.js';
import { AppError } from '../shared/errors/app-error.js';
import { networkOf } from '../shared/network.js';
import { type Executor, type Pool, sql } from '../shared/sql.js';

/** How many tries that failed a name and an address may have behind them within the span. */
export interface SignInLimits {
  readonly ofName: number;
  readonly fromAddress: number;
  readonly minutes: number;
}

/** Where nothing else is said. */
export const USUAL_SIGN_IN_LIMITS: SignInLimits = { ofName: 10, fromAddress: 100, minutes: 15 };

const limits = new WeakMap<Pool, SignInLimits>();

/** Keeps what the settings say of a database's accounts, for as long as the program runs. */
export function keepSignInLimits(pool: Pool, given: SignInLimits): void {
  limits.set(pool, given);
}

/**
 * Counts a try before its password is looked at, across all processes. Gives the try's id, for it to be forgotten if it succeeds.
 * Throws LIMIT_EXCEEDED where there were too many, whether there is such an account or not.
 */
export async function beginAttempt(database: Pool, signInName: string, address: string | null): Promise<string> {
  const { ofName, fromAddress, minutes } = limits.get(database) ?? USUAL_SIGN_IN_LIMITS;
  const { rows } = await sql<{ attempt_id: string | null; wait_seconds: number }>`
    select attempt_id::text as attempt_id, wait_seconds
    from begin_sign_in(${hashOf(signInName)}, ${networkOf(address ?? '')}, ${ofName}, ${fromAddress}, make_interval(mins => ${minutes}))`.execute(
    database,
  );
  const [attempt] = rows;
  if (attempt?.attempt_id) return attempt.attempt_id;
  const seconds = attempt?.wait_seconds ?? minutes * 60;
  throw new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `登录尝试过多，请在 ${seconds} 秒后再试。`,
      en: `Too many tries to sign in; try again in ${seconds} seconds.`,
    },
    { reason: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: seconds },
  );
}

export async function forgetAttempt(database: Executor, attemptId: string): Promise<void> {
  await sql`select forget_sign_in(${attemptId}::bigint)`.execute(database);
}
