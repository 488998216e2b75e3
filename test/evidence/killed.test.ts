import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { type Program, startProgram } from '../server/program.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { createWorld, type World } from '../support/world.js';
import { newPdf } from './samples.js';
import { download, filesIn, sha256Of, upload } from './uploading.js';

const HOUR_MS = 60 * 60 * 1000;

let platform: Platform;
let world: World;
let folder: string;
let program: Program | undefined;

beforeAll(async () => {
  platform = await openPlatform();
  world = await createWorld(platform);
  folder = await mkdtemp(join(tmpdir(), 'xieshou-evidence-'));
}, 30_000);
afterAll(async () => {
  program?.process.kill('SIGKILL');
  await program?.ended;
  await platform?.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<{ address: string }> {
  const { storage } = platform.database;
  program = startProgram({ DATABASE_URL: storage.kind === 'postgresql' ? storage.url : '', EVIDENCE_FOLDER: folder, XIESHOU_PROCESSES: '2' });
  return { address: await program.address() };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries > 200) throw new Error('It has never come true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('the program that is killed amid an upload has nothing of it, and what it left behind is removed later', async () => {
  const first = await start();
  const incoming = () => readdir(join(folder, 'incoming')).catch(() => []);
  const content = newPdf(3_000_000);
  const sending = request(`${first.address}/evidence`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.shanghai.token}`, 'content-type': 'multipart/form-data; boundary=b' },
  });
  sending.on('error', () => undefined);
  sending.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n');
  sending.write(content.subarray(0, 2_000_000));
  await until(async () => (await incoming()).length === 1);
  program?.process.kill('SIGKILL');
  await program?.ended;

  expect(await platform.rows(sql`select from evidence_file`)).toEqual([]);
  expect(await filesIn(folder)).toEqual(await incoming());
  expect(await incoming()).toHaveLength(1);

  // What is young may be another's that runs.
  const second = await start();
  expect(await incoming()).toHaveLength(1);
  expect((await upload(second, world.shanghai, 'a.pdf', content)).status).toBe(201);
  program?.process.kill('SIGKILL');
  await program?.ended;

  const [left = ''] = await incoming();
  const old = new Date(Date.now() - 2 * HOUR_MS);
  await utimes(join(folder, 'incoming', left), old, old);
  const third = await start();
  await until(async () => (await incoming()).length === 0);
  expect(await filesIn(folder)).toEqual([sha256Of(content)]);
  const [row] = await platform.rows<{ id: string }>(sql`select id::text as id from evidence_file`);
  const back = await download(third, world.shanghai, Buffer.from(`EvidenceFile:${row?.id}`).toString('base64url'));
  expect(Buffer.from(await back.arrayBuffer())).toEqual(content);
}, 120_000);
