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
  let settled: Promise<void> | undefined;
  const past = lookingBackAt(pool, viewerTold, instant);
  const reads: Executor = {
    send: async (text, values) => {
      settled ??= settle(pool, instant);
      await settled;
      return past.send(text, values);
    },
  };
  return { ...reads, light: reads };
}

/** The same where nothing of that instant is under way. */
export function lookingBackAt(pool: Pool, viewerTold: Sql, instant: Date): Reads {
  const told = sql`select ${viewerTold}, set_config('xieshou.instant', ${instant.toISOString()}, true),
    set_config('xieshou.as_of', snapshot_at(${timestamp(instant)})::text, true), set_config('search_path', past_path(), true)`.statement();
  const reads: Executor = {
    // The mark keeps it from being prepared under one name with the same text for the present, whose names mean other tables.
    send: (text, values) => inOneGo(pool, [REPEATABLE, told, { text: `${text} /* as of */`, values }]),
  };
  return { ...reads, light: reads };
}

function timestamp(instant: Date): Sql {
  return sql`${instant.toISOString()}::timestamptz`;
}

/** The database's clock as it was read last, and when that was. */
const clocks = new WeakMap<Pool, { readonly time: number; readonly seenAt: number }>();

/** Whether it is known that the instant lies so far back that nothing of it can be under way. */
export function isLongAgo(pool: Pool, instant: Date): boolean {
  const clock = clocks.get(pool);
  const passed = clock === undefined ? KNOWN_MS : performance.now() - clock.seenAt;
  return clock !== undefined && passed < KNOWN_MS && instant.getTime() < clock.time + passed - RECENT_MS;
}

/** What was being committed at the instant is waited for, so that who asks for it again is given the same. */
async function settle(pool: Pool, instant: Date): Promise<void> {
  if (isLongAgo(pool, instant)) return;
  const { rows } = await sql<{ state: string; time: number }>`
    select instant_settles(${timestamp(instant)}, ${sql.raw(PATIENCE)}) as state, extract(epoch from clock_timestamp())::float8 * 1000 as time`.execute(
    pool,
  );
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
