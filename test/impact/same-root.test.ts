import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { brokenChecks } from '../support/checks.js';
import { connectionTo } from '../support/connection.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

const given = useWorld();

let other: pg.Client;
beforeEach(async () => {
  other = await connectionTo(given.platform);
});
afterEach(() => other.end());

test('while the year of money is corrected, what it became two funds further on counts in the right one', async () => {
  const { platform, world } = given;
  const { done } = platform;
  const accepted = (contribution: string) => confirmAndAccept(platform, world.office, contribution);
  const root = await accepted(await done(world.shanghai, 'logContribution', gift({ fund: world.fund })));
  const child = await accepted(await done(world.shanghai, 'logContribution', gift({ fund: world.countyFund, onwardFrom: root })));
  const grandchild = await done(world.county, 'logContribution', gift({ project: world.project, onwardFrom: child }));
  const correction = await done(world.shanghai, 'correctContribution', { contribution: root, occurredOn: '2018-05-01', reason: '日期有误' });

  await confirm(platform, correction);
  // The correction is accepted as acceptContribution does it, by a transaction that takes its time.
  const [id, originalId] = [keyIn(correction), keyIn(root)];
  await other.query('begin');
  await other.query(
    `update contribution set state = case when id = $1 then 'ACCEPTED' else state end, live = (id = $1)
     where original_id = $2 and (live or id = $1)`,
    [id, originalId],
  );
  const meanwhile = accepted(grandchild);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await other.query('commit');
  await meanwhile;

  const { impact } = await platform.read('{ impact { breakdown(by: [YEAR]) { nodes { year money { net { yuan } } } } } }');
  expect(impact.breakdown.nodes).toEqual(expect.arrayContaining([expect.objectContaining({ year: 2018, money: [{ net: { yuan: '100.00' } }] })]));
  expect(await brokenChecks(platform.owner)).toEqual({});
});
