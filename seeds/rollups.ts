import type { SqlRunner } from './bulk.js';
import { withKeysAtTheEnd } from './keys-at-the-end.js';

const MONEY = { name: 'impact_money' };
const IN_KIND = { name: 'impact_in_kind' };
const REACH = { name: 'impact_reach' };
const REACH_COUNT = { name: 'impact_reach_count' };

/**
 * Fills empty rollups from the whole ledger, in a third of the time of mending them: their keys come after their rows, and the rows
 * in the order of the keys.
 *
 * Only within a transaction.
 */
export async function buildRollups(runner: SqlRunner): Promise<void> {
  // A server may take memory for its own work that a session is not given.
  for (const memory of ['work_mem', 'maintenance_work_mem']) await runner.execute(`set local ${memory} = '128MB'`);
  // What is in them came now, though nothing was appended: as of an instant before there is nothing.
  await runner.execute('update impact_begun set since_moment = this_moment()');
  await withKeysAtTheEnd(runner, [MONEY, IN_KIND, REACH], async () => {
    await runner.execute(`insert into impact_money select *, 0, '0' from impact_money_difference order by ${ordinals(10)}`);
    await runner.execute(`insert into impact_in_kind select *, 0, '0' from impact_in_kind_difference order by ${ordinals(11)}`);
    await runner.execute(`insert into impact_reach select *, 0, '0' from impact_reach_difference order by ${ordinals(9)}`);
  });
  for (const { name } of [MONEY, IN_KIND, REACH]) await runner.execute(`analyze ${name}`);
  // Counted along the key that the reach has by now.
  await runner.execute('insert into impact_reach_count select * from impact_reach_count_difference');
  await runner.execute(`analyze ${REACH_COUNT.name}`);
}

function ordinals(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join();
}
