import { execFile } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { newPdf } from './samples.js';
import { attached, contributionOf, download, evidenceOf, placeOf, said, sha256Of, uploaded, useServer } from './uploading.js';

const given = useServer();

/** The built command, run as whoever has the server runs it. */
async function verify(settings: Readonly<Record<string, string>> = {}): Promise<{ code: number; lines: string[]; err: string }> {
  const { storage } = given.platform.database;
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, EVIDENCE_FOLDER: given.folder, DATABASE_URL: storage.kind === 'postgresql' ? storage.url : '', ...settings };
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, [projectFile('dist/src/command-line.js'), 'evidence', 'verify'], {
    env,
  }).then(
    (said) => ({ ...said, code: 0 }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, lines: stdout.split('\n').filter((line) => line !== ''), err: stderr };
}

async function flipByte(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  await file.close();
}

const stateOf = async (subject: string) => (await evidenceOf(given, subject, given.world.shanghai)).map(({ file }) => file.state);

describe.each([
  ['small', 1_000],
  ['large', 3_000_000],
])('one byte altered in a %s file', (_size, bytes) => {
  test.each([0, 0.5, 1])('at %d of it is found by a download, which gives none of it as good, and is shown', async (where) => {
    const { world, folder } = given;
    const [subject, content] = [await contributionOf(given), newPdf(bytes)];
    const { file } = await attached(given, world.shanghai, subject, content);
    await flipByte(placeOf(folder, content), Math.floor(where * (content.length - 1)));
    const response = await download(given, world.county, file);
    if (bytes < 1024 * 1024) {
      expect(await said(response)).toMatchObject({
        status: 409,
        code: 'CONFLICT',
        body: { errors: [{ extensions: { reason: 'EVIDENCE_ALTERED' } }] },
      });
    } else await expect(response.arrayBuffer()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stateOf(subject)).toEqual(['ALTERED']);
    // The right content mends it, whoever uploads it.
    await uploaded(given, world.otherCounty, content);
    expect(await stateOf(subject)).toEqual(['INTACT']);
    expect(Buffer.from(await (await download(given, world.county, file)).arrayBuffer())).toEqual(content);
  });
});

test.each([
  ['longer', (content: Buffer) => Buffer.concat([content, Buffer.alloc(5_000_000)])],
  ['shorter', (content: Buffer) => content.subarray(0, 100)],
  ['empty', () => Buffer.alloc(0)],
])('a file that is swapped for a %s one is found', async (_how, swapped) => {
  const { world, folder } = given;
  for (const bytes of [1_000, 2_000_000]) {
    const [subject, content] = [await contributionOf(given), newPdf(bytes)];
    const { file } = await attached(given, world.shanghai, subject, content);
    await writeFile(placeOf(folder, content), swapped(content));
    const response = await download(given, world.shanghai, file);
    if (response.status === 200) await expect(response.arrayBuffer()).rejects.toThrow();
    else expect(response.status).toBe(409);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stateOf(subject)).toEqual(['ALTERED']);
    await writeFile(placeOf(folder, content), content);
  }
});

test('a file that is gone is told apart from one that the viewer may not see', async () => {
  const { world, folder } = given;
  const [subject, content] = [await contributionOf(given), newPdf()];
  const { file } = await attached(given, world.shanghai, subject, content);
  await rm(placeOf(folder, content));
  expect(await said(await download(given, world.guangdong, file))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  expect(await said(await download(given, world.county, file))).toMatchObject({
    status: 409,
    code: 'CONFLICT',
    body: { errors: [{ extensions: { reason: 'EVIDENCE_MISSING' } }] },
  });
  expect(await stateOf(subject)).toEqual(['MISSING']);
  await writeFile(placeOf(folder, content), content);
  await download(given, world.county, file).then((response) => response.arrayBuffer());
  expect(await stateOf(subject)).toEqual(['INTACT']);
});

test('the command looks at every file, names each that is altered or missing with what it is evidence for, and marks it', async () => {
  const { world, folder } = given;
  const sound = await verify();
  expect([sound.code, sound.lines]).toEqual([0, []]);
  const [altered, missing, unbound] = [newPdf(), newPdf(2_000_000), newPdf()];
  const [first, second] = [await contributionOf(given), await contributionOf(given)];
  const ofFirst = await attached(given, world.shanghai, first, altered);
  const ofSecond = await attached(given, world.shanghai, second, missing);
  const ofNothing = await uploaded(given, world.county, unbound, '照片.pdf');
  await flipByte(placeOf(folder, altered), 150);
  await rm(placeOf(folder, missing));
  await flipByte(placeOf(folder, unbound), 0);

  const found = await verify();
  expect([found.code, found.lines.sort()]).toEqual([
    1,
    [
      ['ALTERED', sha256Of(altered), '收据.pdf', `EvidenceFile ${ofFirst.file}`, `Contribution ${first}`].join('\t'),
      ['ALTERED', sha256Of(unbound), '照片.pdf', `EvidenceFile ${ofNothing}`].join('\t'),
      ['MISSING', sha256Of(missing), '收据.pdf', `EvidenceFile ${ofSecond.file}`, `Contribution ${second}`].join('\t'),
    ].sort(),
  ]);
  expect(found.err).toContain('3 altered or missing');
  expect([await stateOf(first), await stateOf(second)]).toEqual([['ALTERED'], ['MISSING']]);

  for (const content of [altered, missing, unbound]) await writeFile(placeOf(folder, content), content);
  expect((await verify()).code).toBe(0);
  expect([await stateOf(first), await stateOf(second)]).toEqual([['INTACT'], ['INTACT']]);
  expect(await readFile(placeOf(folder, altered))).toEqual(altered);
}, 60_000);

test('the command says so where the files cannot be looked at, and marks nothing', async () => {
  const { world } = given;
  const subject = await contributionOf(given);
  await attached(given, world.shanghai, subject, newPdf());
  const bucket = { EVIDENCE_S3_BUCKET: 'http://127.0.0.1:1/evidence', EVIDENCE_S3_ACCESS_KEY: 'x', EVIDENCE_S3_SECRET_KEY: 'x' };
  const { code, lines, err } = await verify(bucket);
  expect([code, lines]).toEqual([1, []]);
  expect(err).toContain('The store of evidence files is not available');
  expect(err).not.toContain('    at ');
  expect(await stateOf(subject)).toEqual(['INTACT']);
}, 60_000);
