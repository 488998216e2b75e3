import { randomUUID } from 'node:crypto';
import { asOwner } from '../access/as-owner.js';
import { viewerTold } from '../access/asked-by.js';
import { type MemberRole, type PlaceLevel, PUBLIC_VIEWER, type Viewer } from '../access/viewer.js';
import { OUTBOX_COLUMNS, type OutboxEvent, PAGE } from '../event/outbox.js';
import { sightOf } from '../event/sight.js';
import { alias, type Executor, type Pool, type Sql, sql } from '../shared/sql.js';
import { WAITS_FOR_VIEWER } from '../waiting/waiting.reading.js';
import { bodyOf, messageIdOf, pingBody } from './message.js';
import { secretOf, type WebhookKey } from './secret.js';
import { type Attempt, send } from './sending.js';
import type { WebhookSettings } from './webhook-settings.js';

/** For how much longer than an attempt may take a process holds a webhook that it delivers to. Where it dies another takes over then. */
const LEASE_BEYOND_MS = 5_000;

/** How long after a first failure it is tried again, then four times as long with each, and at most half a day. */
const FIRST_PAUSE_SECONDS = 5;
const PAUSE_GROWS_BY = 4;
const LONGEST_PAUSE_SECONDS = 12 * 60 * 60;

const GONE = 410;

/** A webhook that this process holds. */
interface Leased {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly string[] | null;
  readonly position: string;
  readonly replays: number;
  readonly failures: number;
  readonly secrets: readonly { readonly salt: string; readonly keyId: string }[];
  readonly role: MemberRole;
  /** The partner that stands for the one whose it is, and the records that were merged into it. */
  readonly partnerId: string | null;
  readonly mergedIds: readonly string[];
  readonly placeId: string | null;
  readonly placeLevel: PlaceLevel | null;
}

/** A message that is to be sent next. */
interface Due {
  /** Of one that was asked for; else it is made with its first attempt. */
  readonly deliveryId: string | null;
  readonly kind: string;
  readonly position: string | null;
  readonly messageId: string;
  readonly body: string;
}

/** What is next: a message, and how far the webhook may be moved on without one. */
interface Next {
  readonly due: Due | null;
  readonly passed: string;
}

/**
 * Delivers to the webhooks of a ledger, one message after another for each, in the order of the outbox: what comes behind one that fails
 * waits for it. One process at a time delivers to a webhook. A message is marked when its receiver has answered, so that a process that
 * dies in between leaves it to be sent again: at least once, and never lost.
 */
export class Deliverer {
  readonly #node = randomUUID();
  #stopping = false;

  constructor(
    private readonly pool: Pool,
    private readonly settings: WebhookSettings,
    private readonly onOtherKey: (webhookId: string) => void = () => undefined,
  ) {}

  stop(): void {
    this.#stopping = true;
  }

  /** Delivers until nothing is due, and gives how many messages were sent. */
  async deliverAll(): Promise<number> {
    const { rows } = await sql<{ due: boolean }>`select webhooks_are_due() as due`.execute(this.pool);
    if (!rows[0]?.due) return 0;
    const seen = new Set<string>();
    for (let sent = 0; ; ) {
      const webhook = this.#stopping ? null : await this.#lease([...seen]);
      if (webhook === null) return sent;
      seen.add(webhook.id);
      sent += await this.#deliverTo(webhook);
    }
  }

