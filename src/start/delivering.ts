import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { Deliverer, forgetOldDeliveries } from '../webhook/delivering.js';
import { webhookSettings } from '../webhook/webhook-settings.js';

/** How often it is looked whether something is due. It is one statement. */
const OFTEN_MS = 1_000;

const FORGET_MS = 60 * 60 * 1000;

/** At most so many webhooks of a process are sent to at once; the others wait, and other processes take them. */
const AT_ONCE = 4;

/** Delivers to webhooks for as long as the server runs. Of several processes one at a time delivers to each. */
export function deliverRegularly(app: FastifyInstance, { pool }: Database): void {
  const deliverer = new Deliverer(pool, webhookSettings(pool), (webhookId) =>
    app.log.warn({ webhookId }, 'the secret of a webhook follows from another key than this server has; give it a new one by rotateWebhookSecret'),
  );
  const running = new Set<Promise<void>>();
  const deliver = () => {
    if (running.size >= AT_ONCE) return;
    const run: Promise<void> = deliverer
      .deliverAll()
      .then(() => undefined)
      .catch((error: unknown) => app.log.warn({ err: error }, 'webhooks could not be delivered to; it is tried again'))
      .finally(() => running.delete(run));
    running.add(run);
  };
  const timer = setInterval(deliver, OFTEN_MS);
  const forgetting = setInterval(() => {
    forgetOldDeliveries(pool).catch((error: unknown) => app.log.warn({ err: error }, 'old deliveries could not be forgotten'));
  }, FORGET_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    clearInterval(forgetting);
    deliverer.stop();
    await Promise.all(running);
  });
}
