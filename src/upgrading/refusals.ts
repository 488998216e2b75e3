import type { Message } from '../shared/errors/messages.js';
import { programVersion } from '../shared/version.js';
import { StartFailure } from '../start/start-failure.js';
import type { MigrationFile } from './migration-file.js';
import type { ServingProcess } from './serving-processes.js';

/** The program ends with it where its version is too old for the database, so that whoever looks after it need not start it again. */
export const SUPERSEDED = 3;

/** What this version reads or writes is no longer there. */
export function superseded(newest: number): StartFailure {
  const version = `${programVersion()} (${numbered(newest)})`;
  return new StartFailure(
    {
      zh: `更新版本的携手已从数据库中去掉了本版本 ${version} 仍需要的内容；请启动那个版本或更新的版本。要退回本版本，只能恢复升级之前的备份。`,
      en: `a newer version of Xieshou has taken away from the database what this version, ${version}, still needs; start that version or a newer one. The only way back to this version is the backup of before the upgrade.`,
    },
    SUPERSEDED,
  );
}

/** The database knows what this version does not, and lacks what this version brings: the two are no versions of one another. */
export function diverged(unknown: string, pending: string): StartFailure {
  return new StartFailure(
    {
      zh: `数据库的升级路线与本版本不同（数据库有本版本没有的 ${unknown}，却没有本版本的 ${pending}）；请启动写入该数据库的版本或其后续版本。`,
      en: `the database has been upgraded along another line (it has ${unknown}, which this version does not know, and lacks ${pending}, which this version has); start the version that wrote it, or one that came after it.`,
    },
    SUPERSEDED,
  );
}

/** For whoever goes back to the version before, or starts one more process of it. */
export function alreadyNewer(unknown: string): Message {
  return {
    zh: `数据库已属于更新的版本（${unknown}）；本版本仍可在其上提供服务。`,
    en: `The database is of a newer version already (${unknown}); this version may still serve on it.`,
  };
}

export function olderServe({ name, needs }: MigrationFile, older: readonly ServingProcess[]): StartFailure {
  const who = older.map(({ version, migration, host, pid }) => `${version} (${numbered(migration)}) @ ${host}, pid ${pid}`).join('; ');
  const least = numbered(needs ?? 0);
  return new StartFailure({
    zh: `本版本的 ${name} 要去掉旧版本仍需要的内容，而旧版本还在提供服务：${who}。请先停止它们，或先把它们升级到含有迁移 ${least} 的版本，然后再启动本版本；在此之前它们照常服务，数据库仍可供它们使用。此步骤不可撤回，请先备份。`,
    en: `${name} of this version takes away what older versions need, and such still serve: ${who}. Stop them, or upgrade them to a version that has migration ${least} first, and start this version again; until then they serve on undisturbed. There is no way back from this step, so take a backup before.`,
  });
}

export function stillHeld({ name }: MigrationFile, holder: string | null): StartFailure {
  return new StartFailure({
    zh: `迁移 ${name} 一直等不到所需的表锁：有事务长时间占用${holder === null ? '' : `（最早的是 ${holder}）`}。请结束该事务（select pg_terminate_backend(…)）后再启动；数据库未作此项改动。`,
    en: `the migration ${name} did not get the table that it needs: a transaction holds it for long${holder === null ? '' : ` (the oldest is ${holder})`}. End it (select pg_terminate_backend(…)) and start again; nothing of this migration was done.`,
  });
}

export function takesTooLong({ name }: MigrationFile, seconds: number): StartFailure {
  return new StartFailure({
    zh: `迁移 ${name} 占用表的时间会超过 ${seconds} 秒，而其他进程正在提供服务；请停止所有进程后再启动本版本，届时不限时间。此项改动已撤回，其他进程照常服务。`,
    en: `the migration ${name} would hold tables for more than ${seconds} seconds while other processes serve; stop all of them and start this version again, and it has all the time it needs. It was taken back, and the others serve on.`,
  });
}

/** What was added is left where it is, and what was taken away does not come back. */
export function noWayBack({ name, needs }: MigrationFile): StartFailure {
  return new StartFailure(
    needs === null
      ? {
          zh: `迁移 ${name} 不撤回，也无须撤回：此前的版本可以直接在其上提供服务。`,
          en: `the migration ${name} is not taken back, and need not be: the version before serves on what it has made.`,
        }
      : {
          zh: `迁移 ${name} 无法撤回：它去掉的内容已不存在。要退回，只能恢复升级之前的备份。`,
          en: `the migration ${name} cannot be taken back: what it took away is gone. The only way back is the backup of before the upgrade.`,
        },
  );
}

export function waitsForTable({ name }: MigrationFile): Message {
  return {
    zh: `迁移 ${name} 正在等待其他事务释放所需的表，每次只短暂排队，不妨碍他人……`,
    en: `The migration ${name} waits for a table that others use; it stands in line for moments only, so that nobody waits behind it …`,
  };
}

export function waitsForOlder(older: readonly ServingProcess[]): Message {
  const who = older.map(({ host, pid }) => `${host}, pid ${pid}`).join('; ');
  return {
    zh: `正在确认旧版本的进程是否仍在提供服务（${who}）……`,
    en: `Finding out whether processes of older versions still serve (${who}) …`,
  };
}

/** As the names of migrations begin. */
export function numbered(migration: number): string {
  return String(migration).padStart(3, '0');
}
