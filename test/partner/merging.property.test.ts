import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeId } from '../../src/shared/id.js';
import { name, type Sql, sql } from '../../src/shared/sql.js';
import { LedgerModel, type ModelFilter, type ModelPartner, type ModelRow, type Sums } from '../impact/ledger-model.js';
import { DIMENSION_SETS, EVENTS, filters, ledgerOf, type Stage, setStage, writeLedger } from '../impact/random-ledger.js';
import { brokenChecks } from '../support/checks.js';
import { openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { keyIn, registerPartner } from '../support/world.js';

const MONEY = 'money { flowClass stage net { fen } gross { fen } }';

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

function added(...all: readonly Sums[]): Sums {
  const total: Record<string, { net: bigint; gross: bigint }> = {};
  for (const [key, { net, gross }] of all.flatMap((sums) => Object.entries(sums))) {
    const before = total[key] ?? { net: 0n, gross: 0n };
    total[key] = { net: before.net + net, gross: before.gross + gross };
  }
  return total;
}

function argument({ place, partner, partnerHome, sector, ...plain }: ModelFilter): string {
  const named = [
    place && `place: "${encodeId('Place', place.id)}"`,
    partner && `partner: "${encodeId('Partner', partner.id)}"`,
    partnerHome && `partnerHome: "${encodeId('Place', partnerHome.id)}"`,
    sector && `sector: "${sector}"`,
    ...Object.entries(plain).map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value}]` : value}`),
  ];
  return `(filter: { ${named.filter((one) => one !== undefined).join(', ')} })`;
}

/** Two records, and which of them is kept. */
interface Pair {
  readonly kept: ModelPartner;
  readonly merged: ModelPartner;
}

/** The rows as they would be, had there been one record from the start. */
function asOne(rows: readonly ModelRow[], imageOf: (partner: ModelPartner) => ModelPartner): ModelRow[] {
  return rows.map((row) => ({ ...row, partner: imageOf(row.partner), through: row.through && imageOf(row.through) }));
}

function imagesOf({ kept, merged }: Pair): (partner: ModelPartner) => ModelPartner {
  const imageOf = (partner: ModelPartner): ModelPartner =>
    partner.id === merged.id ? imageOf(kept) : { ...partner, parent: partner.parent && imageOf(partner.parent) };
  return imageOf;
}

