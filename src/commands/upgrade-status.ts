import { readConfig } from '../config.js';
import type { Message } from '../shared/errors/messages.js';
import type { Executor } from '../shared/sql.js';
import { programVersion } from '../shared/version.js';
import { openLedgerAsItIs } from '../start/open-ledger.js';
import { executedMigrations } from '../upgrading/migrate.js';
import { type MigrationFile, migrationFiles, newestOf } from '../upgrading/migration-file.js';
import { numbered } from '../upgrading/refusals.js';
import { servingBelow, servingFloor } from '../upgrading/serving-processes.js';
import { type Command, say, WrongUsage } from './command.js';

/** What a start of this version would do to the database, who serves it, and which versions may; nothing is changed. */
export const UPGRADE_STATUS: Command = {
  usage: 'upgrade status',
  meaning: {
    zh: '查看启动本版本会对数据库做哪些改动、哪些可以退回，以及哪些进程正在提供服务',
    en: 'says what a start of this version does to the database, whether there is a way back, and who serves it',
  },
  run: async (args) => {
    if (args.length > 0) throw new WrongUsage();
    const database = await openLedgerAsItIs(readConfig(process.env));
    try {
      await report(database.pool, migrationFiles());
      return 0;
    } finally {
      await database.close();
    }
  },
};

async function report(database: Executor, files: readonly MigrationFile[]): Promise<void> {
  const executed = await executedMigrations(database);
  const [floor, processes] = [await servingFloor(database), await servingBelow(database, null)];
  const newest = numbered(newestOf(files));
  say(process.stdout, {
    zh: `本版本 ${programVersion()} 的最新迁移是 ${newest}；数据库的是 ${executed.at(-1) ?? '（空）'}。`,
    en: `This version, ${programVersion()}, has migrations up to ${newest}; the database has ${executed.at(-1) ?? 'none'}.`,
  });
  say(process.stdout, {
    zh: floor === 0 ? '任何版本都可以在此数据库上提供服务。' : `迁移 ${numbered(floor)} 之前的版本不能再在此数据库上提供服务。`,
    en: floor === 0 ? 'Any version may serve this database.' : `Versions without migration ${numbered(floor)} cannot serve this database any more.`,
  });
  for (const { version, migration, host, pid } of processes) {
    say(process.stdout, {
      zh: `正在提供服务：${version} (${numbered(migration)}) @ ${host}, pid ${pid}。`,
      en: `Serves now: ${version} (${numbered(migration)}) @ ${host}, pid ${pid}.`,
    });
  }
  for (const file of files) if (!executed.includes(file.name)) say(process.stdout, pending(file));
}

function pending({ name, needs }: MigrationFile): Message {
  if (needs === null) return { zh: `启动时执行 ${name}：可以退回此前的版本。`, en: `A start does ${name}: the version before may be gone back to.` };
  return {
    zh: `启动时执行 ${name}：不可撤回，且须所有进程都已含有迁移 ${numbered(needs)}；请先备份。`,
    en: `A start does ${name}: there is no way back, and every process must have migration ${numbered(needs)}. Take a backup before.`,
  };
}
