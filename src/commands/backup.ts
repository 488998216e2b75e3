import { backUp, type Made } from '../backup/back-up.js';
import type { Manifest } from '../backup/manifest.js';
import { readBackup } from '../backup/read-backup.js';
import type { Config } from '../config.js';
import type { Message } from '../shared/errors/messages.js';
import { type Command, WrongUsage } from './command.js';
import { onEmbeddedLedger } from './embedded-ledger.js';

const MEGABYTE = 1_000_000;

/** A file of all that belongs together: the embedded database, its evidence and its keys. */
export const BACKUP: Command = {
  usage: 'backup FILE',
  meaning: {
    zh: '把内置数据库连同佐证文件和密钥备份到一个文件，携手运行时也可以',
    en: 'backs up the embedded database with its evidence files and keys to a file, also while the platform runs',
  },
  run: async (args) => {
    const file = fileIn(args);
    return onEmbeddedLedger(async (config) => madeWord(await backUp(config, file), file, config));
  },
};

/** Reads all of a backup and changes nothing. */
export const BACKUP_VERIFY: Command = {
  usage: 'backup verify FILE',
  meaning: { zh: '核对一个备份文件是否完整', en: 'looks whether a backup is whole' },
  run: async (args) => {
    const file = fileIn(args);
    return onEmbeddedLedger(async () => wholeWord(await readBackup(file, async () => undefined), file));
  },
};

function fileIn([file, ...others]: readonly string[]): string {
  if (file === undefined || file.startsWith('-') || others.length > 0) throw new WrongUsage();
  return file;
}

function madeWord({ manifest, bytes, evidence, heldMs }: Made, file: string, config: Config): Message {
  const [megabytes, seconds] = [(bytes / MEGABYTE).toFixed(1), (heldMs / 1000).toFixed(1)];
  const { keys, history } = manifest;
  return joined(
    {
      zh: `已备份到 ${file}（${megabytes} MB）：${manifest.takenAt} 的台账，已封存变更记录 ${history.sealed} 条，佐证文件 ${evidence} 个，密钥 ${keys.length} 个。期间写入等待了 ${seconds} 秒。文件含有密钥，请妥善保管。`,
      en: `${file} (${megabytes} MB) has the ledger as of ${manifest.takenAt}, with ${history.sealed} sealed entries of its history, ${evidence} evidence files and ${keys.length} keys. Writing waited for it for ${seconds} s. It holds keys: keep it where nobody else reads it.`,
    },
    ...notInIt(manifest, config),
  );
}

/** What whoever restores it will need beside it. */
function notInIt({ evidence: { kept, leftOut } }: Manifest, { historyKey, webhooks, evidence }: Config): Message[] {
  const words: Message[] = [];
  if (kept === 'BUCKET')
    words.push({
      zh: `佐证文件在存储桶 ${evidence.bucket?.address} 中，不在备份里，须另行保管。`,
      en: `The evidence files are in the bucket ${evidence.bucket?.address} and not in it.`,
    });
  if (leftOut.length > 0)
    words.push({
      zh: `有 ${leftOut.length} 个佐证文件已被改动或缺失，未收入备份；evidence verify 会逐一指出。`,
      en: `${leftOut.length} evidence files were altered or missing and are not in it; evidence verify names them.`,
    });
  const settings = [historyKey && 'HISTORY_SIGNING_KEY', webhooks.key && 'WEBHOOK_KEY'].filter((name) => name !== '');
  if (settings.length > 0)
    words.push({
      zh: `由设置 ${settings.join('、')} 给出的密钥不在备份里，须另行保管。`,
      en: `The keys that the settings ${settings.join(' and ')} give are not in it.`,
    });
  return words;
}

function wholeWord({ takenAt, xieshou, history: { sealed, hash } }: Manifest, file: string): Message {
  return {
    zh: `${file} 完整无误：携手 ${xieshou} 备份的 ${takenAt} 的台账，已封存变更记录 ${sealed} 条，链的哈希是 ${hash}。`,
    en: `${file} is whole: the ledger as of ${takenAt}, backed up by Xieshou ${xieshou}, with ${sealed} sealed entries of its history; the chain's hash is ${hash}.`,
  };
}

function joined(...words: readonly Message[]): Message {
  return { zh: words.map(({ zh }) => zh).join(''), en: words.map(({ en }) => en).join(' ') };
}
