import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Message } from '../shared/errors/messages.js';
import { StartFailure } from './start-failure.js';

/** What the keys are called in the data folder. */
export const KEY_FILES = { history: 'history-key.pem', webhooks: 'webhook-key' } as const;

/** A key that is made at the first start and kept in the data folder. */
export interface KeptKey {
  readonly folder: string;
  readonly file: string;
  readonly make: () => string;
  /** What cannot be kept, and by which setting a key is given instead. */
  readonly what: Message;
  readonly setting: string;
}

/** It comes to its place whole, and of several programs that begin at once one makes it. */
export async function keptKey({ folder: given, file, make, what, setting }: KeptKey): Promise<string> {
  const folder = resolve(given);
  const path = join(folder, file);
  try {
    return (await readFile(path, 'utf8').catch(absent)) ?? (await makeKey(folder, path, make));
  } catch (error) {
    const { code } = error as { code?: string };
    throw new StartFailure({
      zh: `无法在数据文件夹 ${folder} 中保存${what.zh}（${code}）；请检查文件夹的权限，或用设置 ${setting} 给出密钥。`,
      en: `${what.en} cannot be kept in the data folder ${folder} (${code}); check its permissions, or give a key by the setting ${setting}.`,
    });
  }
}

/** The text of a file that a setting names. */
export async function keyFile(path: string, setting: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: { code?: string }) => {
    throw new StartFailure({
      zh: `设置 ${setting} 所指的文件 ${path} 无法读取（${error.code}）。`,
      en: `the file ${path} that the setting ${setting} names cannot be read (${error.code}).`,
    });
  });
}

async function makeKey(folder: string, path: string, make: () => string): Promise<string> {
  const unfinished = `${path}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, make(), { mode: 0o600 });
  await link(unfinished, path).catch(present);
  await rm(unfinished);
  return readFile(path, 'utf8');
}

function absent(error: { code?: string }): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function present(error: { code?: string }): void {
  if (error.code !== 'EEXIST') throw error;
}
