import { beforeAll, expect, test } from '@jest/globals';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { accepted } from './asking.js';

const given = useWorld();
let viewers: Readonly<Record<string, Account | undefined>>;

/** Everything that an impact says, of the whole, of the county and of the partner. */
async function everythingFor(as: Account | undefined): Promise<unknown> {
  const said = (
    filter: string,
  ) => `(filter: { ${filter} }) { money { flowClass stage net { fen } gross { fen } rows } leftOut { reason rows amount { fen } }
    inKind { form unit quantity lines } counts { contributions projects partners } contributions { totalCount nodes { id } }
    breakdown(by: [YEAR, COUNTY]) { totalCount nodes { year projects partners money { rows } } } }`;
  const both = `accepted: impact${said('')} both: impact${said('states: [ACCEPTED, SUBMITTED]')}`;
  return given.platform.read(
    `{ ${both} county: place(code: "533323") { ${both} } shanghai: node(id: "${given.world.shanghaiId}") { ... on Partner { ${both} } } }`,
    { as },
  );
}

async function everything(): Promise<Record<string, unknown>> {
  return Object.fromEntries(await Promise.all(Object.entries(viewers).map(async ([name, as]) => [name, await everythingFor(as)])));
}

beforeAll(async () => {
  const { platform, world } = given;
  const { shanghai, guangdong, county, office, auditor, administrator } = world;
  viewers = { public: undefined, shanghai, guangdong, county, office, auditor, administrator };
  await accepted(platform, shanghai, office, { project: world.project });
  await accepted(platform, shanghai, office, { fund: world.fund, flowClass: 'FISCAL' });
});

const CASES: Readonly<Record<string, (log: (input: object) => Promise<string>) => Promise<unknown>>> = {
  'a draft': (log) => log({ draft: true }),
  'a draft in kind': (log) => log({ draft: true, form: 'GOODS', amount: null, lines: [{ item: '化肥', quantity: '1', unit: '吨' }] }),
  'a row that was sent back': async (log) =>
    given.platform.done(given.world.office, 'returnContribution', { contribution: await log({}), reason: '请补充材料' }),
  'a row that was withdrawn': async (log) => given.platform.done(given.world.shanghai, 'withdrawContribution', { contribution: await log({}) }),
};

test.each(Object.keys(CASES))('%s moves no number, for nobody', async (name) => {
  const { platform, world } = given;
  const before = await everything();
  await CASES[name]?.((input) => platform.done(world.shanghai, 'logContribution', gift({ project: world.project, ...input })));
  expect(await everything()).toEqual(before);
});

test('a draft that moves money on takes nothing off, for nobody', async () => {
  const { platform, world } = given;
  const { funds } = await platform.read('{ funds(first: 100) { nodes { id contributionsIn { nodes { id } } } } }');
  const [source] = funds.nodes.find(({ id }: { id: string }) => id === world.fund).contributionsIn.nodes;
  const before = await everything();
  await platform.done(
    world.shanghai,
    'logContribution',
    gift({ project: world.project, onwardFrom: source.id, flowClass: 'FISCAL', amount: '30', draft: true }),
  );
  expect(await everything()).toEqual(before);
});

test('a row that was handed in moves what those who see it asked for with it, and nothing else', async () => {
  const { platform, world } = given;
  const before = await everything();
  await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, amount: '5' }));
  const after = await everything();
  const moved = Object.keys(viewers).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
  expect(moved).toEqual(['shanghai', 'county', 'office', 'auditor', 'administrator']);
  for (const name of moved) {
    const [was, is] = [before[name], after[name]] as { accepted: { money: unknown; counts: unknown } }[];
    expect([is?.accepted.money, is?.accepted.counts]).toEqual([was?.accepted.money, was?.accepted.counts]);
  }
});
