import type { Pool } from '../shared/sql.js';
import type { Networks } from './addresses.js';
import type { WebhookKey } from './secret.js';

/** What the webhooks of a server are sent with. */
export interface WebhookSettings {
  readonly key: WebhookKey;
  /** The private addresses that may be sent to all the same. */
  readonly networks: Networks;
  readonly timeoutMs: number;
  /** After how many days of failures alone a webhook is given up. */
  readonly giveUpDays: number;
}

const settings = new WeakMap<Pool, WebhookSettings>();

/** Keeps what the webhooks of a database are sent with, for as long as the program runs. */
export function keepWebhookSettings(pool: Pool, given: WebhookSettings): void {
  settings.set(pool, given);
}

export function webhookSettings(pool: Pool): WebhookSettings {
  const found = settings.get(pool);
  if (found === undefined) throw new Error('Expected the settings of webhooks for this database, got none');
  return found;
}
