import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../config.js';
import { newSigningKey, type SigningKey, signingKey } from '../history/signing-key.js';
import { StartFailure } from './start-failure.js';

const FILE = 'history-key.pem';

/** The key that the history's heads are signed by: the one that is set, or one that is made at the first start and kept in the data folder. */
export async function loadSigningKey({ historyKey, dataFolder }: Pick<Config, 'historyKey' | 'dataFolder'>): Promise<SigningKey> {
  if (historyKey === '') return keyIn(await keptKey(resolve(dataFolder)), join(dataFolder, FILE));
  // A PEM that is passed in a variable may have its lines apart by \n, written out.
  if (historyKey.startsWith('-----BEGIN')) return keyIn(historyKey.replaceAll('\\n', '\n'), 'HISTORY_SIGNING_KEY');
  return keyIn(await readFile(historyKey, 'utf8').catch(unreadable(historyKey)), historyKey);
}

/** It comes to its place whole, and of several programs that begin at once one makes it. */
async function keptKey(folder: string): Promise<string> {
  const path = join(folder, FILE);
  try {
    return (await readFile(path, 'utf8').catch(absent)) ?? (await makeKey(folder, path));
  } catch (error) {
    throw notWritable(folder, error);
  }
}

async function makeKey(folder: string, path: string): Promise<string> {
  const unfinished = `${path}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, newSigningKey(), { mode: 0o600 });
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

function keyIn(pem: string, where: string): SigningKey {
  try {
    return signingKey(pem);
  } catch {
    throw new StartFailure({
      zh: `${where} 不是 Ed25519 私钥（PKCS #8 PEM）；可用 openssl genpkey -algorithm ed25519 生成一个。`,
      en: `${where} is no private key of Ed25519 in PKCS #8 PEM; openssl genpkey -algorithm ed25519 makes one.`,
    });
  }
}

function unreadable(path: string) {
  return (error: { code?: string }): never => {
    throw new StartFailure({
      zh: `设置 HISTORY_SIGNING_KEY 所指的文件 ${path} 无法读取（${error.code}）。`,
      en: `the file ${path} that the setting HISTORY_SIGNING_KEY names cannot be read (${error.code}).`,
    });
  };
}

function notWritable(folder: string, error: unknown): StartFailure {
  const { code } = error as { code?: string };
  return new StartFailure({
    zh: `无法在数据文件夹 ${folder} 中保存变更记录的签名密钥（${code}）；请检查文件夹的权限，或用设置 HISTORY_SIGNING_KEY 给出密钥。`,
    en: `the key that signs the history cannot be kept in the data folder ${folder} (${code}); check its permissions, or give a key by the setting HISTORY_SIGNING_KEY.`,
  });
}
