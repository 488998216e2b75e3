import { BACKUP, BACKUP_VERIFY } from './commands/backup.js';
import { type Command, say, WrongUsage } from './commands/command.js';
import { EVIDENCE_VERIFY } from './commands/evidence-verify.js';
import { HISTORY_EXPORT, HISTORY_KEYS } from './commands/history-export.js';
import { HISTORY_VERIFY } from './commands/history-verify.js';
import { INVITE_ADMINISTRATOR } from './commands/invite-administrator.js';
import { RESTORE } from './commands/restore.js';
import { UPGRADE_STATUS } from './commands/upgrade-status.js';
import { reportCommandFailure } from './start/report-failure.js';

/** Every command, npm run xieshou -- NAME …; one whose name goes on with another's comes before it. */
const COMMANDS: readonly Command[] = [
  INVITE_ADMINISTRATOR,
  HISTORY_EXPORT,
  HISTORY_VERIFY,
  HISTORY_KEYS,
  EVIDENCE_VERIFY,
  BACKUP_VERIFY,
  BACKUP,
  RESTORE,
  UPGRADE_STATUS,
];

async function main(words: readonly string[]): Promise<void> {
  try {
    const [command, args] = commandIn(words);
    process.exitCode = await command.run(args);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    for (const { usage, meaning } of COMMANDS)
      say(process.stderr, { zh: `　${meaning.zh}`, en: `usage: npm run xieshou -- ${usage}\n  ${meaning.en}` });
    process.exitCode = 2;
  }
}

/** The command whose name the words begin with, and the words behind it. */
function commandIn(words: readonly string[]): readonly [Command, readonly string[]] {
  for (const command of COMMANDS) {
    const name = nameOf(command);
    if (name.every((word, index) => word === words[index])) return [command, words.slice(name.length)];
  }
  throw new WrongUsage();
}

/** The small words of its usage. */
function nameOf({ usage }: Command): string[] {
  return usage.split(' ').filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith('--'));
}

await main(process.argv.slice(2)).catch(reportCommandFailure);
