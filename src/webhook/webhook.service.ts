import { randomUUID } from 'node:crypto';
import type { MemberRole, Viewer } from '../access/viewer.js';
import { isOfOrganisation } from '../account/account.reading.js';
import { keyOf, missing } from '../reading/reference.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { alias, type Executor, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type Outcome, type WritePlan, type WritingContext, write } from '../writing/write.js';
import { messageIdOf, PING } from './message.js';
import { newSalt, secretOf } from './secret.js';
import type { WebhookState } from './webhook.entity.js';
import type { CreateWebhookInput, DisableWebhookInput, EnableWebhookInput, ReplayWebhookInput, RotateWebhookSecretInput } from './webhook.input.js';
import { MANAGED_WEBHOOK } from './webhook.reading.js';
import { checkReplay, checkWebhook } from './webhook.rules.js';
import { webhookSettings } from './webhook-settings.js';

/** What a secret that was made is answered with. */
export interface SecretMade extends Written {
  /** Null where it was made by an earlier request with the same key: it is shown once. */
  readonly secret: string | null;
}

/** Makes a webhook for the organisation that the viewer acts for, which is sent what happens from now on. */
export async function createWebhook(context: WritingContext, input: CreateWebhookInput, idempotencyKey: string): Promise<SecretMade> {
  const { viewer, pool } = context;
  const { key, networks } = webhookSettings(pool);
  const salt = newSalt(key);
  let isMade = false;
  const written = await write<{ count: number }>(context, {
    action: 'createWebhook',
    input,
    idempotencyKey,
    load: (transaction) =>
      selectTheOne(
        transaction,
        sql`select count(*)::int as count from webhook where state <> 'DISABLED' and ${isOfOrganisation(alias('webhook'), viewer)}`,
      ),
    permits: () => viewer.accountId !== null,
    check: ({ count }, broken) => checkWebhook(broken, input, count, networks),
    write: async (transaction) => {
      const change = { name: normaliseText(input.name), url: new URL(input.url).href, kinds: input.kinds ? [...new Set(input.kinds)].sort() : null };
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`
          insert into webhook (name, url, kinds, role, partner_id, place_id, created_by, secret_salt, secret_key, position)
          values (${change.name}, ${change.url}, ${sql.val(change.kinds)}::text[], ${viewer.role as MemberRole}, ${viewer.partnerId}::bigint,
            ${viewer.placeId}::bigint, ${viewer.accountId}::bigint, ${salt.salt}, ${salt.keyId}, outbox_end())
          returning id::text as id`,
      );
      isMade = true;
      return { type: 'Webhook', id, change };
    },
  });
  return { ...written, secret: isMade ? secretOf(salt, key) : null };
}

interface Facts {
  readonly id: string;
  readonly state: WebhookState;
  readonly position: string;
  readonly previousUntil: string | null;
  readonly end: string;
}

type Change<Given> = Pick<WritePlan<Facts, void>, 'action' | 'input' | 'idempotencyKey' | 'check'> & {
  readonly webhook: string;
  readonly write: (transaction: Executor, facts: Facts) => Promise<Given>;
};

/** Changes a webhook that the viewer sees, and so manages. */
async function change({ webhook, write: writes, ...plan }: Change<Outcome>, context: WritingContext): Promise<Written> {
  return write<Facts>(context, {
    ...plan,
    load: async (transaction) => {
      const facts = await selectOne<Facts>(transaction, locked(webhook, context.viewer));
      if (facts === undefined) throw missing('Webhook', webhook);
      return facts;
    },
    permits: () => true,
    write: writes,
  });
}

function locked(id: string, viewer: Viewer): Sql {
  return sql`
    select id::text as id, state, position::text as position, to_json(previous_until) #>> '{}' as "previousUntil", outbox_end()::text as end
    from webhook where id = ${keyOf('Webhook', id)}::bigint and ${MANAGED_WEBHOOK.predicate(alias('webhook'), viewer)} for update`;
}

/** Gives a webhook a new secret; the one until now signs beside it for a while, so that the receiver can change over. */
export async function rotateWebhookSecret(context: WritingContext, input: RotateWebhookSecretInput, idempotencyKey: string): Promise<SecretMade> {
  const { key } = webhookSettings(context.pool);
  const salt = newSalt(key);
  let isMade = false;
  const written = await change(
    {
      action: 'rotateWebhookSecret',
      webhook: input.webhook,
      input,
      idempotencyKey,
      check: (_facts, broken) => {
        if (input.hours >= 0 && input.hours <= 168) return;
        addBroken(broken, 'ROTATION_HOURS', ['input', 'hours'], { zh: 'hours 须为 0 至 168。', en: 'hours must be from 0 to 168.' });
      },
      write: async (transaction, { id, previousUntil }) => {
        const made = await selectTheOne<{ previousSecretUntil: string }>(
          transaction,
          sql`
            update webhook set previous_salt = secret_salt, previous_key = secret_key, previous_until = now() + make_interval(hours => ${input.hours}),
              secret_salt = ${salt.salt}, secret_key = ${salt.keyId}
            where id = ${id}::bigint returning to_json(previous_until) #>> '{}' as "previousSecretUntil"`,
        );
        isMade = true;
        return { type: 'Webhook', id, change: made, before: { previousSecretUntil: previousUntil } };
      },
    },
    context,
  );
  return { ...written, secret: isMade ? secretOf(salt, key) : null };
}

