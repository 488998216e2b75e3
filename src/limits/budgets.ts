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

/** What one caller has left, and when that was worked out last. */
interface Budget {
  left: number;
  at: number;
}

const MINUTE_MS = 60_000;

/** Who is forgotten has all of its budget again, so there are more than may be at work within a minute. */
const MOST_CALLERS = 50_000;

/**
 * What callers may spend, of one process. Each has a minute's budget to begin with, and gets it back evenly. Counted is the cost of an
 * operation, so that a hundred fields in one request cost what a hundred requests of one field do.
 */
export class Budgets {
  readonly #budgets = new Recent<string, Budget>(MOST_CALLERS);

  constructor(
    private readonly perMinute: MinuteLimits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes the cost, at least one, from what the caller has left; an error where that is not enough, and then nothing is taken. */
  spend({ tier, key }: Caller, cost: number): AppError | null {
    const most = this.perMinute[tier];
    const budget = this.#of(`${tier} ${key}`, most);
    const price = Math.max(cost, 1);
    if (price > budget.left) return overspent({ most, left: budget.left, price });
    budget.left -= price;
    return null;
  }

  #of(key: string, most: number): Budget {
    const now = this.now();
    const known = this.#budgets.get(key);
    if (known === undefined) {
      const fresh = { left: most, at: now };
      this.#budgets.set(key, fresh);
      return fresh;
    }
    known.left = Math.min(most, known.left + (most * (now - known.at)) / MINUTE_MS);
    known.at = now;
    return known;
  }
}

function overspent({ most, left, price }: { most: number; left: number; price: number }): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(((price - left) / most) * 60));
  const rest = Math.floor(left);
  return new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `一分钟内查询过多：每分钟最多可能读取 ${most} 行，剩余 ${rest} 行，这次需要 ${price} 行。请在 ${retryAfterSeconds} 秒后再试。`,
      en: `Too much was asked within a minute: of ${most} rows that may be read, ${rest} are left, and this takes ${price}. Please try again in ${retryAfterSeconds} seconds.`,
    },
    { limit: 'costPerMinute', allowed: most, actual: price, left: rest, retryAfterSeconds },
  );
}
