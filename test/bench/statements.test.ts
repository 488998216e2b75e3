import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { PLATFORM } from '../../bench/contestants/platform.js';
import { WORKLOADS } from '../../bench/workloads/all.js';
import type { Ask, Workload } from '../../bench/workloads/workload.js';
import { drawWorld, type World } from '../../bench/workloads/world.js';
import { projectFile } from '../../src/shared/root.js';
import { serve } from '../server/serving.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { statementsOf } from '../support/statements.js';

/** The most statements that one request of a workload takes. */
const MOST: Readonly<Record<string, number>> = JSON.parse(readFileSync(projectFile('bench/statements.json'), 'utf8'));

/** As many as the mixed workload has. */
const REQUESTS = 50;

let platform: Platform;
let client: pg.Client;
let app: FastifyInstance;
let world: World;

beforeAll(async () => {
  platform = await openPlatform('demonstration');
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error(`Expected a PostgreSQL server, got ${storage.kind}`);
  client = new pg.Client({ connectionString: storage.url });
  await client.connect();
  world = await drawWorld(client, storage.url);
  app = await serve(platform.database, platform.schema);
}, 90_000);

afterAll(async () => {
  await app?.close();
  await client?.end();
  await platform?.close();
});

it('has a number for each workload', () => {
  expect(Object.keys(MOST).sort()).toEqual(WORKLOADS.map(({ name }) => name).sort());
});

it.each(WORKLOADS.map((workload) => [workload.name, workload] as const))(
  '%s takes no more statements than its number says',
  async (name, workload) => {
    const counts: number[] = [];
    for (const ask of firstAsks(workload)) counts.push((await statementsOf(() => answer(ask))).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(MOST[name] ?? 0);
  },
);

function firstAsks(workload: Workload): Ask[] {
  const source = workload.asks(world);
  return source.kind === 'reads' ? source.asks.slice(0, REQUESTS) : Array.from({ length: REQUESTS }, (_, connection) => source.next(connection));
}

async function answer(ask: Ask): Promise<void> {
  const request = PLATFORM.request(ask);
  if (request === null) throw new Error(`Expected an answer of the platform to ${ask.operation}`);
  const { method, path, headers, body } = request;
  const reply = await app.inject({ method, url: path, headers, payload: body });
  expect([200, 304]).toContain(reply.statusCode);
  if (reply.statusCode === 200) expect(reply.json()).not.toHaveProperty('errors');
}