describe.each([
  ['PostgreSQL', openPlatform, 60, 30],
  ['PGlite', openEmbeddedPlatform, 60, 5],
] as const)('of any ledger, on %s, merging', (_, open, seconds, runs) => {
  const given = useWorld(open, seconds);
  let stage: Stage;
  let pairs: Pair[];

  beforeAll(async () => {
    const { platform, world } = given;
    const plain = await setStage(platform, world);
    const register = async (input: object) => (await registerPartner(platform, world.office, input)).id;
    const home = plain.places.find(({ code }) => code === '533323') ?? null;
    const model = (id: string, kind: string, parent: ModelPartner | null = null, at: ModelPartner['home'] = null): ModelPartner => ({
      id: keyIn(id),
      kind,
      parent,
      home: at,
    });
    const enterpriseId = keyIn(world.enterpriseId);
    const group = model(await register({ kind: 'ENTERPRISE', nameZh: '重复的公司', home: '533323' }), 'ENTERPRISE', null, home);
    const child = model(await register({ kind: 'ENTERPRISE', nameZh: '其子公司', parent: encodeId('Partner', group.id) }), 'ENTERPRISE', group);
    const grandchild = model(await register({ kind: 'ENTERPRISE', nameZh: '其孙公司', parent: encodeId('Partner', child.id) }), 'ENTERPRISE', child);
    const chamber = model(await register({ kind: 'CHAMBER_OF_COMMERCE', nameZh: '重复的商会' }), 'CHAMBER_OF_COMMERCE');
    stage = { ...plain, partners: [...plain.partners, group, child, grandchild, chamber] };
    const enterprise = stage.partners.find(({ id }) => id === enterpriseId) as ModelPartner;
    pairs = [
      { kept: enterprise, merged: group },
      { kept: group, merged: enterprise },
      { kept: stage.chamber, merged: chamber },
      { kept: chamber, merged: stage.chamber },
    ];
  }, seconds * 1000);

  async function moneyOf({ id }: ModelPartner): Promise<Sums> {
    const { node } = await given.platform.read(`{ node(id: "${encodeId('Partner', id)}") { ... on Partner { impact { ${MONEY} } } } }`);
    return sumsOf(node.impact.money);
  }

  /** Everything that a merging could touch, but for the record of the merging itself. */
  async function everything(): Promise<unknown> {
    const tables = ['partner', 'pairing', 'project', 'fund', 'contribution', 'waiting_item', 'membership', 'people_count'];
    const whole = tables.map(
      (table) =>
        sql`select ${sql.lit(table)} as what, sum(hashtextextended((to_jsonb(t) - 'since_moment')::text, 0)::numeric)::text as content from ${name(table)} t`,
    );
    const rollups: Readonly<Record<string, readonly [string, Sql]>> = {
      impact_money: [
        'scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme',
        sql`sum(net_fen), sum(gross_fen), sum(rows)`,
      ],
      impact_in_kind: [
        'scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit',
        sql`sum(quantity), sum(lines), sum(valued_lines), sum(value_fen)`,
      ],
      impact_reach: ['scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year', sql`sum(refs)`],
    };
    const sums = Object.entries(rollups).map(
      ([table, [keys, figures]]) => sql`
        select ${sql.lit(table)}, coalesce(sum(hashtextextended(concat_ws(' ', ${sql.raw(keys)}, figures), 0)::numeric), 0)::text
        from (select ${sql.raw(keys)}, concat_ws(' ', ${figures}) as figures from ${name(table)} group by ${sql.raw(keys)}) as folded
        where figures !~ '^[0. ]*$'`,
    );
    return given.platform.rows(sql`${sql.join([...whole, ...sums], sql` union all `)} order by 1`);
  }

  test('says of every scope what one record would have said, adds up to what the two had, and is undone without a trace', async () => {
    const { platform, world } = given;
    let merged = 0;
    await fc.assert(
      fc.asyncProperty(EVENTS, fc.nat(3), filters(stage), DIMENSION_SETS, fc.boolean(), async (events, which, filter, by, folds) => {
        const pair = pairs[which] as Pair;
        const rows = ledgerOf(stage, events);
        await writeLedger(platform, stage, rows);
        // For whom something waits could not be told before its parts were there.
        await platform.rows(
          sql`select await_contributions(array(select id from contribution where state not in ('DRAFT', 'WITHDRAWN', 'ACCEPTED')))`,
        );
        const [before, ofKept, ofMerged] = [await everything(), await moneyOf(pair.kept), await moneyOf(pair.merged)];
        const names = { kept: encodeId('Partner', pair.kept.id), merged: encodeId('Partner', pair.merged.id) };

        await platform.done(world.office, 'mergePartners', { ...names, reason: '重复登记' });
        if (folds) await platform.rows(sql`select impact_fold()`);
        expect(await brokenChecks(platform.owner, ['rollups_equal_ledger', 'merged_partners', 'partner_parents_have_no_cycle'])).toEqual({});
        expect(await moneyOf(pair.kept)).toEqual(added(ofKept, ofMerged));
        expect(await moneyOf(pair.merged)).toEqual(added(ofKept, ofMerged));

        const imageOf = imagesOf(pair);
        const model = new LedgerModel(asOne(rows, imageOf).filter(({ state }) => state === 'ACCEPTED'));
        const scope = { ...filter, ...(filter.partner && { partner: imageOf(filter.partner) }) };
        const { impact } = await platform.read(`{ impact${argument(filter)} { ${MONEY} contributions(first: 100) { nodes { id } }
          breakdown(by: [PARTNER], first: 100) { nodes { partner { id } ${MONEY} } }
          anyCells: breakdown(by: [${by}], first: 100) { nodes { ${MONEY} } } } }`);
        expect(sumsOf(impact.money)).toEqual(model.money(scope));
        expect(impact.contributions.nodes.map(({ id }: { id: string }) => keyIn(id)).sort()).toEqual(model.contributions(scope));
        const cells = impact.breakdown.nodes.map((cell: { partner: { id: string }; money: Money[] }) => [keyIn(cell.partner.id), sumsOf(cell.money)]);
        expect(Object.fromEntries(cells)).toEqual(
          Object.fromEntries(Object.entries(model.cells(scope, ['PARTNER'])).map(([key, { sums }]) => [key, sums])),
        );
        expect(added(...impact.anyCells.nodes.map(({ money }: { money: Money[] }) => sumsOf(money)))).toEqual(sumsOf(impact.money));
        merged += 1;

        await platform.done(world.office, 'unmergePartners', { merged: names.merged, reason: '并错了' });
        if (!folds) await platform.rows(sql`select impact_fold()`);
        expect(await brokenChecks(platform.owner, ['rollups_equal_ledger', 'merged_partners'])).toEqual({});
        expect(await everything()).toEqual(before);
      }),
      { numRuns: runs, interruptAfterTimeLimit: 30_000 },
    );
    expect(merged).toBeGreaterThan(2);
  }, 80_000);
});
