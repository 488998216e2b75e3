import { readConfig } from '../config.js';
import { openEvidenceStore } from '../evidence/open-store.js';
import { type Finding, verifyAll } from '../evidence/verification.js';
import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';
import { openLedgerAtThisVersion } from '../start/open-ledger.js';
import { StartFailure } from '../start/start-failure.js';
import { type Command, say, WrongUsage } from './command.js';

/** Looks at every evidence file, names on stdout each that is altered or missing, and ends with 1 where there is one. */
export const EVIDENCE_VERIFY: Command = {
  usage: 'evidence verify',
  meaning: {
    zh: '核对全部佐证文件，指出被改动或缺失的',
    en: 'looks at every evidence file, and names those that were altered or are missing',
  },
  run: async (args) => {
    if (args.length > 0) throw new WrongUsage();
    const { storage, evidence } = readConfig(process.env);
    const database = await openLedgerAtThisVersion({ storage });
    try {
      const [store, counted] = [await openEvidenceStore(evidence), { all: 0, wrong: 0 }];
      const findings = verifyAll(database.pool, store, () => {
        counted.all += 1;
      });
      for await (const finding of findings) {
        counted.wrong += 1;
        process.stdout.write(linesOf(finding));
      }
      say(process.stderr, {
        zh: `共 ${counted.all} 个文件，${counted.wrong} 个被改动或缺失`,
        en: `${counted.all} files, ${counted.wrong} altered or missing`,
      });
      return counted.wrong > 0 ? 1 : 0;
    } catch (error) {
      throw error instanceof AppError ? new StartFailure(error.extensions.messages as Message) : error;
    } finally {
      await database.close();
    }
  },
};

/** A line for each file that the content is, with what it is evidence for. */
function linesOf({ state, sha256, files }: Finding): string {
  return files.map(({ file, fileName, boundTo }) => `${[state, sha256, fileName, file, ...boundTo].join('\t')}\n`).join('');
}
