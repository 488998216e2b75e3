import { describe, expect, test } from '@jest/globals';
import { brokenRules, codeOf, dataOf, reasonOf } from '../support/answer.js';
import { openYear } from '../support/closing.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();

const input = (changes: object = {}) => ({
  programme: 'FIXED_POINT',
  code: '2015',
  nameZh: '2015 年',
  nameEn: '2015',
  startsOn: '2015-01-01',
  endsOn: '2015-12-31',
  dueOn: '2016-01-31',
  ...changes,
});
const listed = async (filter: string) =>
  (await given.platform.read(`{ reportingPeriods(filter: ${filter}) { totalCount nodes { code } } }`)).reportingPeriods.nodes.map(
    ({ code }: { code: string }) => code,
  );

describe('a reporting period', () => {
  test('is opened by the programme office and read by everybody', async () => {
    const { platform, world } = given;
    const id = await platform.done(world.office, 'openPeriod', input());
    expect(
      (
        await platform.read(
          `query ($id: ID!) { node(id: $id) { ... on ReportingPeriod {
            programme { code } code nameZh startsOn endsOn dueOn closedAt version synthetic viewerCanClose versions { totalCount } contributions { totalCount } } } }`,
          { variables: { id } },
        )
      ).node,
    ).toEqual({
      programme: { code: 'FIXED_POINT' },
      code: '2015',
      nameZh: '2015 年',
      startsOn: '2015-01-01',
      endsOn: '2015-12-31',
      dueOn: '2016-01-31',
      closedAt: null,
      version: 0,
      synthetic: false,
      viewerCanClose: false,
      versions: { totalCount: 0 },
      contributions: { totalCount: 0 },
    });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on ReportingPeriod { viewerCanClose } } }', {
      as: world.office,
      variables: { id },
    });
    expect(node).toEqual({ viewerCanClose: true });
  });

  test('has a code of its own in its programme, and no day in common with another', async () => {
    const { platform, world } = given;
    await platform.done(world.office, 'openPeriod', input({ code: '2016', startsOn: '2016-01-01', endsOn: '2016-12-31', dueOn: '2017-01-31' }));
    const half = { code: '2016-H2', startsOn: '2016-07-01', endsOn: '2017-06-30', dueOn: '2017-07-31' };
    await expectRefusal(platform, world.office, 'openPeriod', input(half), 'PERIOD_OVERLAPS');
    const again = { code: '2016', startsOn: '2019-01-01', endsOn: '2019-12-31', dueOn: '2020-01-31' };
    await expectRefusal(platform, world.office, 'openPeriod', input(again), 'PERIOD_CODE_TAKEN');
    await platform.done(world.office, 'openPeriod', input({ ...half, programme: 'SOCIAL_DONATION' }));
  });

  test('is refused with everything that is wrong with it', async () => {
    const { platform, world } = given;
    const wrong = { code: 'H1/2018', nameZh: ' ', startsOn: '2018-06-30', endsOn: '2018-01-01', dueOn: '2017-12-31' };
    const rules = ['PERIOD_CODE_MALFORMED', 'PERIOD_DUE_BEFORE_END', 'PERIOD_ENDS_BEFORE_START', 'TEXT_EMPTY'];
    await expectRefusal(platform, world.office, 'openPeriod', input(wrong), ...rules);
  });

  test('is opened once where two open the same days at once', async () => {
    const { platform, world } = given;
    const one = (code: string) =>
      platform.write(world.office, 'openPeriod', input({ code, startsOn: '2021-01-01', endsOn: '2021-12-31', dueOn: '2022-01-31' }));
    const answers = await Promise.all(['2021', '2021-A', '2021-B', '2021-C'].map(one));
    expect(answers.map(brokenRules).sort()).toEqual(['NONE', ...Array(3).fill('PERIOD_OVERLAPS')].map((rule) => [rule]));
  });

  test('is found by programme, code, day and whether it is closed', async () => {
    const { platform, world } = given;
    const closed = await openYear(platform, world, 2013);
    await openYear(platform, world, 2014);
    await platform.done(world.office, 'closePeriod', { period: closed, leaveOut: false });
    expect(await listed('{ programme: EAST_WEST }')).toEqual(['2013', '2014']);
    expect(await listed('{ programme: EAST_WEST, closed: true }')).toEqual(['2013']);
    expect(await listed('{ programme: EAST_WEST, closed: false }')).toEqual(['2014']);
    expect(await listed('{ programme: EAST_WEST, on: "2014-12-31" }')).toEqual(['2014']);
    expect(await listed('{ programme: EAST_WEST, on: "2015-01-01" }')).toEqual([]);
    expect(await listed('{ programme: EAST_WEST, code: "2013" }')).toEqual(['2013']);
  });

  test('is closed after its last day, and once', async () => {
    const { platform, world } = given;
    const year = new Date().getFullYear();
    const running = await openYear(platform, world, year, { endsOn: `${year + 1}-12-31`, dueOn: `${year + 2}-01-31` });
    await expectRefusal(platform, world.office, 'closePeriod', { period: running, leaveOut: true }, 'PERIOD_NOT_OVER');
    const period = await openYear(platform, world, 2012);
    const answers = await Promise.all(Array.from({ length: 4 }, () => platform.write(world.office, 'closePeriod', { period, leaveOut: false })));
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', null].sort());
    const [late] = answers.filter((answer) => codeOf(answer) === 'CONFLICT');
    expect(late && reasonOf(late)).toBe('PERIOD_STATE');
    expect(dataOf(answers.find((answer) => codeOf(answer) === null) as never)).toEqual({ closePeriod: { period: { id: period } } });
  });

  test('that is none is not closed', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.office, 'closePeriod', { period: world.project, leaveOut: true }, 'NOT_FOUND');
  });
});
