import { join } from 'node:path';
import { BackupFailure } from '../backup/backup-failure.js';
import { type Config, readConfig } from '../config.js';
import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';
import { KEY_FILES } from '../start/kept-key.js';
import { StartFailure } from '../start/start-failure.js';
import { fileProblem, say } from './command.js';

/** Does what a command about the files of the embedded ledger does, and says what came of it, or why it did not. */
export async function onEmbeddedLedger(work: (config: Config) => Promise<Message>): Promise<number> {
  try {
    const config = readConfig(process.env);
    if (config.storage.kind === 'postgresql') throw new BackupFailure(onServer(config));
    say(process.stderr, await work(config));
    return 0;
  } catch (error) {
    const messages = whyNot(error);
    if (messages === null) throw error;
    say(process.stderr, messages);
    return 1;
  }
}

function whyNot(error: unknown): Message | null {
  if (error instanceof BackupFailure || error instanceof StartFailure) return error.messages;
  if (error instanceof AppError) return error.extensions.messages as Message;
  return fileProblem(error);
}

/** A server has better tools of its own, and they belong to whoever keeps it. */
function onServer({ dataFolder, historyKey, webhooks, evidence: { bucket, folder } }: Config): Message {
  const history = historyKey === '' ? join(dataFolder, KEY_FILES.history) : 'HISTORY_SIGNING_KEY';
  const webhook = webhooks.key === '' ? join(dataFolder, KEY_FILES.webhooks) : 'WEBHOOK_KEY';
  const evidence = bucket === null ? folder : bucket.address;
  return {
    zh: `台账在 PostgreSQL 服务器上，请用 PostgreSQL 自带的工具备份：pg_dump 得到某一时刻的副本，pg_basebackup 加 WAL 归档可恢复到任一时刻；然后再备份佐证文件（${evidence}）和密钥（${history}、${webhook}）。做法和次序见 docs/backup.md。`,
    en: `the ledger is on a PostgreSQL server, which PostgreSQL's own tools back up: pg_dump as of one moment, pg_basebackup with WAL archiving as of any; after it come the evidence files (${evidence}) and the keys (${history}, ${webhook}). How, and in which order, says docs/backup.md.`,
  };
}
