import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from '../../src/shared/sql.js';
import { confirmAndAccept } from '../support/life.js';
import { handedIn, reportOwed, written } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, registerPartner } from '../support/world.js';

const given = useWorld();

const CLASSES = ['FISCAL', 'DONATION'] as const;
const QUARTERS = {
  '2019-Q4': ['2019-10-01', '2019-12-31'],
  '2020-Q1': ['2020-01-01', '2020-03-31'],
  '2020-Q2': ['2020-04-01', '2020-06-30'],
} as const;
type Quarter = keyof typeof QUARTERS;

const FORECASTS = `query ($id: ID!) { node(id: $id) { ... on Report { rounds { round forecasts {
  quarter startsOn endsOn flowClass forecast { fen } actual { fen } variance { fen yuan } varianceRatio } } } } }`;

async function period2018(): Promise<string> {
  const { platform, world } = given;
  return platform.done(world.office, 'openPeriod', {
    programme: 'SOCIAL_DONATION',
    code: '2018',
    nameZh: '2018 年',
    nameEn: '2018',
    startsOn: '2018-01-01',
    endsOn: '2018-12-31',
    dueOn: '2019-01-31',
  });
}
let period: Promise<string> | undefined;

/** A partner with a project, and its report for 2018. */
async function partnerWithReport() {
  const { platform, world } = given;
  period ??= period2018();
  const partner = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '预测公司' });
  const project = await approvedProject(platform, partner.account, world.office, { programme: 'SOCIAL_DONATION', places: [{ place: COUNTY }] });
  const give = async (input: object) =>
    confirmAndAccept(platform, world.office, await platform.done(partner.account, 'logContribution', gift({ project, ...input })));
  await give({ occurredOn: '2018-05-01', amount: '1' });
  return { ...partner, project, give, report: (await reportOwed(platform, world, await period, partner.id)).id };
}

const yuan = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

interface Gift {
  readonly quarter: Quarter;
  readonly isLast: boolean;
  readonly flowClass: (typeof CLASSES)[number];
  readonly fen: number;
  readonly stage: string;
}

const quarters = fc.constantFrom(...(Object.keys(QUARTERS) as Quarter[]));
const gifts: fc.Arbitrary<Gift[]> = fc.array(
  fc.record({
    quarter: quarters,
    isLast: fc.boolean(),
    flowClass: fc.constantFrom(...CLASSES),
    fen: fc.integer({ min: 1, max: 10 ** 9 }),
    stage: fc.constantFrom('DISBURSED', 'DISBURSED', 'PLEDGED'),
  }),
  { maxLength: 5 },
);
const forecasts = fc.uniqueArray(
  fc.record({ quarter: quarters, flowClass: fc.constantFrom(...CLASSES), fen: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 ** 9 })) }),
  { maxLength: 4, selector: ({ quarter, flowClass }) => `${quarter} ${flowClass}` },
);

/** Half away from zero at the sixth digit, in integers. */
function ratioOf(variance: bigint, of: bigint): string | null {
  if (of === 0n) return null;
  const scaled = (abs(variance) * 2_000_000n + of) / (2n * of);
  const digits = scaled.toString().padStart(7, '0');
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '');
  return variance < 0n && scaled > 0n ? `-${text}` : text;
}
const abs = (value: bigint) => (value < 0n ? -value : value);

