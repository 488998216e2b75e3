import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readConfig } from '../config.js';
import type { Database } from '../database.js';
import { chainRecords, lineOf } from '../history/chain-records.js';
import { openLedgerUnchanged } from '../start/open-ledger.js';
import { type Command, fileProblem, say, WrongUsage } from './command.js';

/** What an outsider verifies: a line for each entry, with the heads and the public keys. */
export const HISTORY_EXPORT: Command = {
  usage: 'history export FILE',
  meaning: { zh: '把已封存的变更记录写入一个文件', en: 'writes the history, as far as it is sealed, to a file' },
  run: async ([file, ...others]) => {
    if (file === undefined || others.length > 0) throw new WrongUsage();
    const database = await openLedgerUnchanged(readConfig(process.env));
    try {
      let entries = 0;
      const lines = async function* () {
        for await (const record of chainRecords(database.pool)) {
          if ('entry' in record) entries += 1;
          yield lineOf(record);
        }
      };
      await pipeline(Readable.from(lines()), createWriteStream(file));
      say(process.stderr, { zh: `已写出 ${entries} 条变更记录。`, en: `${entries} entries were written.` });
      return 0;
    } catch (error) {
      const messages = fileProblem(error);
      if (messages === null) throw error;
      say(process.stderr, messages);
      return 1;
    } finally {
      await database.close();
    }
  },
};

/** Whoever verifies gets the keys by a way of its own, and not with the export. */
export const HISTORY_KEYS: Command = {
  usage: 'history keys',
  meaning: { zh: '打印验证链头用的公钥', en: 'prints the public keys that heads are verified by' },
  run: async (args) => {
    if (args.length > 0) throw new WrongUsage();
    const database = await openLedgerUnchanged(readConfig(process.env));
    try {
      process.stdout.write(await keysOf(database));
      return 0;
    } finally {
      await database.close();
    }
  },
};

async function keysOf({ pool }: Database): Promise<string> {
  let text = '';
  for await (const record of chainRecords(pool)) {
    if (!('key' in record)) break;
    text += record.key.publicKey;
  }
  return text;
}
