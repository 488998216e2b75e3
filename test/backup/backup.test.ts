import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { backUp } from '../../src/backup/back-up.js';
import type { Manifest } from '../../src/backup/manifest.js';
import { readBackup } from '../../src/backup/read-backup.js';
import { restore } from '../../src/backup/restore.js';
import { readConfig } from '../../src/config.js';
import { openDatabase } from '../../src/database.js';
import { encodeId } from '../../src/shared/id.js';
import { isThere } from '../../src/shared/is-there.js';
import { sql } from '../../src/shared/sql.js';
import { SAMPLES } from '../evidence/samples.js';
import { filesIn, sha256Of, uploaded } from '../evidence/uploading.js';
import { compared, type Row } from '../faults/checker.js';
import { Journal } from '../faults/journal.js';
import { Writers } from '../faults/writers.js';
import { command, type Ended, startCommand } from '../server/command.js';
import { failedStart, type Program, startProgram } from '../server/program.js';
import { brokenChecks } from '../support/checks.js';
import { openEmbeddedPlatform } from '../support/platform.js';
import { createWorld, type World } from '../support/world.js';
import { differences, nextTransaction, type Rows, rowsOf } from './rows.js';

const MINUTE = 60_000;

/** Rows of these are taken away once what they say is done, so nothing need be left of them. */
const PASSING = /^public\.(public_change|outbox_pending|impact_.*)$/;

let folder: string;
let source: string;
let target: string;
let file: string;
let world: World;
let program: Program | undefined;
const journal = new Journal();

/** What was acknowledged before the command began, and what had been sent when it ended. */
let before: readonly string[];
let sent: number;
let manifest: Manifest;
let inUse: Ended;
let halfRestored: { code: number | null; sentences: string[] };
let restored: Ended;

const settings = (dataFolder: string) => ({ DATA_FOLDER: dataFolder, XIESHOU_DEMONSTRATION: 'false' });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries > 3000) throw new Error('It has never come true');
    await setTimeout(5);
  }
}

async function stop(): Promise<number | null | undefined> {
  program?.process.kill('SIGTERM');
  return program?.ended;
}

/** Begins a command, and kills it once something is there. */
async function killedAt(path: string, dataFolder: string, ...args: string[]): Promise<void> {
  const { process: child, ended } = startCommand(settings(dataFolder), ...args);
  await until(() => isThere(path));
  child.kill('SIGKILL');
  await ended;
}

