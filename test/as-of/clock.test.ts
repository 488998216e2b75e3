import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { instant, readAt } from './looking.js';

const given = useWorld();

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
