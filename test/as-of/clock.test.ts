import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { instant, readAt } from './looking.js';

const given = useWorld();
const HOUR_MS = 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
});

test('a clock that is set back turns no changes round: what was known before them stays', async () => {
  const { platform, world } = given;
  const accepted = async () =>
    confirmAndAccept(platform, world.office, await platform.done(world.shanghai, 'logContribution', gift({ project: world.project })));
  const known = async (asOf: string | null) =>
    (await readAt(platform, 'impact(@) { money { net { fen } rows } }', asOf)).impact.money.map(({ net, rows }: never) => [net, rows]);
  await accepted();
  await platform.rows(sql`select impact_fold()`);
  const [before, then] = [await instant(), await known(null)];
  await accepted();
  // As if it had gone ahead while that was stamped, and were right again.
  const ahead = sql`select max(nth) from moment where at is not null`;
  await platform.rows(sql`update moment set at = at + interval '1500 ms' where nth = (${ahead})`);
  const [{ nth } = { nth: '' }] = await platform.rows<{ nth: string }>(sql`select (${ahead})::text as nth`);
  await accepted();
  const [{ count } = { count: null }] = await platform.rows<{ count: number }>(
    sql`select count(*)::int as count from moment where nth > ${nth}::bigint and at <= (select at from moment where nth = ${nth}::bigint)`,
  );
  expect(count).toBe(0);
  await pause(2000);
  await platform.rows(sql`select impact_fold()`);
  expect(await known(before)).toEqual(then);
  expect(await known(null)).not.toEqual(then);
});

test.each([
  ['ahead', HOUR_MS],
  ['behind', -HOUR_MS],
])('what has been and what will be goes by the clock of the database, also where that of the node is an hour %s', async (_which, by) => {
  const { platform, world } = given;
  const real = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => real() + by);
  const [{ now } = { now: 0 }] = await platform.rows<{ now: number }>(sql`select extract(epoch from clock_timestamp())::float8 * 1000 as now`);
  const before = new Date(now).toISOString();
  await pause(50);
  await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
  const known = async (instantMs: number) =>
    platform.ask(`{ contributions(asOf: "${new Date(instantMs).toISOString()}") { totalCount } }`, { as: world.shanghai });
  const counted = async (asOf: string) =>
    (await platform.read(`{ contributions(asOf: "${asOf}") { totalCount } }`, { as: world.shanghai })).contributions;
  // In whole milliseconds, as a date has them, and so not before what was written in the same one.
  const [{ later } = { later: 0 }] = await platform.rows<{ later: number }>(
    sql`select ceil(extract(epoch from clock_timestamp()) * 1000)::float8 as later`,
  );
  await pause(50);
  expect((await counted(new Date(later).toISOString())).totalCount).toBe((await counted(before)).totalCount + 1);
  expect((await known(now - HOUR_MS / 2)).errors).toEqual([]);
  expect((await known(now + HOUR_MS / 2)).errors.map(({ extensions }) => extensions?.reason)).toEqual(['AS_OF_IN_FUTURE']);
});