/** A ledger in a folder that runs and is written to all the time is backed up, and restored into another folder. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xieshou-'));
  [source, target, file] = [join(folder, 'source'), join(folder, 'target'), join(folder, 'backup.tar.gz')];
  const platform = await openEmbeddedPlatform(source);
  world = await createWorld(platform);
  await platform.close();

  program = startProgram(settings(source));
  const address = await program.address();
  await uploaded({ address }, world.shanghai, SAMPLES.pdf);
  const writers = new Writers(4, { address, token: world.shanghai.token, project: world.project }, journal);
  await until(() => journal.acknowledged >= 20);

  await killedAt(join(source, 'backup.unfinished', 'base'), source, 'backup', join(folder, 'killed.tar.gz'));
  await until(async () => !(await isThere(join(source, 'backup.unfinished'))));

  before = journal.entries.filter(({ told }) => told.length > 0).map(({ key }) => key);
  const backedUp = await command(settings(source), 'backup', file);
  expect(backedUp).toMatchObject({ code: 0, err: expect.stringContaining('1 evidence files and 2 keys') });
  sent = journal.entries.length;
  inUse = await command(settings(source), 'restore', file);
  await uploaded({ address }, world.shanghai, SAMPLES.png, '后来.png');
  await until(() => journal.acknowledged >= sent + 5);
  await writers.end();
  expect(await stop()).toBe(0);

  await killedAt(join(target, 'restore.unfinished', 'postgres', 'base'), target, 'restore', file);
  halfRestored = await failedStart(settings(target));
  restored = await command(settings(target), 'restore', file);
  manifest = await readBackup(file, async () => undefined);
}, 3 * MINUTE);

afterAll(async () => {
  program?.process.kill('SIGKILL');
  await program?.ended;
  await rm(folder, { recursive: true, force: true });
});

describe('what a backup has that was taken while clients wrote', () => {
  let then: Rows;
  let now: Rows;
  let next: number;
  let broken: Record<string, readonly unknown[]>;
  let contributions: readonly Row[];
  let counts = { keys: 0, entries: 0 };
  let sealedHash: string;

  beforeAll(async () => {
    expect(restored).toMatchObject({ code: 0, err: expect.stringContaining(`The ledger as of ${manifest.takenAt}`) });
    const old = await openDatabase({ kind: 'embedded', folder: join(source, 'postgres') }, 'OWNER');
    now = await rowsOf(old);
    const seals = await sql<{ hash: string }>`
      select encode(hash, 'hex') as hash from history_seal where position = ${manifest.history.sealed}::bigint`.execute(old.pool);
    sealedHash = seals.rows[0]?.hash ?? '';
    await old.close();
    const again = await openDatabase({ kind: 'embedded', folder: join(target, 'postgres') }, 'OWNER');
    next = await nextTransaction(again);
    then = await rowsOf(again);
    broken = await brokenChecks(again.pool);
    const { rows } = await sql<{ key: string; fen: number }>`select id::text as key, amount_fen::int as fen from contribution`.execute(again.pool);
    contributions = rows.map(({ key, fen }) => ({ id: encodeId('Contribution', key), fen }));
    const counted = await sql<{ keys: number; entries: number }>`
      select (select count(*)::int from idempotency_key where key in (${sql.join(journal.entries.map(({ key }) => sql`${key}`))})) as keys,
        (select count(*)::int from history_entry where action = 'logContribution') as entries`.execute(again.pool);
    counts = counted.rows[0] ?? counts;
    await again.close();
  }, MINUTE);

  it('is every row of every table as it stood at that moment, and none that came later', () => {
    const filled = [...then].filter(([, rows]) => rows.length > 0);
    expect(filled.length).toBeGreaterThan(30);
    expect(filled.flatMap(([table, rows]) => rows.filter(({ writtenIn }) => writtenIn >= next).map(() => table))).toEqual([]);
    const different = Object.entries(differences(then, now, next)).filter(([table, { lost }]) => lost.length > 0 || !PASSING.test(table));
    expect(different).toEqual([]);
  });

  it('is every write that was acknowledged before, and of each all or nothing', () => {
    const entries = journal.entries;
    const verdict = compared(
      entries.filter(({ key }) => before.includes(key)),
      contributions,
    );
    expect(before.length).toBeGreaterThanOrEqual(20);
    expect([verdict.lost, verdict.doubled, verdict.changed, verdict.answeredTwice]).toEqual([[], [], [], []]);
    expect(compared(entries.slice(0, sent), contributions).invented).toEqual([]);
    expect(contributions.length).toBeLessThan(journal.acknowledged);
    expect(counts).toEqual({ keys: contributions.length, entries: contributions.length });
    expect(broken).toEqual({});
  });

  it('is the history as it was sealed, and says how far', () => {
    expect(Number(manifest.history.sealed)).toBeGreaterThan(0);
    expect(manifest.history.hash).toBe(sealedHash);
  });

  it('is the evidence of that moment, and the keys', async () => {
    expect((await filesIn(join(source, 'evidence'))).sort()).toEqual([SAMPLES.pdf, SAMPLES.png].map(sha256Of).sort());
    expect(await filesIn(join(target, 'evidence'))).toEqual([sha256Of(SAMPLES.pdf)]);
    for (const key of ['history-key.pem', 'webhook-key']) {
      expect(await readFile(join(target, key), 'utf8')).toBe(await readFile(join(source, key), 'utf8'));
      expect((await stat(join(target, key))).mode & 0o777).toBe(0o600);
    }
  });
});

describe('a restored ledger', () => {
  it(
    'goes on: what was acknowledged is answered as it was, what is new has new ids, and history and evidence verify',
    async () => {
      program = startProgram(settings(target));
      const address = await program.address();
      const again = new Journal();
      const known = journal.entries.filter(({ key }) => before.includes(key)).slice(-3);
      for (const { key, fen } of known) expect(await logged(address, key, fen)).toEqual(journal.entries.find((entry) => entry.key === key)?.told[0]);
      const writers = new Writers(2, { address, token: world.shanghai.token, project: world.project }, again);
      await until(() => again.acknowledged >= 10);
      await writers.end();
      await uploaded({ address }, world.shanghai, SAMPLES.png, '后来.png');
      expect(await stop()).toBe(0);
      expect([compared(again.entries, []).answeredTwice, writers.unexpected]).toEqual([[], []]);
      const ids = new Set(again.entries.map(({ told: [id] }) => id));
      expect(ids.size).toBe(again.entries.length);

      const { hash, sealed } = manifest.history;
      expect(await command(settings(target), 'history', 'verify')).toMatchObject({
        code: 0,
        out: expect.stringContaining('0 more wait to be sealed'),
      });
      expect(await command(settings(target), 'evidence', 'verify')).toMatchObject({ code: 0, err: expect.stringContaining('2 files, 0 altered') });
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(Number(sealed)).toBeGreaterThan(0);
    },
    MINUTE,
  );

  it(
    'is backed up where it does not run as well, without what is not evidence any more',
    async () => {
      const place = join(target, 'evidence', sha256Of(SAMPLES.png).slice(0, 2), sha256Of(SAMPLES.png));
      await writeFile(place, 'something else');
      const second = join(folder, 'second.tar.gz');
      const made = await backUp(readConfig(settings(target)), second);
      expect(made.manifest).toMatchObject({
        keys: manifest.keys,
        migrations: manifest.migrations,
        evidence: { kept: 'HERE', leftOut: [sha256Of(SAMPLES.png)] },
      });
      expect(Number(made.manifest.history.sealed)).toBeGreaterThan(Number(manifest.history.sealed));
      expect(made.manifest.takenAt > manifest.takenAt).toBe(true);
      expect(await readBackup(second, async () => undefined)).toEqual(made.manifest);
      expect(await readdir(target)).not.toContain('backup.unfinished');
    },
    MINUTE,
  );
});

describe('a backup', () => {
  it('that was killed leaves nothing, and the program goes on', async () => {
    expect(await isThere(join(folder, 'killed.tar.gz'))).toBe(false);
    expect(await readdir(source)).not.toContain('backup.unfinished');
  });

  it("is its owner's alone", async () => expect((await stat(file)).mode & 0o777).toBe(0o600));

  it('takes no other file’s place, and there is none of an empty folder', async () => {
    await expect(backUp(readConfig(settings(source)), file)).rejects.toThrow('is there already');
    await mkdir(join(folder, 'empty'));
    await expect(backUp(readConfig(settings(join(folder, 'empty'))), join(folder, 'none.tar.gz'))).rejects.toThrow('there is no ledger in');
    expect(await readdir(join(folder, 'empty'))).toEqual([]);
  });

  it('is verified by a command that changes nothing', async () =>
    expect(await command(settings(join(folder, 'nowhere')), 'backup', 'verify', file)).toMatchObject({
      code: 0,
      err: expect.stringContaining(`the chain's hash is ${manifest.history.hash}`),
    }));
});

describe('a restore refuses, and touches nothing, where', () => {
  it('the folder is in use', () =>
    expect(inUse).toMatchObject({ code: 1, err: expect.stringContaining('is in use by another Xieshou that is running') }));

  it('the folder is not empty', async () => {
    const full = join(folder, 'full');
    await mkdir(full);
    await writeFile(join(full, 'letter.txt'), 'dear');
    await expect(restore(readConfig(settings(full)), { file, replaces: false })).rejects.toThrow('is not empty (it has letter.txt)');
    await expect(restore(readConfig(settings(source)), { file, replaces: false })).rejects.toThrow(/is not empty \(it has \S+\)/);
    expect((await readdir(full)).filter((name) => !name.startsWith('lock'))).toEqual(['letter.txt']);
  });
});

describe('a restore', () => {
  it('that was killed has left no ledger, the program says so there, and it is begun again', () => {
    expect(halfRestored.code).toBe(1);
    expect(halfRestored.sentences[0]).toContain(`a restore into the data folder ${target} was not finished`);
    expect(restored.code).toBe(0);
  });

  it(
    'that replaces a ledger moves it aside with its keys, and deletes nothing',
    async () => {
      const key = await readFile(join(source, 'history-key.pem'), 'utf8');
      await writeFile(join(source, 'webhook-key'), 'another');
      const { setAside } = await restore(readConfig(settings(source)), { file, replaces: true });
      expect((await readdir(setAside ?? '')).sort()).toEqual(['history-key.pem', 'postgres', 'webhook-key']);
      expect(await readFile(join(setAside ?? '', 'webhook-key'), 'utf8')).toBe('another');
      expect(await readFile(join(source, 'history-key.pem'), 'utf8')).toBe(key);
      expect(await readFile(join(source, 'webhook-key'), 'utf8')).not.toBe('another');
      expect((await filesIn(join(source, 'evidence'))).sort()).toEqual([SAMPLES.pdf, SAMPLES.png].map(sha256Of).sort());
      expect(await readdir(source)).not.toContain('restore.unfinished');
    },
    MINUTE,
  );
});

/** The id that a write is answered with. */
async function logged(address: string, key: string, fen: number): Promise<string | undefined> {
  const input = { flowClass: 'DONATION', amount: (fen / 100).toFixed(2), occurredOn: '2020-05-01', project: world.project };
  const query =
    'mutation ($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id } } }';
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.shanghai.token}` },
    body: JSON.stringify({ query, variables: { key, input } }),
  });
  return ((await response.json()) as { data?: { logContribution: { contribution: { id: string } } } }).data?.logContribution.contribution.id;
}