  async #lease(but: readonly string[]): Promise<Leased | null> {
    return asOwner(this.pool, async (database) => {
      const { rows } = await sql<Leased>`
        with due as (
          select id from webhook where webhook_may_be_due(webhook) and id <> all (${sql.val(but)}::bigint[])
          order by next_attempt_at nulls first, id limit 1 for update skip locked
        )
        update webhook set leased_by = ${this.#node}::uuid, leased_until = ${this.#leaseEnd()}
        from due where webhook.id = due.id
        returning webhook.id::text as id, url, kinds, position::text as position, replays, failures,
          (select json_agg(json_build_object('salt', encode(salt, 'hex'), 'keyId', key_id)) from (
            values (secret_salt, secret_key), (previous_salt, case when previous_until > now() then previous_key end)) as signing (salt, key_id)
           where key_id is not null) as secrets,
          role, partner_kept(partner_id)::text as "partnerId",
          coalesce((select merged_ids::text[] from partner where partner.id = partner_kept(webhook.partner_id)), '{}') as "mergedIds",
          place_id::text as "placeId", (select level from place where place.id = place_id) as "placeLevel"`.execute(database);
      return rows[0] ?? null;
    });
  }

  #leaseEnd(): Sql {
    return sql`clock_timestamp() + make_interval(secs => ${(this.settings.timeoutMs + LEASE_BEYOND_MS) / 1000})`;
  }

  /** Sends what is for a webhook until nothing is, one fails, or somebody else has it; then lets it go. */
  async #deliverTo(webhook: Leased): Promise<number> {
    const secrets = secretsOf(webhook, this.settings.key);
    let sent = 0;
    let { position } = webhook;
    try {
      // A message that is signed by another key than its receiver has would be taken for a forgery.
      if (secrets.length === 0) {
        this.onOtherKey(webhook.id);
        return 0;
      }
      while (!this.#stopping) {
        const { due, passed } = await this.#next({ ...webhook, position });
        if (passed !== position && !(await this.#moved(webhook, position, passed))) return sent;
        position = passed;
        if (due === null) return sent;
        if (!(await this.#prolonged(webhook))) return sent;
        const attempt = await this.#attempt(webhook, due, secrets);
        sent += 1;
        if (!(await this.#mark(webhook, { due, position, attempt }))) return sent;
        if (attempt.problem !== null) return sent;
        if (due.deliveryId === null) position = due.position ?? position;
      }
      return sent;
    } finally {
      await this.#letGo(webhook);
    }
  }

  async #attempt({ url }: Leased, { messageId, body }: Due, secrets: readonly string[]): Promise<Attempt & { readonly begunAt: Date }> {
    const { networks, timeoutMs } = this.settings;
    const begunAt = new Date();
    const message = { id: messageId, timestamp: Math.floor(begunAt.getTime() / 1000), body };
    return { ...(await send({ url, message, secrets, networks, timeoutMs })), begunAt };
  }

  /** What was asked for comes first; then what comes next of the outbox that the organisation may know of at this moment. */
  async #next(webhook: Leased): Promise<Next> {
    const requested = await asOwner(this.pool, (database) => requestedOf(database, webhook));
    if (requested) return { due: requested, passed: webhook.position };
    const events = await asOwner(this.pool, (database) => eventsFor(database, webhook));
    let passed = webhook.position;
    for (const event of events.found) {
      if (event.role !== null || (await this.#sees(webhook, event))) return { due: dueOf(webhook, event), passed };
      passed = event.position;
    }
    // Nothing of what was looked at is for it.
    return events.found.length < PAGE ? { due: null, passed: events.end } : this.#next({ ...webhook, position: passed });
  }

  /** By the rights of the organisation, under the role that requests are served by. */
  async #sees(webhook: Leased, event: OutboxEvent): Promise<boolean> {
    const viewer = organisationViewer(webhook);
    return this.pool.transaction(async (database) => {
      await sql`select ${viewerTold(viewer)}`.execute(database);
      return (await sightOf(database, viewer, event)) === 'WHOLE';
    });
  }

  async #moved({ id, replays }: Leased, from: string, to: string): Promise<boolean> {
    return this.#changed(
      sql`update webhook set position = ${to}::bigint where ${this.#isOwn(id)} and position = ${from}::bigint and replays = ${replays}`,
    );
  }

  async #prolonged({ id }: Leased): Promise<boolean> {
    return this.#changed(sql`update webhook set leased_until = ${this.#leaseEnd()} where ${this.#isOwn(id)} and state = 'ACTIVE'`);
  }

  async #letGo({ id }: Leased): Promise<void> {
    await this.#changed(sql`update webhook set leased_by = null, leased_until = null where ${this.#isOwn(id)}`);
  }

  #isOwn(id: string): Sql {
    return sql`id = ${id}::bigint and leased_by = ${this.#node}::uuid`;
  }

  async #changed(statement: Sql): Promise<boolean> {
    return asOwner(this.pool, async (database) => (await sql`${statement} returning id`.execute(database)).rows.length === 1);
  }

  /** Writes down what came of an attempt; false where the webhook is another's by now, or was moved elsewhere meanwhile. */
  async #mark(
    webhook: Leased,
    { due, position, attempt }: { due: Due; position: string; attempt: Attempt & { readonly begunAt: Date } },
  ): Promise<boolean> {
    return asOwner(this.pool, async (database) => {
      await logged(database, webhook, due, attempt);
      const isGood = attempt.problem === null;
      // A test says something of the receiver only when it goes well.
      if (!isGood && due.position === null) return false;
      const outcome = isGood ? this.#success(due) : this.#failure(webhook, attempt);
      const { rows } = await sql`
        update webhook set ${outcome} where ${this.#isOwn(webhook.id)} and position = ${position}::bigint and replays = ${webhook.replays}
          and state = 'ACTIVE' returning id`.execute(database);
      return rows.length === 1;
    });
  }

  #success({ deliveryId, position }: Due): Sql {
    const moved = deliveryId === null ? sql`position = ${position}::bigint, ` : sql``;
    return sql`${moved}failing_since = null, failures = 0, next_attempt_at = null`;
  }

  #failure({ failures }: Leased, { status }: Attempt): Sql {
    const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * PAUSE_GROWS_BY ** failures) * (0.8 + Math.random() * 0.4);
    const isOver = status === GONE ? sql`true` : sql`coalesce(failing_since, now()) < now() - make_interval(days => ${this.settings.giveUpDays})`;
    return sql`failures = failures + 1, failing_since = coalesce(failing_since, now()),
      next_attempt_at = case when ${isOver} then null else now() + make_interval(secs => ${pause}) end,
      state = case when ${isOver} then 'FAILED' else state end`;
  }
}

