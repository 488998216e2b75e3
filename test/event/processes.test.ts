import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { issueToken } from '../../src/access/tokens.js';
import { type Database, openDatabase } from '../../src/database.js';
import { sql } from '../../src/shared/sql.js';
import { type Program, startProgram } from '../server/program.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { newCreditCode } from '../support/world.js';
import { startReceiver } from '../webhook/receiving.js';
import { subscribe } from './subscribing.js';

const MINUTE = 60_000;

let database: TestDatabase;
let owner: Database;
let office: string;
const programs: Program[] = [];

beforeAll(async () => {
  database = await createTestDatabase('reference');
  owner = await openDatabase({ kind: 'postgresql', url: database.url, connections: 2 }, 'OWNER');
  const { rows } = await sql<{ id: string }>`
    with account as (insert into account (name) values ('office') returning id)
    insert into membership (account_id, role, manages) select id, 'PROGRAMME_OFFICE', true from account returning account_id::text as id`.execute(
    owner.pool,
  );
  office = await issueToken(owner.pool, rows[0]?.id ?? '', 1);
}, MINUTE);

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGKILL');
    await program.ended;
  }
});

afterAll(async () => {
  await owner?.close();
  await database?.drop();
});

async function started(environment: Record<string, string> = {}): Promise<{ program: Program; address: string }> {
  const program = startProgram({
    DATABASE_URL: database.url,
    XIESHOU_PROCESSES: '1',
    LOG_LEVEL: 'info',
    WEBHOOK_NETWORKS: '127.0.0.0/8',
    ...environment,
  });
  programs.push(program);
  return { program, address: await program.address() };
}

// biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
async function ask(address: string, query: string, variables: object): Promise<any> {
  const answer = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${office}`, connection: 'close' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

let keys = 0;
async function register(address: string): Promise<string> {
  keys += 1;
  const { registerPartner } = await ask(
    address,
    'mutation ($key: String!, $input: RegisterPartnerInput!) { registerPartner(idempotencyKey: $key, input: $input) { partner { id } } }',
    { key: `processes-${keys}`, input: { kind: 'ENTERPRISE', nameZh: `事件公司 ${keys}`, creditCode: newCreditCode() } },
  );
  return registerPartner.partner.id;
}

const webhookAt = async (address: string, url: string, kinds: readonly string[]) =>
  (
    await ask(
      address,
      'mutation ($key: String!, $input: CreateWebhookInput!) { createWebhook(idempotencyKey: $key, input: $input) { webhook { id } } }',
      { key: `processes-${randomUUID()}`, input: { name: '系统', url, kinds } },
    )
  ).createWebhook.webhook.id as string;

/** From the beginning, so that nothing depends on when it has begun. */
const CHANGED = 'subscription ($id: ID!) { changed(id: $id, after: "0") { change } }';

it(
  'what one process writes reaches who subscribes at another, also when the notification is lost',
  async () => {
    const [a, b] = await Promise.all([started(), started()]);
    const url = 'https://receiver.invalid/hook';
    const id = await webhookAt(a.address, url, ['openFund']);
    const change = (action: string) => ask(a.address, `mutation ($id: ID!) { ${action} }`, { id });
    const subscriber = subscribe(b.address, CHANGED, { token: office, variables: { id } });
    await subscriber.until(1);
    const begun = performance.now();
    await change('disableWebhook(input: { webhook: $id, reason: "x" }) { webhook { id } }');
    await subscriber.until(2);
    expect(performance.now() - begun).toBeLessThan(6_000);
    // Whoever listens is cut off, and what happens meanwhile is found all the same.
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and datname = current_database()`.execute(
      owner.pool,
    );
    await change('enableWebhook(input: { webhook: $id }) { webhook { id } }');
    const told = await subscriber.until(3);
    expect(told.map(({ changed }) => changed.change)).toEqual(['createWebhook', 'disableWebhook', 'enableWebhook']);
    await subscriber.close();
  },
  3 * MINUTE,
);

it(
  'each worker of a program tells what any of them writes',
  async () => {
    const { address } = await started({ XIESHOU_PROCESSES: '2' });
    const id = await webhookAt(address, 'https://receiver.invalid/hook', ['openFund']);
    const subscribers = Array.from({ length: 6 }, () => subscribe(address, CHANGED, { token: office, variables: { id } }));
    await Promise.all(subscribers.map((subscriber) => subscriber.until(1)));
    await ask(address, 'mutation ($id: ID!) { disableWebhook(input: { webhook: $id, reason: "x" }) { webhook { id } } }', { id });
    for (const subscriber of subscribers) expect((await subscriber.until(2))[1].changed.change).toBe('disableWebhook');
    await Promise.all(subscribers.map((subscriber) => subscriber.close()));
  },
  3 * MINUTE,
);

it(
  'a program that is told to stop sends its sockets away with 1001, by which clients come again, and ends with 0',
  async () => {
    const { program, address } = await started();
    const id = await webhookAt(address, 'https://receiver.invalid/hook', ['openFund']);
    const subscriber = subscribe(address, CHANGED, { token: office, variables: { id } });
    await subscriber.until(1);
    program.process.kill('SIGTERM');
    expect(await subscriber.ended).toMatchObject({ code: 1001 });
    expect(await program.ended).toBe(0);
  },
  2 * MINUTE,
);

it(
  'what a process was delivering when it was killed is delivered by another, by the same id, and nothing is lost',
  async () => {
    const receiver = await startReceiver();
    try {
      const first = await started({ WEBHOOK_TIMEOUT_SECONDS: '2' });
      await webhookAt(first.address, receiver.url, ['registerPartner']);
      // The receiver has the message, and whoever sent it dies before it hears so.
      const reached = new Promise<void>((resolve) =>
        receiver.answers((response) => {
          first.program.process.kill('SIGKILL');
          void first.program.ended.then(() => {
            response.destroy();
            resolve();
          });
        }),
      );
      const ids = [await register(first.address)];
      await reached;
      receiver.answers(200);
      const second = await started({ WEBHOOK_TIMEOUT_SECONDS: '2' });
      ids.push(await register(second.address));
      const [killed, again, next] = await receiver.until(3);
      expect(again?.headers['webhook-id']).toBe(killed?.headers['webhook-id']);
      expect([again, next].map((one) => one?.body.data.id)).toEqual(ids);
    } finally {
      await receiver.close();
    }
  },
  3 * MINUTE,
);
