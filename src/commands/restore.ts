import { type Restored, restore } from '../backup/restore.js';
import type { Config } from '../config.js';
import type { Message } from '../shared/errors/messages.js';
import { type Command, WrongUsage } from './command.js';
import { onEmbeddedLedger } from './embedded-ledger.js';

const REPLACE = '--replace';

/** What a backup holds, in a data folder that has no ledger, or whose ledger makes room. */
export const RESTORE: Command = {
  usage: 'restore FILE [--replace]',
  meaning: {
    zh: '把备份恢复到数据文件夹（DATA_FOLDER）；--replace 会移开其中原有的台账',
    en: 'restores a backup into the data folder (DATA_FOLDER); --replace moves the ledger away that is there',
  },
  run: async (args) => {
    const [file, ...others] = args.filter((word) => word !== REPLACE);
    if (file === undefined || file.startsWith('-') || others.length > 0) throw new WrongUsage();
    const replaces = args.includes(REPLACE);
    return onEmbeddedLedger(async (config) => restoredWord(await restore(config, { file, replaces }), config));
  },
};

function restoredWord({ manifest: { takenAt, history, evidence }, setAside }: Restored, { dataFolder }: Config): Message {
  const bucket = evidence.kept === 'BUCKET';
  return {
    zh: `${takenAt} 的台账已恢复到 ${dataFolder}，已封存变更记录 ${history.sealed} 条。${bucket ? '佐证文件不在备份里，仍须使用原来的存储桶。' : ''}${setAside === null ? '' : `原有台账移到了 ${setAside}。`}启动前请用 history verify 和 evidence verify 核对。`,
    en: `The ledger as of ${takenAt} is in ${dataFolder} again, with ${history.sealed} sealed entries of its history. ${bucket ? 'Its evidence files were not in the backup: the same bucket is needed. ' : ''}${setAside === null ? '' : `What was there before is in ${setAside}. `}Look at it with history verify and evidence verify before it is started.`,
  };
}