function secretsOf({ secrets }: Leased, key: WebhookKey): string[] {
  return secrets.filter(({ keyId }) => keyId === key.id).map(({ salt, keyId }) => secretOf({ salt: Buffer.from(salt, 'hex'), keyId }, key));
}

/** The organisation itself, which is no person: what is a person's own it does not see. */
function organisationViewer({ role, partnerId, mergedIds, placeId, placeLevel }: Leased): Viewer {
  return { ...PUBLIC_VIEWER, role, partnerId, mergedIds, placeId, placeLevel };
}

async function requestedOf(database: Executor, webhook: Leased): Promise<Due | undefined> {
  const { rows } = await sql<Omit<Due, 'body'>>`
    select id::text as "deliveryId", kind, position::text as position, message_id as "messageId" from webhook_delivery
    where webhook_id = ${webhook.id}::bigint and state = 'PENDING' and requested order by id limit 1`.execute(database);
  const [asked] = rows;
  if (asked === undefined) return undefined;
  if (asked.position === null) return { ...asked, body: pingBody(webhook.id, new Date()) };
  const found = await sql<OutboxEvent>`select ${OUTBOX_COLUMNS} from outbox where outbox.position = ${asked.position}::bigint`.execute(database);
  return { ...asked, body: bodyOf(found.rows[0] as OutboxEvent) };
}

/** What comes next of the kinds that it wants: what waits for the organisation, and every change. Where the outbox ends is read before. */
async function eventsFor(database: Executor, webhook: Leased): Promise<{ readonly found: OutboxEvent[]; readonly end: string }> {
  const end = await sql<{ end: string }>`select position::text as end from outbox_cursor`.execute(database);
  const isWanted = webhook.kinds === null ? sql`true` : sql`outbox.kind = any(${sql.val(webhook.kinds)}::text[])`;
  const { rows } = await sql<OutboxEvent>`
    select ${OUTBOX_COLUMNS} from outbox
    where outbox.position > ${webhook.position}::bigint and outbox.position <= ${end.rows[0]?.end}::bigint and ${isWanted}
      and (outbox.role is null or ${WAITS_FOR_VIEWER.predicate(alias('outbox'), organisationViewer(webhook))})
    order by outbox.position limit ${sql.lit(PAGE)}`.execute(database);
  return { found: rows, end: end.rows[0]?.end ?? webhook.position };
}

function dueOf({ id }: Leased, event: OutboxEvent): Due {
  const { kind, position } = event;
  return { deliveryId: null, kind, position, messageId: messageIdOf(id, position), body: bodyOf(event) };
}

/** The delivery and its attempt. A replay from elsewhere leaves behind what was being tried. */
async function logged(
  database: Executor,
  { id }: Leased,
  { deliveryId, kind, position, messageId }: Due,
  { problem, status, durationMs, begunAt }: Attempt & { readonly begunAt: Date },
): Promise<void> {
  const isGivenUp = problem !== null && position === null;
  const state = problem === null ? 'DELIVERED' : isGivenUp ? 'GIVEN_UP' : 'PENDING';
  if (deliveryId === null) {
    await sql`
      update webhook_delivery set state = 'GIVEN_UP'
      where webhook_id = ${id}::bigint and state = 'PENDING' and not requested and position <> ${position}::bigint`.execute(database);
  }
  const written =
    deliveryId === null
      ? sql`
        insert into webhook_delivery as delivery (webhook_id, kind, position, message_id, attempt_count)
        values (${id}::bigint, ${kind}, ${position}::bigint, ${messageId}, 1)
        on conflict (webhook_id, position) where state = 'PENDING' and not requested do update set attempt_count = delivery.attempt_count + 1
        returning id`
      : sql`update webhook_delivery set attempt_count = attempt_count + 1 where id = ${deliveryId}::bigint returning id`;
  const { rows } = await sql<{ id: string }>`
    with written as (${written}), attempted as (
      insert into webhook_attempt (delivery_id, attempted_at, duration_ms, status, problem)
      select id, ${begunAt.toISOString()}::timestamptz, ${durationMs}::int, ${status}::smallint, ${problem} from written)
    select id::text as id from written`.execute(database);
  if (state === 'PENDING') return;
  await sql`
    update webhook_delivery set state = ${state}, delivered_at = case when ${problem === null} then now() end
    where id = ${rows[0]?.id}::bigint`.execute(database);
}

/** How long what was delivered stands in the log. */
const KEPT_DAYS = 90;

/** Forgets what was delivered long ago, some at a time. What another process is forgetting is left to it. */
export async function forgetOldDeliveries(pool: Pool): Promise<void> {
  await asOwner(pool, (database) =>
    sql`
      delete from webhook_delivery where id in (
        select id from webhook_delivery where state <> 'PENDING' and created_at < now() - make_interval(days => ${KEPT_DAYS})
        order by id limit 5000 for update skip locked)`.execute(database),
  );
}
