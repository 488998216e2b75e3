import { expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenRules } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { answerFor, close, openYear, versionsOf } from '../support/closing.js';
import { connectionTo } from '../support/connection.js';
import { confirm } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

const given = useWorld();

const confirmed = async (year: number) => {
  const { platform, world } = given;
  return confirm(platform, await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: `${year}-05-01` })));
};

test('of rows that are accepted while the period is closed, each is in before the close or refused', async () => {
  const { platform, world } = given;
  let raced = 0;
  for (const year of [2012, 2013, 2014, 2015, 2016]) {
    const rows = await Promise.all(Array.from({ length: 24 }, () => confirmed(year)));
    const period = await openYear(platform, world, year);
    const accept = (contribution: string) => platform.write(world.office, 'acceptContribution', { contribution });
    const [, ...answers] = await Promise.all([
      new Promise((resolve) => setTimeout(resolve, 20)).then(() => close(platform, world, period)),
      ...rows.map(accept),
    ]);
    const outcomes = answers.map((answer) => brokenRules(answer as never).join());
    expect(outcomes.filter((outcome) => outcome !== 'NONE' && outcome !== 'PERIOD_CLOSED')).toEqual([]);
    const done = outcomes.filter((outcome) => outcome === 'NONE').length;
    if (done > 0 && done < rows.length) raced += 1;
    const [version] = await versionsOf(platform, period);
    expect(version?.figures.map(({ rows: count }) => count)).toEqual(done === 0 ? [] : [done]);
    const { contributions } = (await answerFor(platform, year)) as { contributions: { totalCount: number } };
    expect(contributions.totalCount).toBe(done);
  }
  expect(raced).toBeGreaterThan(0);
  expect(await brokenChecks(platform.owner)).toEqual({});
}, 60_000);

test('who accepts waits for a close that is under way, and then finds the period closed, whatever its transaction saw at first', async () => {
  const { platform, world } = given;
  const period = await openYear(platform, world, 2017);
  for (const isolation of ['read committed', 'repeatable read', 'serializable']) {
    const row = keyIn(await confirmed(2017));
    const [closing, accepting] = [await connectionTo(platform), await connectionTo(platform)];
    try {
      await closing.query('begin');
      await accepting.query(`begin isolation level ${isolation}`);
      await accepting.query('select from contribution');
      await closing.query('update reporting_period set closed_at = now() where id = $1', [keyIn(period)]);
      const accepted = accepting.query("update contribution set state = 'ACCEPTED', live = true where id = $1", [row]).then(
        () => 'accepted',
        ({ code, constraint }) => constraint ?? code,
      );
      await expect(Promise.race([accepted, new Promise((resolve) => setTimeout(() => resolve('waits'), 300))])).resolves.toBe('waits');
      await closing.query('commit');
      expect(await accepted).toBe(isolation === 'read committed' ? 'period_closed' : '40001');
    } finally {
      await accepting.query('rollback');
      await closing.query('rollback');
      await Promise.all([closing.end(), accepting.end()]);
    }
    // Open again for the next one, as no program can.
    await platform.rows(sql`alter table reporting_period disable trigger user`);
    await platform.rows(sql`alter table reporting_period_version disable trigger user`);
    await platform.rows(sql`alter table reporting_period_figure disable trigger user`);
    await platform.rows(
      sql`delete from reporting_period_figure where version_id in (select id from reporting_period_version where period_id = ${keyIn(period)}::bigint)`,
    );
    await platform.rows(sql`delete from reporting_period_version where period_id = ${keyIn(period)}::bigint`);
    await platform.rows(sql`update reporting_period set closed_at = null, version = 0 where id = ${keyIn(period)}::bigint`);
    for (const table of ['reporting_period', 'reporting_period_version', 'reporting_period_figure'])
      await platform.rows(sql`alter table ${sql.id(table)} enable trigger user`);
  }
});

test('accepting does not wait for another who accepts in the same period', async () => {
  const { platform, world } = given;
  await openYear(platform, world, 2018);
  const [first, second] = [await confirmed(2018), await confirmed(2018)];
  const other = await connectionTo(platform);
  try {
    await other.query('begin');
    await other.query("update contribution set state = 'ACCEPTED', live = true where id = $1", [keyIn(first)]);
    const late = new Promise<never>((_, fail) => {
      setTimeout(() => fail(new Error('waits')), 3000).unref();
    });
    await Promise.race([platform.done(world.office, 'acceptContribution', { contribution: second }), late]);
  } finally {
    await other.query('rollback');
    await other.end();
  }
});
