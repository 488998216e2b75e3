import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { mayBeSentTo } from '../../src/webhook/addresses.js';
import { Deliverer } from '../../src/webhook/delivering.js';
import { newWebhookKey, webhookKey } from '../../src/webhook/secret.js';
import { webhookSettings } from '../../src/webhook/webhook-settings.js';
import { tellEverything } from '../event/telling.js';
import { newKey } from '../history/sealed.js';
import { codeOf, dataOf } from '../support/answer.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { type Account, openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn, newCreditCode, registerPartner } from '../support/world.js';
import { type Receiver, startReceiver } from './receiving.js';
import { verifierOfReadme } from './verifying.js';

const given = useWorld(openPlatform, 60);
const key = newKey();
let receiver: Receiver;
let manager: Account;

beforeEach(async () => {
  await given.platform.rows(sql`update webhook set state = 'DISABLED'`);
  await tellEverything(given.platform, key);
  receiver = await startReceiver();
  manager ??= await given.platform.account('PARTNER', { partnerId: keyIn(given.world.shanghaiId), manages: true });
});
afterEach(() => receiver.close());

const created = async (input: object = {}, as: Account = manager): Promise<{ id: string; secret: string }> => {
  const { createWebhook } = dataOf(
    await given.platform.ask(
      'mutation ($input: CreateWebhookInput!, $key: String!) { createWebhook(input: $input, idempotencyKey: $key) { webhook { id } secret } }',
      { as, variables: { input: { name: '系统', url: receiver.url, ...input }, key: crypto.randomUUID() } },
    ),
  ) as { createWebhook: { webhook: { id: string }; secret: string } };
  return { id: createWebhook.webhook.id, secret: createWebhook.secret };
};
const logged = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const deliver = (settings: object = {}) => {
  const { pool } = given.platform.database;
  return new Deliverer(pool, { ...webhookSettings(pool), ...settings }).deliverAll();
};
const tell = async () => {
  await tellEverything(given.platform, key);
  return deliver();
};
const again = (id: string) => given.platform.rows(sql`update webhook set next_attempt_at = now() where id = ${keyIn(id)}::bigint`);
const read = async (id: string, as: Account = manager) =>
  (
    await given.platform.read(
      `query ($id: ID!) { node(id: $id) { ... on Webhook { name url state position failingSince nextAttemptAt previousSecretUntil
        deliveries(first: 50) { nodes { id kind position messageId state attemptCount deliveredAt attempts { status problem durationMs } } } } } }`,
      { as, variables: { id } },
    )
  ).node;

describe('what happens', () => {
  test('is sent to whom it concerns, in order, as ids and kinds alone', async () => {
    const { id: webhook } = await created();
    const id = await logged();
    await confirm(given.platform, id);
    expect(await tell()).toBe(2);
    expect(receiver.received.map(({ body }) => body)).toEqual([
      {
        type: 'logContribution',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        data: { position: expect.stringMatching(/^\d+$/), id, typename: 'Contribution' },
      },
      expect.objectContaining({ type: 'confirmContribution' }),
    ]);
    const { state, position, deliveries } = await read(webhook);
    expect(state).toBe('ACTIVE');
    expect(Number(position)).toBeGreaterThanOrEqual(Number(receiver.received[1]?.body.data.position));
    expect(deliveries.nodes).toMatchObject([
      { kind: 'confirmContribution', state: 'DELIVERED', attemptCount: 1, attempts: [{ status: 204, problem: null }] },
      { kind: 'logContribution', state: 'DELIVERED', attemptCount: 1 },
    ]);
  });

  test('is not sent where the organisation has no hand in it, sees nothing of it, or did not ask for its kind', async () => {
    const { platform, world } = given;
    const guangdong = await platform.account('PARTNER', { partnerId: keyIn(world.guangdongId), manages: true });
    await created({}, guangdong);
    await created({ kinds: ['acceptContribution'] });
    const accepted = await logged();
    await logged({ draft: true });
    await confirmAndAccept(platform, world.office, accepted);
    await tell();
    expect(receiver.received.map(({ body }) => [body.type, body.data.id])).toEqual([['acceptContribution', accepted]]);
  });

  test('that waits for a place is sent to the place, and not to others', async () => {
    const { platform, world } = given;
    const [{ id: placeId } = { id: '' }] = await platform.rows<{ id: string }>(sql`select id::text as id from place where code = '533323'`);
    await created({ kinds: ['waitingAdded', 'waitingDone'] }, await platform.account('PLACE', { placeId, manages: true }));
    await created({ kinds: ['waitingAdded', 'waitingDone'] });
    const id = await logged();
    await tell();
    expect(receiver.received.map(({ body }) => [body.type, body.data.id, body.data.waitingKind])).toEqual([['waitingAdded', id, 'CONFIRM']]);
    await platform.done(world.shanghai, 'withdrawContribution', { contribution: id });
    await tell();
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['waitingAdded', 'waitingDone']);
  });

  test('goes on to the webhook of a record that was merged, as to the one that stands for it', async () => {
    const { platform, world } = given;
    const [kept, merged] = [
      await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '回调公司' }),
      await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '回调公司二' }),
    ];
    await created({ kinds: ['logContribution'] }, await platform.account('PARTNER', { partnerId: keyIn(merged.id), manages: true }));
    const fund = await platform.done(world.guangdong, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '资金池', openedOn: '2012-01-01' });
    const ids = [await platform.done(merged.account, 'logContribution', gift({ fund }))];
    await platform.done(world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: '同一家' });
    for (const { account } of [kept, merged]) ids.push(await platform.done(account, 'logContribution', gift({ fund })));
    await tell();
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual(ids);
  });

  test('comes once to each though several processes deliver at once', async () => {
    await created({ kinds: ['logContribution'] });
    const ids: string[] = [];
    for (let number = 0; number < 30; number += 1) ids.push(await logged());
    await tellEverything(given.platform, key);
    await Promise.all(Array.from({ length: 4 }, () => deliver()));
    await deliver();
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual(ids);
  });
});

