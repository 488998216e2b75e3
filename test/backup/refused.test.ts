import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../src/backup/manifest.js';
import { restore } from '../../src/backup/restore.js';
import { type PackedFile, writeBackup } from '../../src/backup/write-backup.js';
import { readConfig } from '../../src/config.js';
import { isThere } from '../../src/shared/is-there.js';
import { damaged, repacked, withContent } from './damaged.js';

const manifest: Manifest = {
  format: 1,
  xieshou: '0.1.0',
  postgresql: 18,
  takenAt: '2026-01-01T00:00:00.000000Z',
  migrations: [],
  servedFrom: 0,
  history: { sealed: '0', hash: '0'.repeat(64) },
  evidence: { kept: 'HERE', leftOut: [] },
  keys: ['history-key.pem', 'webhook-key'],
};

let folder: string;
let file: string;

/** A backup as any other, but for its size. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xieshou-'));
  file = join(folder, 'backup.tar.gz');
  const files = [
    packed('postgres/PG_VERSION', Buffer.from('18\n')),
    packed('postgres/base/1', randomBytes(300_000)),
    packed('postgres/base/2', randomBytes(300_000)),
    packed('history-key.pem', Buffer.from('-----BEGIN PRIVATE KEY-----\n')),
    packed('webhook-key', Buffer.from('key')),
  ];
  await writeBackup(file, { manifest, folders: ['postgres', 'postgres/base'], files });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function packed(path: string, bytes: Buffer): PackedFile {
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), open: async () => Readable.from([bytes]) };
}

describe('a restore refuses, and touches nothing, where', () => {
  const refused = async (path: string, sentence: string | RegExp) => {
    const nowhere = join(folder, 'nowhere');
    await expect(restore(readConfig({ DATA_FOLDER: nowhere }), { file: path, replaces: true })).rejects.toThrow(sentence);
    expect(await isThere(nowhere)).toBe(false);
  };

  it('the backup is cut off', async () => {
    const half = Math.round((await stat(file)).size / 2);
    await refused(await damaged(file, 'half', (bytes) => bytes.subarray(0, half)), /cut off or damaged: it cannot be read from postgres\/\S+ on/);
    await refused(await damaged(file, 'short', (bytes) => bytes.subarray(0, -9)), /cut off or damaged/);
    await refused(await damaged(file, 'empty', () => Buffer.alloc(0)), 'is no backup of Xieshou');
  });

  it('a byte of it is another', async () => {
    const turned = await damaged(file, 'turned', (bytes) => {
      const at = Math.round(bytes.length / 3);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      return bytes;
    });
    await refused(turned, /postgres\/\S+ (on|in it is not what was written)/);
  });

  it.each(['postgres/PG_VERSION', 'history-key.pem', 'manifest.json'])('%s in it was altered', async (path) => {
    const altered = await repacked(
      file,
      'altered',
      withContent(path, (old) => old.replace(/.$/m, '~')),
    );
    await refused(altered, path === 'manifest.json' ? 'is no backup of Xieshou' : `altered: ${path} in it is not what was written`);
  });

  it('what its manifest says was altered', async () => {
    const path = await repacked(
      file,
      'later',
      withContent('manifest.json', (old) => old.replace(manifest.takenAt, '2099-01-01T00:00:00.000000Z')),
    );
    await refused(path, 'altered: manifest.json in it is not what was written');
  });

  it('a member was taken out, put in, or leads out of the folder', async () => {
    const without = await repacked(file, 'without', (entries) => entries.filter(({ header }) => header.name !== 'webhook-key'));
    await refused(without, 'cannot be read from webhook-key on');
    for (const name of ['postgres/../../other', 'lock', `evidence/${'0'.repeat(64)}`]) {
      const data = new Uint8Array(1);
      const more = await repacked(file, 'more', (entries) => [...entries, { header: { name, size: 1, type: 'file' }, data }]);
      await refused(more, `altered: ${name} in it`);
    }
  });

  it('this version is too old for it, or has another embedded database', async () => {
    const newer = (change: Partial<Manifest>) =>
      repacked(
        file,
        'newer',
        withContent('manifest.json', (old) => JSON.stringify({ ...JSON.parse(old), ...change })),
      );
    await refused(await newer({ xieshou: '9.0.0', servedFrom: 900 }), 'newer version of Xieshou (9.0.0) and takes one that knows migration 900');
    await refused(await newer({ migrations: ['001_text_search.sql', '999_future.sql'] }), 'upgraded along another line');
    await refused(await newer({ format: 2 }), 'takes one that knows format 2');
    await refused(await newer({ postgresql: 19 }), 'takes one that knows PostgreSQL 19');
    await refused(await newer({ postgresql: 17 }), 'whose embedded database is PostgreSQL 17');
  });

  it('it is no file of ours, or none', async () => {
    await writeFile(join(folder, 'text'), 'This is a text.');
    await refused(join(folder, 'text'), 'is no backup of Xieshou');
    await refused(join(folder, 'no-such-file'), 'ENOENT');
  });

  it('and takes one that is whole', async () => {
    await restore(readConfig({ DATA_FOLDER: join(folder, 'whole') }), { file, replaces: false });
    expect(await isThere(join(folder, 'whole', 'postgres', 'base', '2'))).toBe(true);
  });
});
