import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { booksOf } from '../support/refusal.js';
import { newPdf, SAMPLES } from './samples.js';
import { contributionOf, download, filesIn, headersOf, placeOf, said, sha256Of, upload, uploaded, useServer } from './uploading.js';

const MOST = 4 * 1024 * 1024;
const given = useServer(() => ({ EVIDENCE_MAX_BYTES: String(MOST), EVIDENCE_DAILY_BYTES: String(40 * 1024 * 1024) }));

/** Nothing of what is uploaded by one test counts for another. */
beforeEach(async () => {
  await given.platform.rows(sql`alter table evidence_file disable trigger evidence_file_stays`);
  await given.platform.rows(sql`update evidence_file set uploaded_at = uploaded_at - interval '2 days'`);
  await given.platform.rows(sql`alter table evidence_file enable trigger evidence_file_stays`);
});

/** A body that is written by hand, part by part; null breaks off. */
function sendRaw(parts: readonly (Buffer | string | null)[], headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(`${given.address}/evidence`);
    const sending = request(url, {
      method: 'POST',
      headers: { ...headersOf(given.world.shanghai), 'content-type': 'multipart/form-data; boundary=b', ...headers },
    });
    sending.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sending.on('error', reject);
    void (async () => {
      for (const part of parts) {
        if (part === null) return void setTimeout(() => sending.destroy(new Error('broken off')), 100);
        if (!sending.write(part)) await new Promise((drained) => sending.once('drain', drained));
      }
      sending.end();
    })();
  });
}

const head = (name: string, field = 'file') => `--b\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\n\r\n`;
const END = '\r\n--b--\r\n';

describe('a file that is uploaded', () => {
  test('is kept under the hash of its content, and told by it', async () => {
    const { platform, world, folder } = given;
    const content = newPdf();
    const { status, body } = await upload(given, world.shanghai, '收据 1.pdf', content);
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        fileName: '收据 1.pdf',
        mediaType: 'application/pdf',
        bytes: content.length,
        sha256: sha256Of(content),
        url: `/evidence/${body.id}`,
      },
    ]);
    expect(await readFile(placeOf(folder, content))).toEqual(content);
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on EvidenceFile { fileName bytes sha256 state url synthetic } } }', {
      as: world.shanghai,
      variables: { id: body.id },
    });
    expect(node).toEqual({
      fileName: '收据 1.pdf',
      bytes: content.length,
      sha256: sha256Of(content),
      state: 'INTACT',
      url: body.url,
      synthetic: false,
    });
    const back = await download(given, world.shanghai, body.id);
    expect(Buffer.from(await back.arrayBuffer())).toEqual(content);
    const [entry] = await platform.rows(sql`
      select action, acting_for like 'partner:%' as "byPartner", change ->> 'sha256' as sha256 from history_entry where subject_type = 'EvidenceFile' order by id desc limit 1`);
    expect(entry).toEqual({ action: 'uploadEvidence', byPartner: true, sha256: sha256Of(content) });
  });

  test('twice is one file of its organisation, with one content and one entry in the history', async () => {
    const { platform, world, folder } = given;
    const content = newPdf();
    const id = await uploaded(given, world.shanghai, content);
    const books = await booksOf(platform);
    const again = await upload(given, world.shanghai, '另一个名字.pdf', content);
    expect([again.status, again.body.id, again.body.fileName]).toEqual([201, id, '收据.pdf']);
    expect(await booksOf(platform)).toEqual(books);
    expect((await filesIn(folder)).filter((name) => name === sha256Of(content))).toHaveLength(1);
  });

  test('by two organisations is a file of each, with one content', async () => {
    const { platform, world, folder } = given;
    const content = newPdf();
    const ids = [await uploaded(given, world.shanghai, content), await uploaded(given, world.county, content)];
    expect(new Set(ids).size).toBe(2);
    expect((await filesIn(folder)).filter((name) => name === sha256Of(content))).toHaveLength(1);
    expect(await platform.rows(sql`select count(*)::integer as n from evidence_file where sha256 = decode(${sha256Of(content)}, 'hex')`)).toEqual([
      { n: 2 },
    ]);
  });

  test('by thirty at once is one file, and each is answered with it', async () => {
    const { platform, world, folder } = given;
    const content = newPdf(200_000);
    const ids = await Promise.all(Array.from({ length: 30 }, () => uploaded(given, world.shanghai, content)));
    expect(new Set(ids).size).toBe(1);
    expect(await platform.rows(sql`select count(*)::integer as n from evidence_file where sha256 = decode(${sha256Of(content)}, 'hex')`)).toEqual([
      { n: 1 },
    ]);
    expect(await readFile(placeOf(folder, content))).toEqual(content);
    expect((await filesIn(folder)).every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
  });

  test.each([
    ['图.jpg', 'jpg', 'image/jpeg'],
    ['IMG.JPEG', 'jpg', 'image/jpeg'],
    ['图.png', 'png', 'image/png'],
    ['图.webp', 'webp', 'image/webp'],
    ['图.heic', 'heic', 'image/heic'],
    ['文.pdf', 'pdf', 'application/pdf'],
    ['文.docx', 'docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['表.xlsx', 'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['文.odt', 'odt', 'application/vnd.oasis.opendocument.text'],
    ['表.ods', 'ods', 'application/vnd.oasis.opendocument.spreadsheet'],
    ['表.csv', 'csv', 'text/csv'],
    ['旧表.csv', 'gbk', 'text/csv'],
    ['收条.txt', 'txt', 'text/plain'],
  ] as const)('is what its content says: %s', async (name, sample, mediaType) => {
    const { status, body } = await upload(given, given.world.shanghai, name, SAMPLES[sample]);
    expect([status, body.mediaType]).toEqual([201, mediaType]);
  });
});

