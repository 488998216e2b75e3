import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { hashOf } from '../../src/access/secret.js';
import type { Replicas } from '../../src/shared/sql.js';
import { sql } from '../../src/shared/sql.js';
import { readAt } from '../as-of/looking.js';
import { tellEverything } from '../event/telling.js';
import { PostgresServer } from '../faults/postgres-server.js';
import { newKey } from '../history/sealed.js';
import { codeOf } from '../support/answer.js';
import { type Account, openPlatform, openPlatformOn, type Platform } from '../support/platform.js';
import { SERVER_VARIABLE } from '../support/server.setup.js';
import { createWorld, newCreditCode, type World } from '../support/world.js';
import { serve } from './serving.js';

const LAG_SECONDS = 4;
const MINUTE = 60_000;

let primary: PostgresServer;
let standby: PostgresServer;
let first: Platform;
/** Two nodes that read from the standby. */
let platform: Platform;
let other: Platform;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  primary = await PostgresServer.start();
  process.env[SERVER_VARIABLE] = primary.url;
  first = await openPlatform();
  world = await createWorld(first);
  standby = await primary.standby();
  const { storage } = first.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a server');
  const ways = { replicas: [`${standby.url}${new URL(storage.url).pathname}`], replicaSeconds: LAG_SECONDS };
  platform = await openPlatformOn(storage, ways);
  other = await openPlatformOn(storage, ways);
  app = await serve(platform.database, platform.schema);
}, 3 * MINUTE);
afterAll(async () => {
  await app?.close();
  await other?.close();
  await platform?.close();
  await first?.close();
  await standby?.stop();
  await primary?.stop();
}, MINUTE);

const replicasOf = ({ database: { pool } }: Platform) => pool.replicas as Replicas;

async function untilUsable(count: number): Promise<void> {
  const begun = performance.now();
  while ([platform, other].some((node) => replicasOf(node).usable !== count)) {
    if (performance.now() - begun > 20_000) throw new Error(`Expected ${count} replica in use`);
    await setTimeout(20);
  }
}

beforeEach(async () => {
  await standby.resumeReplay();
  await untilUsable(1);
  // What was written before is on the standby, and known to be.
  await setTimeout(700);
}, MINUTE);

let names = 0;
const newName = () => {
  names += 1;
  return `副本公司 ${names}`;
};
const register = (node: Platform, as: Account, nameZh: string) =>
  node.done(as, 'registerPartner', { kind: 'ENTERPRISE', nameZh, creditCode: newCreditCode() });
const sees = async (node: Platform, nameZh: string, as?: Account): Promise<boolean> =>
  (
    await node.read('query ($text: String!) { partners(filter: { search: $text }, first: 1) { totalCount } }', {
      variables: { text: nameZh },
      ...(as && { as }),
    })
  ).partners.totalCount > 0;

/** How often replicas were asked meanwhile. */
async function askedOfReplicas(node: Platform, work: () => Promise<unknown>): Promise<number> {
  const replicas = replicasOf(node);
  const { next } = replicas;
  let asked = 0;
  const counting = <Parameters extends unknown[], Result>(ask: (...all: Parameters) => Result) => {
    return (...all: Parameters): Result => {
      asked += 1;
      return ask(...all);
    };
  };
  replicas.next = (of) => {
    const pool = next.call(replicas, of);
    return pool && { ...pool, transaction: counting(pool.transaction) as typeof pool.transaction, send: counting(pool.send) };
  };
  await work().finally(() => {
    replicas.next = next;
  });
  return asked;
}

test('the public and whoever has not just written are answered by a replica; who has written reads it at once, at every node', async () => {
  await standby.pauseReplay();
  const nameZh = newName();
  await register(platform, world.office, nameZh);
  for (const node of [platform, other]) {
    expect(await sees(node, nameZh, world.office)).toBe(true);
    expect(await sees(node, nameZh)).toBe(false);
    expect(await sees(node, nameZh, world.auditor)).toBe(false);
  }
  await standby.resumeReplay();
  for (const as of [undefined, world.auditor]) while (!(await sees(other, nameZh, as))) await setTimeout(20);
  await setTimeout(100);
  expect(await askedOfReplicas(other, () => sees(other, nameZh, world.office))).toBeGreaterThan(0);
});

