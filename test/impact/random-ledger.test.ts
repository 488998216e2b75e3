import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeId } from '../../src/shared/id.js';
import { type Account, openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { keyIn } from '../support/world.js';
import { LedgerModel, type ModelFilter, type ModelRow, type Sums } from './ledger-model.js';
import { DIMENSION_SETS, EVENTS, filters, ledgerOf, type Stage, setStage, writeLedger } from './random-ledger.js';

const MONEY = 'money { flowClass stage net { fen } gross { fen } }';
const LEFT_OUT = 'leftOut { reason flowClass stage rows amount { fen } }';

interface Money {
  readonly flowClass: string;
  readonly stage: string;
  readonly net: { readonly fen: string };
  readonly gross: { readonly fen: string };
}

function sumsOf(money: readonly Money[]): Sums {
  return Object.fromEntries(
    money.map(({ flowClass, stage, net, gross }) => [`${flowClass} ${stage}`, { net: BigInt(net.fen), gross: BigInt(gross.fen) }]),
  );
}

function added(all: readonly Sums[]): Sums {
  const total: Record<string, { net: bigint; gross: bigint }> = {};
  for (const [key, { net, gross }] of all.flatMap((sums) => Object.entries(sums))) {
    const before = total[key] ?? { net: 0n, gross: 0n };
    total[key] = { net: before.net + net, gross: before.gross + gross };
  }
  return total;
}

function leftOutOf(
  rows: readonly { reason: string; flowClass: string; stage: string; rows: number; amount: { fen: string } }[],
): Record<string, string> {
  return Object.fromEntries(
    rows.map(({ reason, flowClass, stage, rows: count, amount }) => [`${reason} ${flowClass} ${stage}`, `${amount.fen} in ${count}`]),
  );
}

function argument(filter: ModelFilter): string {
  const { place, partner, partnerHome, ...plain } = filter;
  const named = [
    place && `place: "${encodeId('Place', place.id)}"`,
    partner && `partner: "${encodeId('Partner', partner.id)}"`,
    partnerHome && `partnerHome: "${encodeId('Place', partnerHome.id)}"`,
    plain.sector && `sector: "${plain.sector}"`,
    ...Object.entries(plain).map(([key, value]) => (key === 'sector' ? undefined : `${key}: ${Array.isArray(value) ? `[${value}]` : value}`)),
  ];
  return `(filter: { ${named.filter((one) => one !== undefined).join(', ')} })`;
}

const CELL = `year programme { code } flowClass partner { id } partnerKind county { id } prefecture { id } sector { code } ${MONEY}`;

interface Named {
  readonly id: string;
  readonly code: string;
}

interface Cell {
  readonly year: number;
  readonly programme: Named | null;
  readonly flowClass: string | null;
  readonly partner: Named | null;
  readonly partnerKind: string | null;
  readonly county: Named | null;
  readonly prefecture: Named | null;
  readonly sector: Named | null;
  readonly money: readonly Money[];
  readonly contributions: { readonly nodes: readonly Named[] };
}

const KEY_OF: Readonly<Record<string, (cell: Cell) => string | null>> = {
  YEAR: ({ year }) => String(year),
  PROGRAMME: ({ programme }) => programme?.code ?? null,
  FLOW_CLASS: ({ flowClass }) => flowClass,
  PARTNER: ({ partner }) => partner && keyIn(partner.id),
  PARTNER_KIND: ({ partnerKind }) => partnerKind,
  COUNTY: ({ county }) => county && keyIn(county.id),
  PREFECTURE: ({ prefecture }) => prefecture && keyIn(prefecture.id),
  SECTOR: ({ sector }) => sector?.code ?? null,
};

function keysOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => keyIn(id)).sort();
}

