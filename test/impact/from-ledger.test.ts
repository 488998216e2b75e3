import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { serve } from '../server/serving.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY } from '../support/world.js';

// What is added up from the ledger takes its time, and the answer says so (`extensions.fromLedger`). What portals and partners ask most comes from
// the rollups; this says which that is, for to lose one changes no figure and no other test would see it.

const given = useWorld();
let app: FastifyInstance;
beforeAll(async () => {
  app = await serve(given.platform.database, given.platform.schema, { LIMIT_COST_PER_MINUTE_PUBLIC: '100000000' });
});
afterAll(() => app.close());

const OWNERS: Readonly<Record<string, () => string | null>> = {
  everything: () => null,
  'a province': () => 'place(code: "53")',
  'a prefecture': () => 'place(code: "5333")',
  'a county': () => `place(code: "${COUNTY}")`,
  'a township': () => 'place(code: "533323201")',
  'a partner': () => `node(id: "${given.world.shanghaiId}")`,
};

const FILTERS = {
  '': '',
  'of a programme': 'programme: EAST_WEST',
  'of some years': 'fromYear: 2019, toYear: 2020',
  'of some classes': 'flowClasses: [DONATION]',
  'of givers of a kind': 'partnerKinds: [ENTERPRISE]',
  'of givers from a province': 'partnerHome: "31"',
  'of a sector': 'sector: "11120"',
  'in a county': `place: "${COUNTY}"`,
};

const DIMENSIONS = ['YEAR', 'PROGRAMME', 'FLOW_CLASS', 'COUNTY', 'PREFECTURE', 'PARTNER', 'PARTNER_KIND', 'SECTOR'];

/** What may be asked of an impact, but for `leftOut`, which is the ledger's, and what is always kept elsewhere. */
const SELECTIONS: Readonly<Record<string, string>> = {
  money: 'money { net { fen } }',
  inKind: 'inKind { form }',
  projects: 'counts { projects }',
  partners: 'counts { partners }',
  both: 'counts { projects partners }',
  contributions: 'counts { contributions }',
  places: 'counts { places(level: COUNTY) }',
  ...Object.fromEntries(DIMENSIONS.map((by) => [by, `breakdown(by: [${by}]) { nodes { money { net { fen } } } }`])),
};

async function isFromLedger(owner: string | null, filter: string, selection: string): Promise<boolean> {
  const impact = `impact${filter === '' ? '' : `(filter: { ${filter} })`} { ${selection} }`;
  const query = owner === null ? `{ ${impact} }` : `{ ${owner} { ... on ${owner.startsWith('place') ? 'Place' : 'Partner'} { ${impact} } } }`;
  const answer = (await app.inject({ method: 'POST', url: '/graphql', payload: { query } })).json();
  expect([query, answer.errors]).toEqual([query, undefined]);
  return (answer.extensions.fromLedger ?? []).length > 0;
}

const OF_ONE = ['PARTNER', 'PARTNER_KIND', 'SECTOR'];
const ALL = Object.keys(SELECTIONS);
const COUNTS = ['projects', 'partners', 'both', 'places'];

describe('the ledger is added up', () => {
  test.each<[owner: string, filter: keyof typeof FILTERS, parts: readonly string[]]>([
    ['everything', '', []],
    ['everything', 'of a programme', []],
    ['everything', 'of some years', []],
    ['everything', 'of some classes', COUNTS],
    ['everything', 'of givers of a kind', ['projects', 'both', 'COUNTY', 'PREFECTURE', ...OF_ONE]],
    ['everything', 'of givers from a province', ['projects', 'both', 'COUNTY', 'PREFECTURE', ...OF_ONE]],
    ['everything', 'of a sector', ['inKind', ...COUNTS, 'COUNTY', 'PREFECTURE', ...OF_ONE]],
    ['everything', 'in a county', ['COUNTY', 'PREFECTURE', 'PARTNER_KIND', 'SECTOR']],
    ['a province', '', OF_ONE],
    ['a province', 'of a programme', ['partners', 'both', ...OF_ONE]],
    ['a province', 'of some classes', [...COUNTS, ...OF_ONE]],
    ['a province', 'of givers of a kind', ALL],
    ['a prefecture', '', ['PREFECTURE', ...OF_ONE]],
    ['a prefecture', 'of a programme', ['projects', 'partners', 'both', 'PREFECTURE', ...OF_ONE]],
    ['a county', '', ['COUNTY', 'PREFECTURE', 'PARTNER_KIND', 'SECTOR']],
    ['a county', 'of a programme', ['projects', 'partners', 'both', 'COUNTY', 'PREFECTURE', 'PARTNER_KIND', 'SECTOR']],
    ['a county', 'in a county', ALL],
    ['a township', '', ALL],
    ['a partner', '', ['inKind', 'PREFECTURE', ...OF_ONE]],
    ['a partner', 'of a programme', ['inKind', ...COUNTS, 'PREFECTURE', ...OF_ONE]],
    ['a partner', 'in a county', ['inKind', ...COUNTS, 'COUNTY', 'PREFECTURE', ...OF_ONE]],
  ])('of %s %s for %j', async (owner, filter, parts) => {
    const from: string[] = [];
    for (const [part, selection] of Object.entries(SELECTIONS)) {
      if (await isFromLedger((OWNERS[owner] as () => string | null)(), FILTERS[filter], selection)) from.push(part);
    }
    expect(from).toEqual(ALL.filter((part) => parts.includes(part)));
  });

  test.each([
    ['53', '530000', '530000000', '530000000000'],
    ['5333', '533300', '533300000', '533300000000'],
    ['533323', '533323000', '533323000000'],
  ])('for no money of a place that is named by its code, in whatever form: %s, %s, …', async (...codes) => {
    for (const code of codes) expect([code, await isFromLedger(null, `place: "${code}"`, SELECTIONS.money as string)]).toEqual([code, false]);
  });

  test('for the money of what is smaller, or named by its id', async () => {
    for (const place of ['533323201', '533323201000', given.world.villageId]) {
      expect([place, await isFromLedger(null, `place: "${place}"`, SELECTIONS.money as string)]).toEqual([place, true]);
    }
  });

  test('for no money of givers from a province, and for that of those from a smaller place', async () => {
    const homes = { '31': false, '310000': false, '310115': true };
    for (const [home, isAddedUp] of Object.entries(homes)) {
      expect([home, await isFromLedger(null, `partnerHome: "${home}"`, SELECTIONS.money as string)]).toEqual([home, isAddedUp]);
    }
  });
});