export async function disableWebhook(context: WritingContext, input: DisableWebhookInput): Promise<Written> {
  return change(
    {
      action: 'disableWebhook',
      webhook: input.webhook,
      input,
      check: ({ state }, broken) => {
        checkedText(broken, ['input', 'reason'], input.reason, { max: 500, prose: true });
        checkState(broken, state !== 'DISABLED');
      },
      write: async (transaction, { id, state }) => {
        await sql`update webhook set state = 'DISABLED', next_attempt_at = null where id = ${id}::bigint`.execute(transaction);
        return { type: 'Webhook', id, change: { state: 'DISABLED' }, before: { state }, reason: normaliseText(input.reason) };
      },
    },
    context,
  );
}

export async function enableWebhook(context: WritingContext, input: EnableWebhookInput): Promise<Written> {
  return change(
    {
      action: 'enableWebhook',
      webhook: input.webhook,
      input,
      check: ({ state }, broken) => checkState(broken, state !== 'ACTIVE'),
      write: async (transaction, { id, state, position, end }) => {
        const from = input.catchUp ? position : end;
        await sql`
          update webhook set state = 'ACTIVE', position = ${from}::bigint, replays = replays + 1, failing_since = null, failures = 0, next_attempt_at = null
          where id = ${id}::bigint`.execute(transaction);
        return { type: 'Webhook', id, change: { state: 'ACTIVE', position: from }, before: { state, position } };
      },
    },
    context,
  );
}

function checkState(broken: BrokenRule[], fits: boolean): void {
  if (fits) return;
  addBroken(broken, 'WEBHOOK_STATE', ['input', 'webhook'], { zh: '该回调已是这个状态。', en: 'The webhook is in that state already.' });
}

function checkActive(broken: BrokenRule[], { state }: Facts): void {
  if (state === 'ACTIVE') return;
  addBroken(broken, 'WEBHOOK_NOT_ACTIVE', ['input', 'webhook'], {
    zh: '该回调没有启用，请先启用（enableWebhook）。',
    en: 'The webhook is not active; enable it first (enableWebhook).',
  });
}

/** Sends a message that tells nothing, once. The payload is the delivery, whose attempt is there some moments later. */
export async function testWebhook(context: WritingContext, webhook: string): Promise<Written & { readonly delivery: string }> {
  let delivery = '';
  const written = await change(
    {
      action: 'testWebhook',
      webhook,
      input: { webhook },
      check: (facts, broken) => checkActive(broken, facts),
      write: async (transaction, { id }) => {
        const messageId = `${messageIdOf(id, PING)}_${randomUUID()}`;
        const made = await selectTheOne<{ id: string }>(
          transaction,
          sql`
            insert into webhook_delivery (webhook_id, kind, position, message_id, requested)
            values (${id}::bigint, ${PING}, null, ${messageId}, true) returning id::text as id`,
        );
        delivery = made.id;
        return { type: 'Webhook', id, change: { message: messageId } };
      },
    },
    context,
  );
  return { ...written, delivery };
}

/** Sends once more what happened from somewhere on, or one message. What was delivered meanwhile comes again, each under the id that it had. */
export async function replayWebhook(context: WritingContext, input: ReplayWebhookInput): Promise<Written> {
  return change(
    {
      action: 'replayWebhook',
      webhook: input.webhook,
      input,
      check: (facts, broken) => {
        checkActive(broken, facts);
        checkReplay(broken, input, BigInt(facts.end));
      },
      write: (transaction, facts) => (input.delivery ? replayOne(transaction, facts, input.delivery) : replayFrom(transaction, facts, input)),
    },
    context,
  );
}

async function replayFrom(transaction: Executor, { id, position }: Facts, { afterPosition, from }: ReplayWebhookInput): Promise<Outcome> {
  const start = from ? sql`outbox_before(${from.toISOString()}::timestamptz)` : sql`${afterPosition}::bigint`;
  const change = await selectTheOne<{ position: string }>(
    transaction,
    sql`
      update webhook set position = ${start}, replays = replays + 1, next_attempt_at = null where id = ${id}::bigint returning position::text as position`,
  );
  return { type: 'Webhook', id, change, before: { position } };
}

async function replayOne(transaction: Executor, { id }: Facts, delivery: string): Promise<Outcome> {
  const made = await selectOne<{ message: string }>(
    transaction,
    sql`
      insert into webhook_delivery (webhook_id, kind, position, message_id, requested)
      select webhook_id, kind, position, message_id, true from webhook_delivery
      where id = ${keyOf('WebhookDelivery', delivery)}::bigint and webhook_id = ${id}::bigint
      returning message_id as message`,
  );
  if (made === undefined) throw missing('WebhookDelivery', delivery);
  return { type: 'Webhook', id, change: made };
}