describe.each([
  ['PostgreSQL', openPlatform, 60, 40],
  ['PGlite', openEmbeddedPlatform, 60, 8],
] as const)('any ledger, on %s', (_, open, seconds, runs) => {
  const given = useWorld(open, seconds);
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage(given.platform, given.world);
  });

  /** A new ledger for every run, and what the model makes of the rows that the public sees. */
  async function write(events: Parameters<typeof ledgerOf>[1]): Promise<{ rows: ModelRow[]; model: LedgerModel }> {
    const rows = ledgerOf(stage, events);
    await writeLedger(given.platform, stage, rows);
    return { rows, model: new LedgerModel(rows.filter(({ state }) => state === 'ACCEPTED')) };
  }

  const bounds = { numRuns: runs, interruptAfterTimeLimit: 20_000 };

  async function cellsOf(filter: ModelFilter, by: readonly string[], selection: string): Promise<Cell[]> {
    const nodes: Cell[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { impact } =
        await given.platform.read(`{ impact${argument(filter)} { breakdown(by: [${by}], first: 100, after: ${JSON.stringify(after)}) {
        pageInfo { hasNextPage endCursor } nodes { ${selection} } } } }`);
      nodes.push(...impact.breakdown.nodes);
      ({ endCursor: after, hasNextPage: more } = impact.breakdown.pageInfo);
    }
    return nodes;
  }

  test('says of any scope what the model says, and so do its cells by any dimensions, which add up to it', async () => {
    await fc.assert(
      fc.asyncProperty(EVENTS, filters(stage), DIMENSION_SETS, async (events, filter, by) => {
        const { model } = await write(events);
        const { impact } = await given.platform.read(
          `{ impact${argument(filter)} { ${MONEY} ${LEFT_OUT} contributions(first: 100) { nodes { id } } } }`,
        );
        expect(sumsOf(impact.money)).toEqual(model.money(filter));
        expect(keysOf(impact.contributions.nodes)).toEqual(model.contributions(filter));
        expect(leftOutOf(impact.leftOut)).toEqual(model.leftOut(filter));

        const nodes = await cellsOf(filter, by, `${CELL} contributions(first: 100) { nodes { id } }`);
        const keyOf = (cell: Cell) => by.map((dimension) => KEY_OF[dimension]?.(cell) ?? 'none').join(' ');
        const cells = Object.fromEntries(
          nodes.map((cell) => [keyOf(cell), { sums: sumsOf(cell.money), rows: new Set(keysOf(cell.contributions.nodes)) }]),
        );
        expect(cells).toEqual(model.cells(filter, by));
        expect(added(Object.values(cells).map(({ sums }) => sums))).toEqual(sumsOf(impact.money));
      }),
      bounds,
    );
  }, 60_000);

  test('counts in net every root once, and lists in full what gross counts more', async () => {
    await fc.assert(
      fc.asyncProperty(EVENTS, async (events) => {
        const { rows } = await write(events);
        const { impact } = await given.platform.read(`{ impact { ${MONEY} ${LEFT_OUT} } }`);
        const roots = rows.filter(
          ({ parentId, state, live, voids, form }) => parentId === null && state === 'ACCEPTED' && live && !voids && form === 'CASH',
        );
        const net = added(roots.map(({ flowClass, stage: of, fen }) => ({ [`${flowClass} ${of}`]: { net: fen ?? 0n, gross: 0n } })));
        const onward = leftOutOf(impact.leftOut);
        for (const [key, sum] of Object.entries(sumsOf(impact.money))) {
          expect([key, sum.net]).toEqual([key, net[key]?.net ?? 0n]);
          expect([key, String(sum.gross - sum.net)]).toEqual([key, onward[`ONWARD ${key}`]?.split(' ')[0] ?? '0']);
        }
      }),
      bounds,
    );
  }, 60_000);

  test('has in a province what its prefectures and what lies above them have', async () => {
    await fc.assert(
      fc.asyncProperty(EVENTS, async (events) => {
        await write(events);
        const { province, prefectures } = await given.platform.read(`{
        province: place(code: "53") { impact { ${MONEY} breakdown(by: [PREFECTURE], first: 100) { nodes { prefecture { id } ${MONEY} } } } }
        prefectures: places(filter: { level: PREFECTURE, within: "53" }, first: 100) { nodes { impact { ${MONEY} } } } }`);
        const above = province.impact.breakdown.nodes.filter(({ prefecture }: { prefecture: unknown }) => prefecture === null);
        const pieces = [...prefectures.nodes.map(({ impact }: { impact: { money: Money[] } }) => impact), ...above];
        expect(added(pieces.map(({ money }) => sumsOf(money)))).toEqual(sumsOf(province.impact.money));
      }),
      bounds,
    );
  }, 60_000);

  test('has each of its rows behind one cell, by what does not split rows', async () => {
    const whole = fc.subarray(['PROGRAMME', 'FLOW_CLASS', 'PARTNER', 'PARTNER_KIND'], { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(EVENTS, filters(stage), whole, async (events, filter, by) => {
        const { model } = await write(events);
        const cells = await cellsOf(filter, by, 'contributions(first: 100) { nodes { id } }');
        expect(keysOf(cells.flatMap(({ contributions }) => contributions.nodes))).toEqual(model.contributions(filter));
      }),
      bounds,
    );
  }, 60_000);

  test('tells a viewer of no row that the list of contributions does not show that viewer', async () => {
    const { world } = given;
    const viewers: (Account | undefined)[] = [
      undefined,
      world.shanghai,
      world.member,
      world.chamber,
      world.county,
      world.prefecture,
      world.village,
      world.office,
      world.auditor,
    ];
    await fc.assert(
      fc.asyncProperty(EVENTS, fc.constantFrom(...viewers), filters(stage), async (events, as, filter) => {
        const { rows } = await write(events);
        const states = { ...filter, states: ['ACCEPTED', 'SUBMITTED'] };
        const { contributions, accepted, both } = await given.platform.read(
          `{ contributions(first: 100) { nodes { id } }
           accepted: impact${argument(filter)} { ${MONEY} ${LEFT_OUT} }
           both: impact${argument(states)} { ${MONEY} ${LEFT_OUT} contributions(first: 100) { nodes { id } } } }`,
          { as },
        );
        const shown = new Set(keysOf(contributions.nodes));
        const model = new LedgerModel(rows.filter(({ id }) => shown.has(id)));
        expect(sumsOf(both.money)).toEqual(model.money(states));
        expect(leftOutOf(both.leftOut)).toEqual(model.leftOut(states));
        expect(keysOf(both.contributions.nodes)).toEqual(model.contributions(states));
        expect(sumsOf(accepted.money)).toEqual(model.money(filter));
        expect(leftOutOf(accepted.leftOut)).toEqual(model.leftOut(filter));
      }),
      bounds,
    );
  }, 60_000);
});