describe('a receiver that fails', () => {
  test.each([500, 404, 301])('with %i is tried again later, by the same id, and what comes behind waits for it', async (status) => {
    const { id } = await created({ kinds: ['logContribution'] });
    receiver.answers(status);
    await logged();
    await logged();
    await tell();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const failing = await read(id);
    expect(failing).toMatchObject({
      state: 'ACTIVE',
      deliveries: { nodes: [{ state: 'PENDING', attempts: [{ status, problem: `HTTP ${status}` }] }] },
    });
    const pause = new Date(failing.nextAttemptAt).getTime() - Date.now();
    expect(pause).toBeGreaterThan(2_000);
    expect(pause).toBeLessThan(6_100);
    receiver.answers(200);
    await again(id);
    await deliver();
    const [first, second, third] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(Number(third?.body.data.position)).toBeGreaterThan(Number(second?.body.data.position));
    expect(await read(id)).toMatchObject({
      failingSince: null,
      nextAttemptAt: null,
      deliveries: { nodes: [{ attemptCount: 1 }, { state: 'DELIVERED', attemptCount: 2 }] },
    });
  });

  test('is given longer and longer pauses, half a day at most', async () => {
    const { id } = await created({ kinds: ['logContribution'] });
    receiver.answers(500);
    await logged();
    await tell();
    const pauses: number[] = [];
    for (let number = 0; number < 8; number += 1) {
      pauses.push(new Date((await read(id)).nextAttemptAt).getTime() - Date.now());
      await again(id);
      await deliver();
    }
    for (const [index, pause] of pauses.slice(1, 5).entries()) expect(pause / (pauses[index] ?? 0)).toBeGreaterThan(2);
    expect(Math.max(...pauses)).toBeLessThan(12 * 3600 * 1000 * 1.21);
  });

  test('is waited for as long as the setting says', async () => {
    const { id } = await created({ kinds: ['logContribution'] });
    receiver.answers(() => undefined);
    await logged();
    await tellEverything(given.platform, key);
    await deliver({ timeoutMs: 200 });
    expect((await read(id)).deliveries.nodes[0].attempts).toMatchObject([{ status: null, problem: 'TIMEOUT' }]);
  });

  test('for days is given up, which waits for the organisation until a manager has enabled it again; then what was missed comes', async () => {
    const { platform, world } = given;
    const { id } = await created({ kinds: ['logContribution'] });
    receiver.answers(500);
    const missed = await logged();
    await tell();
    await platform.rows(
      sql`update webhook set failing_since = now() - interval '5 days 1 minute', next_attempt_at = now() where id = ${keyIn(id)}::bigint`,
    );
    await deliver();
    expect(await read(id)).toMatchObject({ state: 'FAILED', nextAttemptAt: null });
    const waits = async (as: Account) =>
      (await platform.read('{ waiting(first: 50, filter: { kinds: [MEND_WEBHOOK] }) { nodes { kind webhook { id } } } }', { as })).waiting.nodes;
    expect(await waits(manager)).toEqual([{ kind: 'MEND_WEBHOOK', webhook: { id } }]);
    expect(await waits(world.shanghai)).toEqual([{ kind: 'MEND_WEBHOOK', webhook: null }]);
    expect(await waits(world.guangdong)).toEqual([]);
    receiver.answers(200);
    await platform.done(manager, 'enableWebhook', { webhook: id });
    expect(await waits(manager)).toEqual([]);
    await deliver();
    expect(receiver.received.at(-1)?.body.data.id).toBe(missed);
  });

  test('that says it is gone is given up at once', async () => {
    const { id } = await created();
    receiver.answers(410);
    await logged();
    await tell();
    expect(await read(id)).toMatchObject({ state: 'FAILED' });
  });
});

