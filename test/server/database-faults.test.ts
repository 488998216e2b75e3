import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { sql } from '../../src/shared/sql.js';
import { subscribe } from '../event/subscribing.js';
import { connectionTo } from '../support/connection.js';
import { type Line, openLine } from '../support/line.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { type Program, startProgram } from './program.js';

const given = useWorld();
const WAIT_SECONDS = 1;
const LOCK_SECONDS = 4;

let program: Program;
let address: string;
let other: pg.Client;
let line: Line;

beforeAll(async () => {
  const { storage } = given.platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  const url = new URL(storage.url);
  line = await openLine(Number(url.port));
  url.port = String(line.port);
  url.searchParams.set('application_name', NAME);
  program = startProgram({
    DATABASE_URL: url.href,
    DATABASE_CONNECTIONS: '2',
    DATABASE_WAIT_SECONDS: String(WAIT_SECONDS),
    DATABASE_LOCK_SECONDS: String(LOCK_SECONDS),
    XIESHOU_PROCESSES: '1',
  });
  address = `${await program.address()}/graphql`;
}, 60_000);
afterAll(async () => {
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  line.close();
});

beforeEach(async () => {
  other = await connectionTo(given.platform);
});
afterEach(async () => {
  await other.end();
  expect(program.process.exitCode).toBeNull();
});

interface Told {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly code: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly data: any;
}

async function ask(query: string, variables: object = {}, token?: string): Promise<Told> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: object; errors?: { extensions: { code: string } }[] };
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), code: errors?.[0]?.extensions.code, data };
}

function uploadTo(root: string): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([`收据 ${Math.random()}`]), 'receipt.txt');
  return fetch(`${root}/evidence`, { method: 'POST', headers: { authorization: `Bearer ${given.world.shanghai.token}` }, body });
}

const PLAIN = '{ projects(first: 1) { nodes { id } } }';
const UNAVAILABLE = { status: 503, retryAfter: '1', code: 'SERVICE_UNAVAILABLE' };
const log = (key: string) =>
  ask(
    'mutation ($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id } } }',
    { key, input: gift({ project: given.world.project }) },
    given.world.shanghai.token,
  );

/** Asks until it is well again, and gives how often it was told that it is not. */
async function expectWellAgain(): Promise<number> {
  for (let refused = 0; ; refused += 1) {
    const told = await ask(PLAIN);
    if (told.status === 200) return refused;
    expect(told).toMatchObject(UNAVAILABLE);
    expect(refused).toBeLessThan(20);
    await setTimeout(100);
  }
}

/** By this name the server knows the program's connections from those of the test. */
const NAME = 'faulty';

