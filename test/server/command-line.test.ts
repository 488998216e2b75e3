import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { sql } from '../../src/shared/sql.js';
import { accepting, takenFor } from '../support/people.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform?.close());

/** The built command, run as whoever has the server runs it. */
async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { storage } = platform.database;
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, DATABASE_URL: storage.kind === 'postgresql' ? storage.url : '' };
  return promisify(execFile)(process.execPath, [projectFile('dist/src/command-line.js'), ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
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

test.each([
  [[], 2, 'usage: '],
  [['invite-administrator'], 2, 'usage: '],
  [['invite-everybody', '张三'], 2, 'usage: '],
  [['invite-administrator', ' '], 1, 'The text must not be empty.'],
] as const)('what makes no sense is said: %j', async (args, code, sentence) => {
  const said = await command(...args);
  expect([said.code, said.out]).toEqual([code, '']);
  expect(said.err).toContain(sentence);
});