describe('nothing is kept of a file that is refused:', () => {
  const refused = async (send: () => Promise<{ status: number; code: unknown }>, status: number, code: unknown) => {
    const { platform, folder } = given;
    const before = [await booksOf(platform), await filesIn(folder)];
    const got = await send();
    expect([got.status, got.code]).toEqual([status, code]);
    expect([await booksOf(platform), await filesIn(folder)]).toEqual(before);
  };

  test.each([
    ['图.jpg', 'png'],
    ['a.pdf', 'exe'],
    ['a.exe', 'exe'],
    ['a.pdf.exe', 'pdf'],
    ['a.html', 'pdf'],
    ['a', 'pdf'],
    ['a.zip', 'zip'],
    ['a.docx', 'zip'],
    ['a.xlsx', 'docx'],
    ['a.txt', 'elf'],
    ['a.html', 'html'],
    ['a.txt', 'html'],
    ['a.csv', 'svg'],
    ['a.svg', 'svg'],
    ['a.txt', 'sh'],
    ['a.txt', 'utf16'],
    ['a.csv', 'binary'],
    ['a.csv', 'jpg'],
  ] as const)('its content is not what its name says, or nothing for evidence: %s that is %s', async (name, sample) => {
    await refused(() => upload(given, given.world.shanghai, name, SAMPLES[sample]), 422, ['EVIDENCE_TYPE']);
  });

  test('it is empty', async () => refused(() => upload(given, given.world.shanghai, 'a.pdf', Buffer.alloc(0)), 422, ['EVIDENCE_EMPTY']));

  test.each([
    ['它名字太长', `${'长'.repeat(200)}.pdf`, 'TEXT_TOO_LONG'],
    ['its name has an invisible character', 'a\u200bb.pdf', 'TEXT_INVISIBLE_CHARACTER'],
    ['its name turns round', 'a\u202efdp.pdf', 'TEXT_BIDIRECTIONAL_CONTROL'],
  ])('%s', async (_what, name, code) => refused(() => upload(given, given.world.shanghai, name, newPdf()), 422, [code]));

  test('it is said to be larger than is allowed', async () =>
    refused(() => upload(given, given.world.shanghai, 'a.pdf', newPdf(MOST * 2)), 413, 'LIMIT_EXCEEDED'));

  test('it turns out to be larger than is allowed, by a byte', async () => {
    const content = newPdf(MOST);
    await refused(() => upload(given, given.world.shanghai, 'a.pdf', content.subarray(0, MOST + 1)), 413, 'LIMIT_EXCEEDED');
    expect((await upload(given, given.world.shanghai, 'a.pdf', content.subarray(0, MOST))).status).toBe(201);
  });

  test.each([
    ['nobody is signed in', undefined, 401, 'UNAUTHENTICATED'],
    ['a token is not good', { token: 'xs_bad' }, 401, 'UNAUTHENTICATED'],
  ])('%s', async (_what, as, status, code) => refused(() => upload(given, as, 'a.pdf', newPdf()), status, code));

  test.each(['office', 'administrator'] as const)('%s uploads nothing', async (who) =>
    refused(() => upload(given, given.world[who], 'a.pdf', newPdf()), 403, 'FORBIDDEN'),
  );

  test.each([
    ['it is no form', 'application/pdf', 'x', 400],
    ['the form has no boundary', 'multipart/form-data', 'x', 400],
    ['the form has no file', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n', 400],
    ['there are two', 'multipart/form-data; boundary=b', `${head('a.txt')}x\r\n${head('b.txt')}y${END}`, 400],
    ['there is nothing', 'multipart/form-data; boundary=b', '', 400],
    ['the form does not end', 'multipart/form-data; boundary=b', `${head('a.txt')}x`, 400],
    ['the form is no form', 'multipart/form-data; boundary=b', 'x'.repeat(1000), 400],
  ])('%s', async (_what, type, body, status) => {
    const send = () =>
      fetch(`${given.address}/evidence`, { method: 'POST', headers: { ...headersOf(given.world.shanghai), 'content-type': type }, body });
    await refused(() => send().then(said), status, 'BAD_USER_INPUT');
  });

  test('it breaks off', async () => {
    const { platform, folder } = given;
    const before = [await booksOf(platform), await filesIn(folder)];
    await expect(sendRaw([head('a.pdf'), newPdf(1_000_000), null])).rejects.toThrow('broken off');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([await booksOf(platform), await filesIn(folder)]).toEqual(before);
  });

  test('its organisation has uploaded as much today that it has bound to nothing', async () => {
    const { platform, world } = given;
    const file = (index: number) => newPdf(MOST - 1000 - index);
    const files: string[] = [];
    for (let index = 0; index < 10; index += 1) files.push(await uploaded(given, world.guangdong, file(index)));
    const more = newPdf(MOST - 1000);
    await refused(() => upload(given, world.guangdong, 'a.pdf', more), 413, 'LIMIT_EXCEEDED');
    expect((await upload(given, world.shanghai, 'a.pdf', more)).status).toBe(201);
    // What is bound to something does not count.
    const pairing = await platform.done(world.office, 'agreePairing', {
      programme: 'EAST_WEST',
      partner: world.guangdongId,
      place: '5333',
      startedOn: '2012-01-01',
    });
    expect(pairing).not.toBe('');
    const project = await platform.done(world.guangdong, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '广东项目',
      sector: '31120',
      places: [{ place: '533323' }],
    });
    await platform.done(world.guangdong, 'attachEvidence', { file: files[0], subject: project });
    expect((await upload(given, world.guangdong, 'a.pdf', more)).status).toBe(201);
  }, 30_000);
});