describe('the secret', () => {
  test('signs what is sent, as README has its receiver look at it', async () => {
    const verify = await verifierOfReadme();
    const { secret } = await created();
    await logged();
    await tell();
    const [{ headers, text }] = receiver.received as [Receiver['received'][number]];
    const said = headers as Record<string, string>;
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(verify(said, text, secret)).toBe(true);
    expect(verify(said, `${text} `, secret)).toBe(false);
    expect(verify({ ...said, 'webhook-id': `${said['webhook-id']}0` }, text, secret)).toBe(false);
    expect(verify({ ...said, 'webhook-timestamp': String(Number(said['webhook-timestamp']) + 1) }, text, secret)).toBe(false);
    expect(verify({ ...said, 'webhook-signature': 'v1,' }, text, secret)).toBe(false);
    expect(verify(said, text, (await created()).secret)).toBe(false);
  });

  test("a replayed message, and a clock that is ten minutes off, are refused by README's receiver", async () => {
    const verify = await verifierOfReadme();
    const { secret } = await created();
    await logged();
    await tell();
    const [{ headers, text }] = receiver.received as [Receiver['received'][number]];
    const said = headers as Record<string, string>;
    const now = Date.now;
    const at = (minutes: number) => {
      Date.now = () => now() + minutes * 60_000;
      try {
        return verify(said, text, secret);
      } finally {
        Date.now = now;
      }
    };
    // Sent again by somebody who has caught it, six minutes later; and at a receiver whose clock is wrong, either way.
    expect([at(0), at(4), at(6), at(10), at(-4), at(-10)]).toEqual([true, true, false, false, true, false]);
  });

  test('is shown once, and nothing that signs stands in the database or in the history', async () => {
    const { platform } = given;
    const variables = { input: { name: '一次', url: receiver.url }, key: 'webhook-once-1' };
    const make = async () =>
      (
        await platform.read(
          'mutation ($input: CreateWebhookInput!, $key: String!) { createWebhook(input: $input, idempotencyKey: $key) { webhook { id } secret } }',
          { as: manager, variables },
        )
      ).createWebhook;
    const first = await make();
    expect(await make()).toEqual({ webhook: first.webhook, secret: null });
    const bare = Buffer.from(first.secret.slice(6), 'base64');
    const [{ text } = { text: '' }] = await platform.rows<{ text: string }>(sql`
      select (select string_agg(w::text, ' ') from webhook w) || (select string_agg(h::text, ' ') from history_entry h) as text`);
    for (const form of [first.secret.slice(6), bare.toString('hex'), bare.toString('base64url')]) expect(text).not.toContain(form);
  });

  test('is exchanged while both sign, and after that the new one alone', async () => {
    const verify = await verifierOfReadme();
    const { platform } = given;
    const { id, secret } = await created();
    const { rotateWebhookSecret } = await platform.read(
      'mutation ($id: ID!) { rotateWebhookSecret(input: { webhook: $id, hours: 1 }, idempotencyKey: "rotate-secret-1") { secret webhook { previousSecretUntil } } }',
      { as: manager, variables: { id } },
    );
    expect(rotateWebhookSecret.webhook.previousSecretUntil).toEqual(expect.anything());
    const good = (nth: number) => {
      const { headers, text } = receiver.received.at(nth) as Receiver['received'][number];
      return [secret, rotateWebhookSecret.secret].map((one) => verify(headers as Record<string, string>, text, one));
    };
    await logged();
    await tell();
    expect(good(-1)).toEqual([true, true]);
    await platform.rows(sql`update webhook set previous_until = now() where id = ${keyIn(id)}::bigint`);
    await logged();
    await tell();
    expect(good(-1)).toEqual([false, true]);
  });

  test('that follows from another key than the server has signs nothing', async () => {
    await created();
    await logged();
    await tellEverything(given.platform, key);
    expect(await deliver({ key: webhookKey(newWebhookKey()) })).toBe(0);
    expect(receiver.received).toEqual([]);
    expect(await deliver()).toBe(1);
  });
});

