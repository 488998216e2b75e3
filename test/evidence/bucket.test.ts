import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { EvidenceBucket } from '../../src/evidence/bucket-store.js';
import { verifyAll } from '../../src/evidence/verification.js';
import { newPdf } from './samples.js';
import { attached, contributionOf, download, evidenceOf, filesIn, said, sha256Of, upload, useServer } from './uploading.js';

const KEY = { accessKey: 'S3RVER', secretKey: 'S3RVER' };

/** A store that speaks S3, on loopback, and where it keeps its objects. */
interface Bucket {
  readonly address: string;
  readonly folder: string;
  stop(): Promise<void>;
}

let bucket: Bucket;
const given = useServer(async () => {
  bucket = await startBucket();
  return { EVIDENCE_S3_BUCKET: bucket.address, EVIDENCE_S3_ACCESS_KEY: KEY.accessKey, EVIDENCE_S3_SECRET_KEY: KEY.secretKey };
});
afterAll(async () => {
  await rm(bucket.folder, { recursive: true, force: true });
});

async function startBucket(): Promise<Bucket> {
  const { default: S3rver } = await import('@20minutes/s3rver');
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-bucket-'));
  const store = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder, configureBuckets: [{ name: 'evidence', configs: [] }] });
  const { port } = (await store.run()) as AddressInfo;
  return { address: `http://127.0.0.1:${port}/evidence`, folder, stop: () => store.close() };
}

/** Where the store keeps an object. */
async function objectOf(content: Uint8Array): Promise<string> {
  const names = await readdir(bucket.folder, { recursive: true });
  const name = names.find((path) => path.includes(sha256Of(content)) && path.endsWith('object'));
  if (name === undefined) throw new Error('Expected an object, got none');
  return join(bucket.folder, name);
}

test.each([1_000, 3_000_000])('a file of %d bytes lies in the bucket alone, and comes back from it', async (bytes) => {
  const { world, folder } = given;
  const content = newPdf(bytes);
  const { file } = await attached(given, world.shanghai, await contributionOf(given), content);
  expect(await readFile(await objectOf(content))).toEqual(content);
  expect(await filesIn(folder)).toEqual([]);
  expect(Buffer.from(await (await download(given, world.county, file)).arrayBuffer())).toEqual(content);
});

test.each([1_000, 3_000_000])('one of %d bytes that is altered in the bucket, or gone from it, is found', async (bytes) => {
  const { platform, world } = given;
  const [subject, content] = [await contributionOf(given), newPdf(bytes)];
  const { file } = await attached(given, world.shanghai, subject, content);
  const stateOf = async () => (await evidenceOf(given, subject, world.shanghai))[0].file.state;
  const object = await objectOf(content);
  const altered = Buffer.from(content);
  altered[100] = (altered[100] ?? 0) ^ 1;
  await writeFile(object, altered);
  const response = await download(given, world.county, file);
  if (bytes < 1024 * 1024) expect(await said(response)).toMatchObject({ status: 409, code: 'CONFLICT' });
  else await expect(response.arrayBuffer()).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await stateOf()).toBe('ALTERED');

  await rm(object);
  const store = new EvidenceBucket({ address: bucket.address, region: 'us-east-1', ...KEY });
  const found: string[] = [];
  for await (const { state, sha256 } of verifyAll(platform.owner, store, () => undefined)) found.push(`${state} ${sha256}`);
  expect(found).toContain(`MISSING ${sha256Of(content)}`);
  expect(await stateOf()).toBe('MISSING');
});

test('a bucket that takes another key, or does not answer, is not the file’s fault', async () => {
  const { world } = given;
  const [subject, content] = [await contributionOf(given), newPdf()];
  const { file } = await attached(given, world.shanghai, subject, content);
  const stranger = new EvidenceBucket({ address: bucket.address, region: 'us-east-1', accessKey: 'S3RVER', secretKey: 'another' });
  await expect(stranger.open(sha256Of(content))).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  await bucket.stop();
  expect(await said(await download(given, world.shanghai, file))).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
  expect(await upload(given, world.shanghai, 'a.pdf', newPdf())).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
  expect((await evidenceOf(given, subject, world.shanghai))[0].file.state).toBe('INTACT');
  expect(await filesIn(given.folder)).toEqual([]);
});
