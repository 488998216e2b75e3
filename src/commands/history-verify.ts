import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.js';
import { headsOfFile, recordsOfFile } from '../history/chain-file.js';
import { verifiedLive } from '../history/live-verification.js';
import { type HeadKey, publicKey } from '../history/signing-key.js';
import { ChainBroken, type Trust, type Verified, verified } from '../history/verification.js';
import type { Message } from '../shared/errors/messages.js';
import { openLedgerUnchanged } from '../start/open-ledger.js';
import { type Command, fileProblem, say, WrongUsage } from './command.js';

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** Finds the first entry that was altered or taken away: of an export without any database, without a file in the database itself. */
export const HISTORY_VERIFY: Command = {
  usage: 'history verify [FILE] [--key PUBLIC_KEYS] [--head EARLIER_EXPORT]',
  meaning: {
    zh: '验证导出的（不给文件则验证数据库中的）变更记录，指出第一条被改动或缺失的',
    en: 'verifies an export, or without a file the database, and names the first entry that was altered or is missing',
  },
  run: async (args) => {
    const { file, key, head } = argumentsIn(args);
    try {
      const trust: Trust = { ...(key !== undefined && { keys: await keysIn(key) }), ...(head !== undefined && { heads: await headsOfFile(head) }) };
      say(process.stdout, file === undefined ? await liveWord(trust) : wordOf(await verified(recordsOfFile(file), trust), trust));
      return 0;
    } catch (error) {
      const messages = whatIsWrong(error);
      if (messages === null) throw error;
      say(process.stderr, messages);
      return 1;
    }
  },
};

function argumentsIn(args: readonly string[]): { readonly file?: string; readonly key?: string; readonly head?: string } {
  try {
    const options = { key: { type: 'string' }, head: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) throw new WrongUsage();
    return { ...values, ...(positionals[0] !== undefined && { file: positionals[0] }) };
  } catch {
    throw new WrongUsage();
  }
}

/** The keys of a file, one PEM after another. */
async function keysIn(path: string): Promise<HeadKey[]> {
  const pems = (await readFile(path, 'utf8')).match(PEM) ?? [];
  try {
    if (pems.length > 0) return pems.map(publicKey);
  } catch {
    // It is said below.
  }
  throw new NoKey(path);
}

class NoKey extends Error {
  readonly messages: Message;

  constructor(path: string) {
    super(path);
    this.messages = {
      zh: `文件 ${path} 须含 Ed25519 公钥（PEM），如 history keys 打印的那样。`,
      en: `the file ${path} must hold public keys of Ed25519 in PEM, as history keys prints them.`,
    };
  }
}

async function liveWord(trust: Trust): Promise<Message> {
  const database = await openLedgerUnchanged(readConfig(process.env));
  try {
    const found = await verifiedLive(database.pool, trust);
    const { zh, en } = wordOf(found, trust);
    return { zh: `${zh}另有 ${found.waiting} 条尚未封存。`, en: `${en} ${found.waiting} more wait to be sealed.` };
  } finally {
    await database.close();
  }
}

function wordOf({ entries, hash, keyIds }: Verified, { keys }: Trust): Message {
  const signers = keyIds.join(', ');
  return {
    zh: `${entries} 条变更记录完整无误，链的哈希是 ${hash}，链头由${keys ? '受信任的' : '记录自带的'}密钥 ${signers} 签名。`,
    en: `${entries} entries are as they were written. The chain's hash is ${hash}; its heads are signed by ${keys ? 'the trusted keys' : 'keys that it brings itself'}: ${signers}.`,
  };
}

function whatIsWrong(error: unknown): Message | null {
  if (error instanceof NoKey) return error.messages;
  if (error instanceof ChainBroken) return { zh: `变更记录不完整：${error.messages.zh}`, en: `the history is broken: ${error.messages.en}` };
  return fileProblem(error);
}
