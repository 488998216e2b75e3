import { beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { impactOf, LEFT_OUT, moneyOf } from './asking.js';

const given = useWorld();
const YEAR_2018 = 'fromYear: 2018, toYear: 2018';
const YEAR_2019 = 'fromYear: 2019, toYear: 2019';

describe('money given in one year that moves on in the next', () => {
  let onward: string;

  beforeAll(async () => {
    const { platform, world } = given;
    const accept = (contribution: string) => confirmAndAccept(platform, world.office, contribution);
    const pool = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund, flowClass: 'FISCAL', occurredOn: '2018-06-01' }));
    await accept(pool);
    onward = await platform.done(
      world.shanghai,
      'logContribution',
      gift({ onwardFrom: pool, project: world.project, flowClass: 'FISCAL', occurredOn: '2019-06-01' }),
    );
    await accept(onward);
  });

  test('counts net in the year it was given and gross in the year of each row', async () => {
    expect(await moneyOf(given.platform, null, YEAR_2018)).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
    expect(await moneyOf(given.platform, null, YEAR_2019)).toEqual(['FISCAL DISBURSED 0/10000 in 1']);
  });

  test('is of one project and one partner, in either year and in both', async () => {
    const counted = async (filter: string) => (await impactOf(given.platform, null, 'counts { projects partners contributions }', filter)).counts;
    await given.platform.rows(sql`select impact_fold()`);
    expect(await counted(YEAR_2018)).toEqual({ projects: 0, partners: 1, contributions: 1 });
    expect(await counted(YEAR_2019)).toEqual({ projects: 1, partners: 1, contributions: 1 });
    expect(await counted('fromYear: 2018, toYear: 2019')).toEqual({ projects: 1, partners: 1, contributions: 2 });
    expect(await counted('fromYear: 2019')).toEqual({ projects: 1, partners: 1, contributions: 1 });
    expect(await counted('toYear: 2018')).toEqual({ projects: 0, partners: 1, contributions: 1 });
    expect(await counted('fromYear: 2020')).toEqual({ projects: 0, partners: 0, contributions: 0 });
  });

  test('is listed in the later year as given in another', async () => {
    const { leftOut } = await impactOf(given.platform, null, LEFT_OUT, YEAR_2019);
    expect(leftOut).toContainEqual({ reason: 'GIVEN_IN_ANOTHER_YEAR', flowClass: 'FISCAL', stage: 'DISBURSED', rows: 1, amount: { fen: '10000' } });
    const earlier = await impactOf(given.platform, null, LEFT_OUT, YEAR_2018);
    expect(earlier.leftOut.map(({ reason }: { reason: string }) => reason)).not.toContain('GIVEN_IN_ANOTHER_YEAR');
  });

  test('has its rows behind each cell that holds some of it', async () => {
    const { breakdown } = await impactOf(
      given.platform,
      null,
      'breakdown(by: [YEAR, COUNTY]) { nodes { year county { code } money { net { fen } } contributions { nodes { id } } } }',
    );
    const cell = breakdown.nodes.find((node: { year: number; county: { code: string } | null }) => node.year === 2018 && node.county !== null);
    expect(cell.money).toEqual([{ net: { fen: '10000' } }]);
    expect(cell.contributions.nodes).toEqual([{ id: onward }]);
  });
});

describe('a breakdown', () => {
  const ask = (args: string) => given.platform.ask(`{ impact { breakdown(${args}) { nodes { year } pageInfo { endCursor } } } }`);

  test('takes all eight dimensions together', async () => {
    const answer = await ask('by: [YEAR, PROGRAMME, FLOW_CLASS, PARTNER, PARTNER_KIND, COUNTY, PREFECTURE, SECTOR]');
    expect(codeOf(answer)).toBeNull();
    expect(answer.data.impact.breakdown.nodes.length).toBeGreaterThan(0);
  });

  test('takes a dimension once, and at least one', async () => {
    expect(reasonOf(await ask('by: []'))).toBe('DIMENSIONS');
    expect(reasonOf(await ask('by: [YEAR, YEAR]'))).toBe('DIMENSIONS');
  });

  test('refuses a cursor of other dimensions', async () => {
    const { endCursor } = (await ask('by: [YEAR]')).data.impact.breakdown.pageInfo;
    expect(reasonOf(await ask(`by: [COUNTY], after: "${endCursor}"`))).toBe('CURSOR_OF_ANOTHER_ORDER');
  });
});

test.each(['fromYear: 0', 'toYear: 99999', 'fromYear: -1'])('refuses a year out of range: %s', async (filter) => {
  const answer = await given.platform.ask(`{ impact(filter: { ${filter} }) { counts { projects } } }`);
  expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'YEAR_OUT_OF_RANGE']);
});

test('is read anew for each mutation of a request', async () => {
  const { platform, world } = given;
  const [first, second] = await Promise.all([1, 2].map(() => platform.done(world.shanghai, 'logContribution', gift({ project: world.project }))));
  for (const id of [first, second]) await confirm(platform, id ?? '');
  const accept = (alias: string, id?: string) =>
    `${alias}: acceptContribution(contribution: "${id}") { contribution { project { impact { total(flowClasses: [DONATION]) { net { fen } } } } } }`;
  const answer = await platform.read(`mutation { ${accept('a', first)} ${accept('b', second)} }`, { as: world.office });
  const net = (alias: string) => BigInt(answer[alias].contribution.project.impact.total.net.fen);
  expect(net('b') - net('a')).toBe(10000n);
});
