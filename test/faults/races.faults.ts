import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { dataOf } from '../support/answer.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { SERVER_VARIABLE } from '../support/server.setup.js';
import { createWorld, gift, type World } from '../support/world.js';
import { PostgresServer } from './postgres-server.js';

const RACES = Number(process.env.XIESHOU_RACES ?? 1_000);
const CALLERS = 32;

let server: PostgresServer;
let platform: Platform;
let world: World;

beforeAll(async () => {
  server = await PostgresServer.start();
  process.env[SERVER_VARIABLE] = server.url;
  platform = await openPlatform();
  world = await createWorld(platform);
}, 300_000);
afterAll(async () => {
  await platform?.close();
  await server?.stop();
}, 60_000);

test(`of ${CALLERS} callers at once with one key each is told of the same row, in ${RACES} races`, async () => {
  const rows = async () => (await platform.rows<{ rows: number }>(sql`select count(*)::int as rows from contribution`))[0]?.rows ?? 0;
  const before = await rows();
  for (let race = 0; race < RACES; race += 1) {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, () => platform.write(world.shanghai, 'logContribution', gift({ project: world.project }), key)),
    );
    expect(new Set(answers.map((answer) => dataOf(answer).logContribution.contribution.id)).size).toBe(1);
  }
  expect((await rows()) - before).toBe(RACES);
}, 3_600_000);
