import { AppError, badInput } from '../shared/errors/app-error.js';
import { type Executor, inOneGo, type Pool, type Reads, type Sql, sql } from '../shared/sql.js';

/** Whatever is younger by the database's clock may still be under way. */
const RECENT_MS = 60_000;

/** For so long it is known how the database's clock stands to this process's own, which goes on evenly whatever the node's is set to. */
const KNOWN_MS = 600_000;

/** How long a read waits for those who were committing at its instant. They take milliseconds. */
const PATIENCE = "'2 seconds'";

const REPEATABLE = { text: 'set transaction isolation level repeatable read, read only', values: [] };

/**
 * The database as it was at an instant, for statements written for the present: where `public_past` stands first in the path, the names of
 * tables are those of views that give the rows as they were (schema/migrations/050_versions.sql). Who asks is told beside it, for the
 * transaction alone. All that it tells and what is asked are read of one state of the database.
 */
export function lookingBack(pool: Pool, viewerTold: Sql, instant: Date): Reads {
  const at = sql`${instant.toISOString()}::timestamptz`;
  const told = sql`select ${viewerTold}, set_config('xieshou.instant', ${instant.toISOString()}, true),
    set_config('xieshou.as_of', snapshot_at(${at})::text, true), set_config('search_path', past_path(), true)`.statement();
  let settled: Promise<void> | undefined;
  const reads: Executor = {
    send: async (text, values) => {
      settled ??= settle(pool, instant, at);
      await settled;
      // The mark keeps it from being prepared under one name with the same text for the present, whose names mean other tables.
      return inOneGo(pool, [REPEATABLE, told, { text: `${text} /* as of */`, values }]);
    },
  };
  return { ...reads, light: reads };
}

/** The database's clock as it was read last, and when that was. */
const clocks = new WeakMap<Pool, { readonly time: number; readonly seenAt: number }>();

/** What was being committed at the instant is waited for, so that who asks for it again is given the same. */
async function settle(pool: Pool, instant: Date, at: Sql): Promise<void> {
  const clock = clocks.get(pool);
  const passed = clock === undefined ? KNOWN_MS : performance.now() - clock.seenAt;
  if (clock !== undefined && passed < KNOWN_MS && instant.getTime() < clock.time + passed - RECENT_MS) return;
  const { rows } = await sql<{ state: string; time: number }>`
    select instant_settles(${at}, ${sql.raw(PATIENCE)}) as state, extract(epoch from clock_timestamp())::float8 * 1000 as time`.execute(pool);
  if (rows[0]) clocks.set(pool, { time: rows[0].time, seenAt: performance.now() });
  if (rows[0]?.state === 'FUTURE') {
    throw badInput(['asOf'], 'AS_OF_IN_FUTURE', {
      zh: `asOf ${instant.toISOString()} 在将来，还没有那一刻的数据。`,
      en: `asOf ${instant.toISOString()} lies in the future, and nobody knows yet what will be then.`,
    });
  }
  if (rows[0]?.state !== 'SETTLED') {
    throw new AppError(
      'CONFLICT',
      {
        zh: '那一刻的写入尚未全部完成，请稍后重试。',
        en: 'What was being written at that instant has not come to its end yet; please try again shortly.',
      },
      { reason: 'AS_OF_UNSETTLED' },
    );
  }
}
