import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { newKey, sealEverything } from '../history/sealed.js';
import { accepting, takenFor } from '../support/people.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { type Ended, command as offline } from './command.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform?.close());

/** A command on the platform's database. */
async function command(...args: string[]): Promise<Ended> {
  const { storage } = platform.database;
  return offline({ DATABASE_URL: storage.kind === 'postgresql' ? storage.url : '' }, ...args);
}

test('the first administrator of a server is invited on its command line, by a code that is printed once', async () => {
  const { code, out, err } = await command('invite-administrator', '张三');
  expect([code, out]).toEqual([0, expect.stringMatching(/^xi_[\w-]{43}\n$/)]);
  expect(err).toContain('good for seven days and once');
  const answer = await accepting(platform, { code: out.trim(), signInName: 'zhang.san', password: 'a sentence is a good password' });
  expect(await takenFor(platform, answer.data.acceptInvitation)).toBe('ADMINISTRATOR 张三');
  expect(await platform.rows(sql`select acting_for, account_id from history_entry where action = 'inviteMember'`)).toEqual([
    { acting_for: 'administrator', account_id: null },
  ]);
}, 60_000);

test('the history is exported, and verified by whoever has the file and the key, without a database', async () => {
  const key = newKey();
  await command('invite-administrator', '李四');
  const entries = await sealEverything(platform, key);
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-'));
  const [file, keys] = [join(folder, 'history.ndjson'), join(folder, 'keys.pem')];
  expect(await command('history', 'export', file)).toMatchObject({ code: 0, err: expect.stringContaining(`${entries} entries were written.`) });
  const printed = await command('history', 'keys');
  await writeFile(keys, printed.out);
  expect(printed.out).toBe(key.pem);

  // No server is where this address leads to.
  const nowhere = { DATABASE_URL: 'postgresql://127.0.0.1:1/nothing' };
  expect(await offline(nowhere, 'history', 'verify', file, '--key', keys)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${entries} entries are as they were written.`),
  });
  expect(await command('history', 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('0 more wait to be sealed') });

  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('李四', '王五'));
  const altered = await offline(nowhere, 'history', 'verify', file);
  expect([altered.code, altered.out]).toEqual([1, '']);
  expect(altered.err).toMatch(/entry \d+ at position \d+, or its hash, was altered/);
  expect(await offline(nowhere, 'history', 'verify', join(folder, 'none'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('none cannot be used (ENOENT)'),
  });
}, 60_000);

test.each([
  [[], 2, 'usage: '],
  [['history'], 2, 'history verify [FILE]'],
  [['history', 'export'], 2, 'usage: '],
  [['history', 'verify', 'a', 'b'], 2, 'usage: '],
  [['history', 'verify', '--keys', 'a'], 2, 'usage: '],
  [['invite-administrator'], 2, 'usage: '],
  [['invite-everybody', '张三'], 2, 'usage: '],
  [['invite-administrator', ' '], 1, 'The text must not be empty.'],
  [['backup'], 2, 'usage: '],
  [['backup', 'verify'], 2, 'backup verify FILE'],
  [['restore', 'a', 'b'], 2, 'usage: '],
  [['restore', 'a', '--replaces'], 2, 'restore FILE [--replace]'],
  [['backup', 'a'], 1, "PostgreSQL's own tools back up: pg_dump"],
  [['restore', 'a'], 1, 'docs/backup.md'],
] as const)('what makes no sense is said: %j', async (args, code, sentence) => {
  const said = await command(...args);
  expect([said.code, said.out]).toEqual([code, '']);
  expect(said.err).toContain(sentence);
});

test('what cannot be carried out is said of the command, and not of the program, in both languages', async () => {
  const { code, out, err } = await offline({ DATABASE_URL: 'postgresql://127.0.0.1:1/nothing' }, 'upgrade', 'status');
  expect([code, out]).toEqual([expect.any(Number), '']);
  expect(code).not.toBe(0);
  expect(err).toMatch(/^The command cannot be carried out: no PostgreSQL server answers .+\n命令无法执行：.+。\n$/);
}, 60_000);