test('a file is sent and fetched in parts, so that its size is no matter of memory', async () => {
  const { world } = given;
  const large = 192 * 1024 * 1024;
  const roomy = { ...given };
  await given.app.close();
  const { serve } = await import('../server/serving.js');
  roomy.app = await serve(given.platform.database, given.platform.schema, { EVIDENCE_FOLDER: given.folder, EVIDENCE_MAX_BYTES: String(large * 2) });
  given.app = roomy.app;
  await roomy.app.listen({ host: '127.0.0.1', port: 0 });
  given.address = `http://127.0.0.1:${(roomy.app.server.address() as { port: number }).port}`;

  const [hash, random] = [createHash('sha256'), randomBytes(1024 * 1024)];
  const chunks = [Buffer.from('%PDF-1.4\n'), ...Array.from({ length: large / random.length }, () => random)];
  for (const chunk of chunks) hash.update(chunk);
  let peak = 0;
  // What is still held, and not what nobody has swept up yet because the machine had other work.
  setFlagsFromString('--expose-gc');
  const sweep = runInNewContext('gc') as () => void;
  const held = () => process.memoryUsage().arrayBuffers;
  const before = held();
  const watch = setInterval(() => {
    if (held() - before > large / 4) sweep();
    peak = Math.max(peak, held() - before);
  }, 5);
  const { status, text } = await sendRaw([head('大.pdf'), ...chunks, END]);
  expect([status, JSON.parse(text).sha256]).toEqual([201, hash.digest('hex')]);
  const response = await download(given, world.shanghai, JSON.parse(text).id);
  let come = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) come += chunk.length;
  clearInterval(watch);
  expect(come).toBe(large + 9);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(large / 2);
}, 60_000);

test('what nobody has bound is seen by its organisation alone', async () => {
  const { world, platform } = given;
  const id = await uploaded(given, world.shanghai, newPdf());
  await contributionOf(given);
  for (const as of [undefined, world.guangdong, world.county, world.office, world.auditor, world.administrator]) {
    expect((await download(given, as, id)).status).toBe(404);
    expect((await platform.read('query ($id: ID!) { node(id: $id) { id } }', { as, variables: { id } })).node).toBeNull();
  }
});
