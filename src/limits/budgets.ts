import { AppError } from '../shared/errors/app-error.js';
import { Recent } from '../shared/recent.js';

/** Who spends: whoever is not signed in by the network address, everybody else by the account or the service token. */
export interface Caller {
  readonly tier: keyof MinuteLimits;
  readonly key: string;
}

/** The cost of all that a caller asks within a minute, by what kind of caller it is. */
export interface MinuteLimits {
  readonly public: number;
  readonly account: number;
  readonly machine: number;
}

interface Minute {
  readonly cost: MinuteLimits;
  /** Look-ups that find nothing. */
  readonly misses: number;
}

/** What one caller has left, and when that was worked out last. */
interface Budget {
  left: number;
  at: number;
}

const MINUTE_MS = 60_000;

/** What comes back is a fraction, and fractions are rounded. */
const ROUNDING = 1e-6;

/** Who is forgotten has all of its budget again, so there are more than may be at work within a minute. */
const MOST_CALLERS = 50_000;

/**
 * What callers may spend, of one process. Each has a minute's budget to begin with, and gets it back evenly. Counted is the cost of an
 * operation, so that a hundred fields in one request cost what a hundred requests of one field do; and, of a budget apart, each look-up that
 * found nothing, because whoever guesses hardly ever finds something and reads hardly anything.
 */
export class Budgets {
  readonly #costs = new Recent<string, Budget>(MOST_CALLERS);
  readonly #misses = new Recent<string, Budget>(MOST_CALLERS);

  constructor(
    private readonly perMinute: Minute,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Takes the cost, at least one, from what the caller has left, and keeps free as many look-ups as may find nothing, until `miss` says how many
   * have. An error where there is not enough left, and then nothing is taken.
   */
  spend(caller: Caller, cost: number, lookUps = 0): AppError | null {
    const most = this.perMinute.cost[caller.tier];
    const budget = this.#of(this.#costs, caller, most);
    const price = Math.max(cost, 1);
    const refusal = this.#missed(caller, lookUps) ?? (price > budget.left + ROUNDING ? overspent({ most, left: budget.left, price }) : null);
    if (refusal !== null) return refusal;
    budget.left -= price;
    this.miss(caller, lookUps);
    return null;
  }

  /**
   * What was done in vain, such as to read a document that does not fit the schema, is paid for later where there is not enough left. Nobody owes
   * more than a minute's, so that whoever shares an address with somebody hostile comes in again soon.
   */
  owe(caller: Caller, cost: number): void {
    const most = this.perMinute.cost[caller.tier];
    const budget = this.#of(this.#costs, caller, most);
    budget.left = Math.max(budget.left - cost, -most);
  }

  /** So many look-ups of the caller have found nothing, and so many were kept free for them. */
  miss(caller: Caller, lookUps: number, kept = 0): void {
    if (lookUps === kept) return;
    const most = this.perMinute.misses;
    const budget = this.#of(this.#misses, caller, most);
    budget.left = Math.min(most, Math.max(budget.left + kept - lookUps, -most));
  }

  /** Why whatever the caller asks is refused: it owes, or has missed too often. */
  refusal(caller: Caller): AppError | null {
    const most = this.perMinute.cost[caller.tier];
    const { left } = this.#of(this.#costs, caller, most);
    return this.#missed(caller) ?? (left < 1 ? overspent({ most, left, price: 1 }) : null);
  }

  /** What is let in may miss more often than is left, though never by more than a minute's. */
  #missed(caller: Caller, lookUps = 0): AppError | null {
    const most = this.perMinute.misses;
    const { left } = this.#of(this.#misses, caller, most);
    return left < 1 || (left < most && left - lookUps < -most) ? missedTooOften({ most, left: Math.min(left, 0) }) : null;
  }

  #of(budgets: Recent<string, Budget>, { tier, key: id }: Caller, most: number): Budget {
    const key = `${tier} ${id}`;
    const now = this.now();
    const known = budgets.get(key);
    if (known === undefined) {
      const fresh = { left: most, at: now };
      budgets.set(key, fresh);
      return fresh;
    }
    known.left = Math.min(most, known.left + (most * (now - known.at)) / MINUTE_MS);
    known.at = now;
    return known;
  }
}

function overspent({ most, left, price }: { most: number; left: number; price: number }): AppError {
  const retryAfterSeconds = secondsUntil(price, left, most);
  const rest = Math.max(0, Math.floor(left));
  return new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `一分钟内查询过多：每分钟最多可能读取 ${most} 行，剩余 ${rest} 行，这次需要 ${price} 行。请在 ${retryAfterSeconds} 秒后再试。`,
      en: `Too much was asked within a minute: of ${most} rows that may be read, ${rest} are left, and this takes ${price}. Please try again in ${retryAfterSeconds} seconds.`,
    },
    { limit: 'costPerMinute', allowed: most, actual: price, left: rest, retryAfterSeconds },
  );
}

function missedTooOften({ most, left }: { most: number; left: number }): AppError {
  const retryAfterSeconds = secondsUntil(1, left, most);
  return new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `一分钟内查找了太多不存在（或您无权查看）的内容：最多 ${most} 次。请在 ${retryAfterSeconds} 秒后再试。`,
      en: `Too much was looked for within a minute that is not there, or that you may not see: at most ${most} times. Please try again in ${retryAfterSeconds} seconds.`,
    },
    { limit: 'missesPerMinute', allowed: most, actual: most + Math.ceil(-left), left: 0, retryAfterSeconds },
  );
}

function secondsUntil(wanted: number, left: number, perMinute: number): number {
  return Math.max(1, Math.ceil(((wanted - left) * 60) / perMinute - ROUNDING));
}