describe('what was sent', () => {
  test('is sent once more from a position, from a time, or by itself, each by the id that it had', async () => {
    const { platform } = given;
    const { id } = await created({ kinds: ['logContribution'] });
    await logged();
    await tell();
    const [{ at } = { at: '' }] = await platform.rows<{ at: string }>(sql`select to_json(clock_timestamp()) #>> '{}' as at`);
    await logged();
    await logged();
    await tell();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    const sent = () => receiver.received.splice(0).map(({ headers }) => headers['webhook-id']);
    expect(sent()).toHaveLength(3);
    const { nodes } = (await read(id)).deliveries;
    const replay = async (input: object) => {
      await platform.done(manager, 'replayWebhook', { webhook: id, ...input });
      await deliver();
      return sent();
    };
    expect(await replay({ afterPosition: nodes[2].position })).toEqual(ids.slice(1));
    expect(await replay({ from: at })).toEqual(ids.slice(1));
    expect(await replay({ afterPosition: String(BigInt(nodes[2].position) - 1n) })).toEqual(ids);
    expect(await replay({ delivery: nodes[1].id })).toEqual([ids[1]]);
  });

  test('is not skipped where a replay is asked for while it is delivered', async () => {
    const { platform } = given;
    const { id } = await created({ kinds: ['logContribution'] });
    const begun = (await read(id)).position;
    await logged();
    await logged();
    let asked: Promise<unknown> | undefined;
    receiver.answers((response) => {
      const go = asked ?? platform.done(manager, 'replayWebhook', { webhook: id, afterPosition: begun });
      asked ??= go;
      void go.then(() => response.writeHead(200).end());
    });
    await tell();
    await deliver();
    const positions = receiver.received.map(({ body }) => body.data.position);
    expect(positions).toEqual([positions[0], positions[0], expect.any(String)]);
    expect(Number(positions[2])).toBeGreaterThan(Number(positions[0]));
  });

  test('as a test tells nothing and is sent once', async () => {
    const { platform } = given;
    const { id } = await created();
    const { testWebhook } = await platform.read('mutation ($id: ID!) { testWebhook(webhook: $id) { delivery { id kind state webhook { id } } } }', {
      as: manager,
      variables: { id },
    });
    expect(testWebhook.delivery).toMatchObject({ kind: 'ping', state: 'PENDING', webhook: { id } });
    await deliver();
    expect(receiver.received.map(({ body }) => body)).toEqual([{ type: 'ping', timestamp: expect.any(String), data: { webhook: id } }]);
    receiver.answers(500);
    await platform.done(manager, 'testWebhook', { webhook: id });
    await deliver();
    expect(receiver.received).toHaveLength(2);
    expect(await read(id)).toMatchObject({
      state: 'ACTIVE',
      failingSince: null,
      deliveries: { nodes: [{ state: 'GIVEN_UP' }, { state: 'DELIVERED' }] },
    });
  });
});

describe('an address', () => {
  test.each([
    'http://example.org/hook',
    'ftp://example.org',
    'https://user:secret@example.org',
    'https://example.org/#x',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://0x7f.1.1.1.256/',
    'http://192.168.1.1/',
    'receiver',
    `https://example.org/${'x'.repeat(2000)}`,
  ])('that may not be sent to is refused: %s', async (url) => {
    const answer = await given.platform.write(manager, 'createWebhook', { name: 'x', url });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'RULE_BROKEN', rules: [{ code: 'WEBHOOK_ADDRESS' }] });
  });

  test.each([
    ['8.8.8.8', true],
    ['2600::1', true],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['127.0.0.1', false],
    ['169.254.169.254', false],
    ['172.31.0.1', false],
    ['192.168.0.1', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
    ['fe80::1', false],
    ['fc00::1', false],
    ['ff02::1', false],
  ])('%s is public: %p', (address, isPublic) => {
    expect(mayBeSentTo(address, [])).toBe(isPublic);
  });

  test('whose name leads to this machine is refused when it is connected to, unless the setting allows it', async () => {
    const { id } = await created({ url: receiver.url.replace('127.0.0.1', 'localhost'), kinds: ['logContribution'] });
    await logged();
    await tellEverything(given.platform, key);
    await deliver({ networks: [] });
    expect(receiver.received).toEqual([]);
    expect((await read(id)).deliveries.nodes[0].attempts).toMatchObject([{ status: null, problem: 'ADDRESS_REFUSED' }]);
    await again(id);
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });

  test('that answers with a redirect is not followed', async () => {
    const { id } = await created({ kinds: ['logContribution'] });
    receiver.answers((response) => response.writeHead(307, { location: receiver.url }).end());
    await logged();
    await tell();
    expect(receiver.received).toHaveLength(1);
    expect((await read(id)).failingSince).not.toBeNull();
  });
});