describe('a forecast', () => {
  test('is told against what came, to the fen, whatever was forecast and given', async () => {
    const { platform } = given;
    await fc.assert(
      fc.asyncProperty(gifts, forecasts, async (given_, forecast) => {
        const { account, report, give } = await partnerWithReport();
        for (const { quarter, isLast, flowClass, fen, stage } of given_) {
          await give({ occurredOn: QUARTERS[quarter][isLast ? 1 : 0], flowClass, amount: yuan(fen), stage });
        }
        await handedIn(platform, account, report, {
          forecasts: forecast.map(({ quarter, flowClass, fen }) => ({ quarter, flowClass, amount: yuan(fen) })),
        });
        const named = new Set(forecast.map(({ quarter }) => quarter));
        const cells = (Object.keys(QUARTERS) as Quarter[])
          .filter((quarter) => named.has(quarter))
          .flatMap((quarter) => [...CLASSES].sort().map((flowClass) => ({ quarter, flowClass })));
        const expected = cells.flatMap(({ quarter, flowClass }) => {
          const own = forecast.find((cell) => cell.quarter === quarter && cell.flowClass === flowClass);
          const came = given_.filter((row) => row.quarter === quarter && row.flowClass === flowClass && row.stage === 'DISBURSED');
          if (own === undefined && came.length === 0) return [];
          const actual = came.reduce((sum, { fen }) => sum + BigInt(fen), 0n);
          const variance = actual - BigInt(own?.fen ?? 0);
          return [
            {
              quarter,
              startsOn: QUARTERS[quarter][0],
              endsOn: QUARTERS[quarter][1],
              flowClass,
              forecast: own === undefined ? null : { fen: String(own.fen) },
              actual: { fen: actual.toString() },
              variance: { fen: variance.toString(), yuan: `${variance < 0n ? '-' : ''}${yuan(Number(abs(variance)))}` },
              varianceRatio: own === undefined ? null : ratioOf(variance, BigInt(own.fen)),
            },
          ];
        });
        const { node } = await platform.read(FORECASTS, { as: account, variables: { id: report } });
        expect(node.rounds[0].forecasts).toEqual(expected);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);

  test('counts money net, in the quarter that it was given in, and says nothing of a quarter that has not begun', async () => {
    const { platform, world } = given;
    const period = await platform.done(world.office, 'openPeriod', {
      programme: 'EAST_WEST',
      code: '2024',
      nameZh: '2024 年',
      nameEn: '2024',
      startsOn: '2024-01-01',
      endsOn: '2024-12-31',
      dueOn: '2025-01-31',
    });
    const { id: report } = await reportOwed(platform, world, period, world.shanghaiId);
    const log = async (input: object) =>
      confirmAndAccept(platform, world.office, await platform.done(world.shanghai, 'logContribution', gift({ flowClass: 'FISCAL', ...input })));
    const pooled = await log({ fund: world.fund, project: null, amount: '50', occurredOn: '2025-02-01' });
    await log({ onwardFrom: pooled, project: world.project, amount: '20', occurredOn: '2025-05-01' });
    const [{ year } = { year: '' }] = await platform.rows<{ year: string }>(sql`select (extract(year from now()) + 1)::text as year`);
    const forecast = (quarter: string) => ({ quarter, flowClass: 'FISCAL', amount: '40' });
    await handedIn(platform, world.shanghai, report, { forecasts: ['2025-Q1', '2025-Q2', `${year}-Q3`].map(forecast) });
    const { node } = await platform.read(FORECASTS, { as: world.office, variables: { id: report } });
    expect(
      node.rounds[0].forecasts.map(({ quarter, actual, variance, varianceRatio }: Record<string, unknown>) => [
        quarter,
        actual,
        variance,
        varianceRatio,
      ]),
    ).toEqual([
      ['2025-Q1', { fen: '5000' }, { fen: '1000', yuan: '10.00' }, '0.25'],
      ['2025-Q2', { fen: '0' }, { fen: '-4000', yuan: '-40.00' }, '-1'],
      [`${year}-Q3`, null, null, null],
    ]);
  });

  test('stays with the round that it came with, and one that is being written is the partner’s alone', async () => {
    const { platform, world } = given;
    const { account, report } = await partnerWithReport();
    const forecast = (amount: string) => ({ forecasts: [{ quarter: '2019-Q4', flowClass: 'DONATION', amount }] });
    await handedIn(platform, account, report, forecast('100'));
    await platform.done(world.county, 'returnReport', { report, round: 1, reason: '预测过低' });
    await written(platform, account, report, forecast('200'));
    const amounts = async (as: typeof account) => {
      const { node } = await platform.read(FORECASTS, { as, variables: { id: report } });
      return node.rounds.map(({ forecasts: [cell] }: { forecasts: { forecast: { fen: string } }[] }) => cell?.forecast.fen);
    };
    expect([await amounts(account), await amounts(world.county), await amounts(world.office)]).toEqual([['10000', '20000'], ['10000'], ['10000']]);
    await handedIn(platform, account, report, forecast('300'));
    expect(await amounts(world.office)).toEqual(['10000', '30000']);
  });
});