const cut = (which = sql`true`) =>
  given.platform.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${NAME} and ${which}`);
const WAITS = sql`wait_event_type = 'Lock'`;

/** Waits until so many of the program's connections wait for a lock. */
async function whenWaiting(count = 1): Promise<void> {
  for (;;) {
    const [row] = await given.platform.rows<{ waiting: number }>(
      sql`select count(*)::int as waiting from pg_stat_activity where application_name = ${NAME} and ${WAITS}`,
    );
    if (row && row.waiting >= count) return;
    await setTimeout(20);
  }
}

describe('the program goes on', () => {
  it('where connections are cut that nobody uses', async () => {
    expect((await ask(PLAIN)).status).toBe(200);
    await cut();
    await setTimeout(200);
    expect(await expectWellAgain()).toBeLessThanOrEqual(3);
  });

  it('where a connection is cut that a request waits for, which is answered 503', async () => {
    await other.query('begin; lock table project in access exclusive mode');
    const asked = ask(PLAIN);
    await whenWaiting();
    await cut(WAITS);
    expect(await asked).toMatchObject(UNAVAILABLE);
    await other.query('commit');
    await expectWellAgain();
  });

  it('where a write is cut, which is answered 503 and done by its key when it is tried again', async () => {
    await expectWellAgain();
    await other.query('begin; lock table contribution in access exclusive mode');
    const asked = log('cut-000001');
    await whenWaiting();
    await cut(WAITS);
    expect(await asked).toMatchObject(UNAVAILABLE);
    await other.query('commit');
    await expectWellAgain();
    const [first, again] = [await log('cut-000001'), await log('cut-000001')];
    expect(first.data.logContribution.contribution.id).toBe(again.data.logContribution.contribution.id);
  });

  it.each<[way: string, table: string, asking: (root: string) => Promise<Response>]>([
    ['a registered operation', 'public_version', (root) => fetch(`${root}/operations/Counties`)],
    ['a file', 'evidence_file', (root) => fetch(`${root}/evidence/RXZpZGVuY2VGaWxlOjE`)],
    [
      'a token',
      'access_token',
      (root) => fetch(`${root}/evidence/RXZpZGVuY2VGaWxlOjE`, { headers: { authorization: `Bearer xs_${'A'.repeat(43)}` } }),
    ],
    ['an upload', 'evidence_file', (root) => uploadTo(root)],
  ])('where %s waits for a connection that is cut, which is answered 503, too', async (_way, table, asking) => {
    await expectWellAgain();
    await other.query(`begin; lock table ${table} in access exclusive mode`);
    const asked = asking(address.replace('/graphql', ''));
    await whenWaiting();
    await cut(WAITS);
    const answer = await asked;
    const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
    expect({ status: answer.status, retryAfter: answer.headers.get('retry-after'), code: errors[0]?.extensions.code }).toEqual(UNAVAILABLE);
    await other.query('commit');
    await expectWellAgain();
  });

  it('where all connections are at work, and whoever gets none is answered 503 in time', async () => {
    await expectWellAgain();
    await other.query('begin; lock table project in access exclusive mode');
    const waiting = [ask(PLAIN), ask(PLAIN)];
    await whenWaiting(2);
    const began = performance.now();
    const third = await ask(PLAIN);
    expect(third).toMatchObject(UNAVAILABLE);
    expect(performance.now() - began).toBeLessThan(WAIT_SECONDS * 1000 + 4_000);
    await other.query('commit');
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('where a lock is held for long, and whoever waits for it is answered 503 in bounded time', async () => {
    await expectWellAgain();
    await other.query('begin; lock table contribution in access exclusive mode');
    const began = performance.now();
    expect(await log('held-000001')).toMatchObject({ status: 503, retryAfter: '1', code: 'CONFLICT' });
    expect(performance.now() - began).toBeLessThan(LOCK_SECONDS * 1000 + 4_000);
    await other.query('commit');
    expect((await log('held-000001')).status).toBe(200);
  }, 30_000);

  it('where the database says nothing any more, as when its machine is gone, and whoever asked is answered 503 in bounded time', async () => {
    await expectWellAgain();
    line.fallSilent();
    const began = performance.now();
    expect(await Promise.all([ask(PLAIN), log('gone-000001'), ask(PLAIN)])).toMatchObject([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
    expect(performance.now() - began).toBeLessThan(40_000);
    line.speakAgain();
    await expectWellAgain();
    expect((await log('gone-000001')).status).toBe(200);
  }, 60_000);

  // The last ones, for whoever has subscribed is looked after by the program as long as it runs.
  it('where a subscription cannot begin, whose socket is closed so that the client comes again', async () => {
    await expectWellAgain();
    const query = `subscription { changed(id: "${given.world.project}") { position } }`;
    await other.query('begin; lock table project in access exclusive mode');
    const one = subscribe(address.replace('/graphql', ''), query, { token: given.world.shanghai.token });
    await whenWaiting();
    await cut(WAITS);
    expect((await one.ended).code).toBe(1013);
    await other.query('commit');
    await one.close();
    await expectWellAgain();
  });

  it.each([
    ['whether it is for the subscriber', 'project', 2],
    ['what the subscriber reads of it', 'contribution', 3],
  ])(
    'where of an event it cannot be read %s, and the subscriber comes again and is told it then',
    async (_what, table, version) => {
      await expectWellAgain();
      const { platform, world } = given;
      const query =
        'subscription ($id: ID!, $after: String) { changed(id: $id, after: $after) { node { id ... on Project { contributions(first: 1) { nodes { id } } } } } }';
      const subscribed = (after?: string) =>
        subscribe(address.replace('/graphql', ''), query, { token: world.shanghai.token, variables: { id: world.project, after } });
      const [first] = await platform.rows<{ position: string }>(sql`select position::text as position from outbox_cursor`);
      const one = subscribed(first?.position);
      await setTimeout(1_000);
      await platform.done(world.shanghai, 'updateProject', { project: world.project, version, budget: String(version) });
      await other.query(`begin; lock table ${table} in access exclusive mode`);
      await whenWaiting();
      await cut(WAITS);
      expect((await one.ended).code).toBe(1013);
      await other.query('commit');
      await one.close();
      await expectWellAgain();
      const again = subscribed(first?.position);
      expect((await again.until(1))[0].changed.node).toMatchObject({ id: world.project });
      await again.close();
    },
    30_000,
  );
});