describe('webhooks', () => {
  test('are their managers’ to see and to change, and nobody else’s', async () => {
    const { platform, world } = given;
    const { id } = await created();
    const other = await platform.account('PARTNER', { partnerId: keyIn(world.guangdongId), manages: true });
    const list = async (as?: Account) => (await platform.read('{ webhooks(first: 100) { nodes { id } } }', { as })).webhooks.nodes;
    expect(await list(manager)).toContainEqual({ id });
    expect(await list(world.administrator)).toContainEqual({ id });
    for (const as of [undefined, world.shanghai, other, world.office, world.auditor]) {
      expect(await list(as)).not.toContainEqual({ id });
      if (as) expect(await read(id, as)).toBeNull();
    }
    for (const action of ['rotateWebhookSecret', 'disableWebhook', 'enableWebhook', 'testWebhook', 'replayWebhook']) {
      const input = { webhook: id, ...(action === 'disableWebhook' && { reason: 'x' }), ...(action === 'replayWebhook' && { afterPosition: '0' }) };
      expect([action, codeOf(await platform.write(other, action, input))]).toEqual([action, 'NOT_FOUND']);
    }
  });

  test('that are disabled are sent nothing, and go on where they are enabled again', async () => {
    const { platform } = given;
    const { id } = await created({ kinds: ['logContribution'] });
    await platform.done(manager, 'disableWebhook', { webhook: id, reason: '维护' });
    expect(codeOf(await platform.write(manager, 'testWebhook', { webhook: id }))).toBe('RULE_BROKEN');
    const missed = await logged();
    await tell();
    expect(receiver.received).toEqual([]);
    await platform.done(manager, 'enableWebhook', { webhook: id });
    await deliver();
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual([missed]);
    await platform.done(manager, 'disableWebhook', { webhook: id, reason: '维护' });
    await logged();
    await tell();
    await platform.done(manager, 'enableWebhook', { webhook: id, catchUp: false });
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });

  test('are not made without end', async () => {
    for (let number = 0; number < 20; number += 1) await created();
    const answer = await given.platform.write(manager, 'createWebhook', { name: 'x', url: receiver.url });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ rules: [{ code: 'TOO_MANY_WEBHOOKS' }] });
  });

  test('lie under policies that say what the predicate says', async () => {
    const { platform, world } = given;
    const { id } = await created();
    await logged();
    await tell();
    const counts = async (as: Account) => {
      const viewer = await viewerOf(platform.database.pool, { authorization: `Bearer ${as.token}` });
      const { rows } = await sql<{ all: number[] }>`
        select array[(select count(*) from webhook where id = ${keyIn(id)}::bigint), (select count(*) from webhook_delivery where webhook_id = ${keyIn(id)}::bigint),
          (select count(*) from webhook_attempt)]::int[] as all`.execute(askedBy(platform.database.pool, viewer));
      return rows[0]?.all;
    };
    expect(await counts(manager)).toEqual([1, 1, expect.any(Number)]);
    for (const as of [world.shanghai, world.office, world.auditor, world.county]) expect(await counts(as)).toEqual([0, 0, 0]);
  });
});

test('on the embedded database, too, what happens is sent', async () => {
  const platform = await openEmbeddedPlatform();
  try {
    const administrator = await platform.account('ADMINISTRATOR');
    await platform.done(administrator, 'createWebhook', { name: 'x', url: receiver.url });
    const partner = await platform.done(administrator, 'registerPartner', { kind: 'ENTERPRISE', nameZh: '内置公司', creditCode: newCreditCode() });
    await tellEverything(platform, key);
    const { pool } = platform.database;
    await new Deliverer(pool, webhookSettings(pool)).deliverAll();
    const of = (type: string) => receiver.received.find(({ body }) => body.type === type)?.body.data;
    expect(of('registerPartner')).toMatchObject({ id: partner, typename: 'Partner' });
    expect(of('createWebhook')).toMatchObject({ typename: 'Webhook' });
    expect(partner).toBe(encodeId('Partner', keyIn(partner)));
  } finally {
    await platform.close();
  }
}, 60_000);
