import { hashOf } from '../access/secret.js';
import { AppError } from '../shared/errors/app-error.js';
import { type Executor, sql } from '../shared/sql.js';

/** How many tries that failed a name and an address may have behind them within the span. */
export const MOST_ATTEMPTS = { ofName: 10, fromAddress: 100, minutes: 15 } as const;

/**
 * Counts a try before its password is looked at, across all processes. Gives the try's id, for it to be forgotten if it succeeds.
 * Throws LIMIT_EXCEEDED where there were too many, whether there is such an account or not.
 */
export async function beginAttempt(database: Executor, signInName: string, address: string | null): Promise<string> {
  const { ofName, fromAddress, minutes } = MOST_ATTEMPTS;
  const { rows } = await sql<{ attempt_id: string | null; wait_seconds: number }>`
    select attempt_id::text as attempt_id, wait_seconds
    from begin_sign_in(${hashOf(signInName)}, ${address ?? ''}, ${ofName}, ${fromAddress}, make_interval(mins => ${minutes}))`.execute(database);
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