test('an account reads all that it has written also where an earlier write of it ended after a later one', async () => {
  const {
    rows: [account],
  } = (await first.owner.send('select account_id::text as id from access_token where hash = $1', [hashOf(world.otherOffice.token)])) as {
    rows: { id: string }[];
  };
  const { storage } = first.database;
  const client = new pg.Client({ connectionString: storage.kind === 'postgresql' ? storage.url : '' });
  await client.connect();
  await client.query('begin');
  await client.query(
    "insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, change) values ($1, 'x', '', 'openFund', 'Fund', 1, '{}')",
    [account?.id],
  );
  await register(platform, world.otherOffice, newName());
  await setTimeout(1_000);
  await standby.pauseReplay();
  await client.query('commit');
  await client.end();
  const needed = (await first.owner.send('select read_after($1::bigint) as needed', [account?.id])).rows as { needed: string[] }[];
  const [, writtenIn, toldIn] = needed[0]?.needed ?? [];
  const check = () => replicasOf(platform).next()?.send('select expect_replayed($1::xid8, $2::xid8)', [writtenIn, toldIn]);
  await expect(check()).rejects.toMatchObject({ code: 'NR001' });
  await standby.resumeReplay();
  for (;;) {
    const error = await check()?.then(
      () => null,
      (failed) => failed,
    );
    if (error === null) break;
    expect(error).toMatchObject({ code: 'NR001' });
    await setTimeout(20);
  }
});

test('one that has not this database is never read from, and that is told', async () => {
  const { storage } = first.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a server');
  const strange = await openPlatformOn(storage, { replicas: [`${standby.url}/postgres`], replicaSeconds: 2 });
  const told: unknown[] = [];
  replicasOf(strange).onChange = (name, isUsable, failure) => told.push([name, isUsable, (failure as Error | null)?.message]);
  await setTimeout(3_500);
  expect(replicasOf(strange).usable).toBe(0);
  expect(told).toEqual([[expect.stringContaining('/postgres'), false, expect.stringContaining('replica_position')]]);
  await strange.close();
});

test('whoever was told of something reads it', async () => {
  await tellEverything(first, key);
  await setTimeout(1_000);
  await standby.pauseReplay();
  const nameZh = newName();
  await register(platform, world.office, nameZh);
  expect(await sees(platform, nameZh, world.auditor)).toBe(false);
  await tellEverything(first, key);
  expect(await sees(platform, nameZh, world.auditor)).toBe(true);
});
const key = newKey();

test('what a write builds on, and what it answers, is read where it is written', async () => {
  await standby.pauseReplay();
  const project = await platform.done(world.shanghai, 'proposeProject', {
    programme: 'EAST_WEST',
    nameZh: '副本上还没有的项目',
    sector: '31120',
    places: [{ place: '533323' }],
  });
  expect(await other.done(world.office, 'approveProject', { project })).toBe(project);
  const { logContribution } = await other.read(
    `mutation ($input: LogContributionInput!, $key: String!) {
      logContribution(input: $input, idempotencyKey: $key) { contribution { id project { nameZh status } } again: contribution { partner { nameZh } } } }`,
    {
      as: world.shanghai,
      variables: { input: { flowClass: 'DONATION', amount: '100', occurredOn: '2020-05-01', project }, key: 'on-a-replica-0001' },
    },
  );
  expect(logContribution).toMatchObject({
    contribution: { project: { nameZh: '副本上还没有的项目', status: 'APPROVED' } },
    again: { partner: { nameZh: '上海市' } },
  });
});

