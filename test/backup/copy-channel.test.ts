import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askForCopy, CopyChannel } from '../../src/backup/copy-channel.js';
import type { Copied } from '../../src/backup/frozen-copy.js';
import { isThere } from '../../src/shared/is-there.js';

const COPIED: Copied = {
  takenAt: '2026-01-01T00:00:00.000000Z',
  heldMs: 3,
  migrations: ['001.sql'],
  servedFrom: 1,
  history: { sealed: '0', hash: '' },
  evidence: [],
};

let folder: string;
let channel: CopyChannel | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xieshou-'));
});
afterEach(async () => {
  await channel?.close();
  channel = undefined;
  await rm(folder, { recursive: true, force: true });
});

const copyPath = () => join(folder, 'backup.unfinished');
const isCopied = () => isThere(copyPath());

async function makeCopy(): Promise<Copied> {
  await writeFile(copyPath(), '');
  return COPIED;
}

async function goes(): Promise<void> {
  for (let tries = 0; await isCopied(); tries += 1) {
    if (tries > 200) throw new Error('The copy is still there');
    await setTimeout(10);
  }
}

test('a copy is there for as long as who asked for it stays, and one is made at a time', async () => {
  channel = await CopyChannel.open(folder, makeCopy);
  const copy = await askForCopy(folder);
  expect(copy).toMatchObject(COPIED);
  expect([copy?.isKept(), await isCopied()]).toEqual([true, true]);
  await expect(askForCopy(folder)).rejects.toThrow('another backup is being taken');
  expect(await isCopied()).toBe(true);
  copy?.release();
  await goes();
  expect(await askForCopy(folder)).toMatchObject(COPIED);
});

test('nobody but the own user may enter where it is asked for', async () => {
  channel = await CopyChannel.open(folder, makeCopy);
  expect((await stat(join(folder, 'control'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'control', 'socket'))).mode & 0o777).toBe(0o600);
});

test('a copy that cannot be made is refused with the reason, leaves nothing, and the next one is made', async () => {
  let isFull = true;
  channel = await CopyChannel.open(folder, async () => {
    await writeFile(copyPath(), '');
    if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    return COPIED;
  });
  await expect(askForCopy(folder)).rejects.toThrow('could not copy its database (ENOSPC)');
  await goes();
  isFull = false;
  expect(await askForCopy(folder)).toMatchObject(COPIED);
});

test('where the program ends, who asked knows that the copy is not kept any more', async () => {
  channel = await CopyChannel.open(folder, makeCopy);
  const copy = await askForCopy(folder);
  await channel.close();
  channel = undefined;
  expect(await isCopied()).toBe(false);
  for (let tries = 0; copy?.isKept() && tries < 200; tries += 1) await setTimeout(10);
  expect(copy?.isKept()).toBe(false);
});

test('nobody answers where no program runs, and what a killed one has left is in nobody’s way', async () => {
  expect(await askForCopy(folder)).toBeNull();
  channel = await CopyChannel.open(folder, makeCopy);
  await writeFile(copyPath(), '');
  const left = channel;
  channel = await CopyChannel.open(folder, makeCopy);
  expect(await isCopied()).toBe(false);
  expect(await askForCopy(folder)).toMatchObject(COPIED);
  await left.close();
});

test('a path that is too long for a socket is said, and nobody answers there', async () => {
  const deep = join(folder, 'a'.repeat(100));
  await expect(CopyChannel.open(deep, makeCopy)).rejects.toThrow('too long for a socket');
  expect(await askForCopy(deep)).toBeNull();
});