test('a token that is taken back is good nowhere from that moment on', async () => {
  const account = await first.account('AUDITOR');
  await setTimeout(700);
  await standby.pauseReplay();
  expect(await askedOfReplicas(other, () => other.read('{ viewer { role } partners(first: 1) { nodes { id } } }', { as: account }))).toBeGreaterThan(
    0,
  );
  await platform.done(account, 'signOut', {});
  await expect(other.ask('{ viewer { role } }', { as: account })).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

test('an answer that is kept for the public is not older than what was acknowledged before it was asked for', async () => {
  const nameZh = newName();
  const url = `/operations/Search?variables=${encodeURIComponent(JSON.stringify({ text: nameZh }))}`;
  const count = async () => (await app.inject({ method: 'GET', url })).json().data.partners.totalCount;
  expect(await count()).toBe(0);
  await standby.pauseReplay();
  await register(other, world.office, nameZh);
  expect([await count(), await count()]).toEqual([1, 1]);
  await standby.resumeReplay();
  await setTimeout(1_000);
  expect(await count()).toBe(1);
});

test('the past is read from a replica where nothing of it is under way any more, and is the same', async () => {
  const fields = 'partners(first: 5, @) { totalCount nodes { id nameZh } } viewer { role }';
  const { rows } = await first.owner.send(
    'select to_char(clock_timestamp() - interval \'61 seconds\', \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') as instant',
    [],
  );
  const instant = new Date(Date.now() - 61_000).toISOString();
  expect(rows).toHaveLength(1);
  const there = await readAt(first, fields, instant, world.auditor);
  // The first one learns how the clocks stand.
  await readAt(platform, fields, instant, world.auditor);
  let here: unknown;
  const asked = await askedOfReplicas(platform, async () => {
    here = await readAt(platform, fields, instant, world.auditor);
  });
  expect([here, asked]).toEqual([there, 1]);
  expect(await askedOfReplicas(platform, () => readAt(platform, fields, new Date(Date.now() - 5_000).toISOString(), world.auditor))).toBe(0);
});

test(
  'a replica that lags too far is left out, and taken in again when it has caught up',
  async () => {
    await standby.pauseReplay();
    const nameZh = newName();
    await register(platform, world.office, nameZh);
    expect(await sees(platform, nameZh)).toBe(false);
    const begun = performance.now();
    while (!(await sees(platform, nameZh))) await setTimeout(50);
    expect(performance.now() - begun).toBeLessThan((LAG_SECONDS + 2) * 1000);
    await untilUsable(0);
    await standby.resumeReplay();
    await untilUsable(1);
    expect(await askedOfReplicas(platform, () => sees(platform, nameZh))).toBeGreaterThan(0);
  },
  MINUTE,
);

/** Asks all the time, by both nodes and by different viewers, and gives how many were answered and how long the slowest took. */
async function askedThroughout(work: () => Promise<unknown>): Promise<{ answered: number; slowest: number; wrong: unknown[] }> {
  let isOver = false;
  let [answered, slowest] = [0, 0];
  const wrong: unknown[] = [];
  const askers = Array.from({ length: 8 }, async (_, nth) => {
    const node = nth % 2 === 0 ? platform : other;
    while (!isOver) {
      const begun = performance.now();
      const answer = await node.ask(
        '{ partners(first: 3) { nodes { id nameZh } } projects(first: 3) { nodes { id } } }',
        nth % 3 === 0 ? {} : { as: world.auditor },
      );
      slowest = Math.max(slowest, performance.now() - begun);
      if (codeOf(answer) === null) answered += 1;
      else wrong.push(codeOf(answer));
    }
  });
  await work();
  isOver = true;
  await Promise.all(askers);
  return { answered, slowest, wrong };
}

test(
  'a replica that falls silent costs no failed request, and is taken in again when it answers',
  async () => {
    const { answered, slowest, wrong } = await askedThroughout(async () => {
      await setTimeout(300);
      await standby.freeze(6_000);
    });
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    expect(slowest).toBeLessThan(6_000);
    await untilUsable(1);
  },
  MINUTE,
);

test(
  'the primary starts anew, and is followed as before',
  async () => {
    primary.restart();
    for (let tries = 0; ; tries += 1) {
      const isAnswered = await first.rows(sql`select 1`).then(
        () => true,
        () => false,
      );
      if (isAnswered && tries > 2) break;
      await setTimeout(100);
    }
    await untilUsable(1);
    const nameZh = newName();
    await register(platform, world.office, nameZh);
    expect(await sees(other, nameZh, world.office)).toBe(true);
    while (!(await sees(other, nameZh))) await setTimeout(20);
  },
  MINUTE,
);

test(
  'a replica that is lost costs no failed request',
  async () => {
    const { answered, wrong } = await askedThroughout(async () => {
      await setTimeout(300);
      standby.kill({ forEver: true });
      await setTimeout(2_000);
    });
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(50);
    expect([platform, other].map((node) => replicasOf(node).usable)).toEqual([0, 0]);
  },
  MINUTE,
);
