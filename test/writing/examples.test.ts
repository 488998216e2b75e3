import { expect, test } from '@jest/globals';
import { creditCodeCheckCharacter } from '../../src/shared/credit-code.js';
import { sql } from '../../src/shared/sql.js';
import { brokenRules } from '../support/answer.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, newCreditCode, SECTOR } from '../support/world.js';

const given = useWorld();

/** The account becomes one of the demonstration's for as long as the work takes. */
async function asDemonstration<Result>(account: Account, work: () => Promise<Result>): Promise<Result> {
  const mark = (demonstration: boolean) =>
    given.platform.rows(sql`
    update account set demonstration = ${demonstration}, name = ${`示例 ${account.token}`}
    where id = (select account_id from access_token where hash = sha256(${account.token}::bytea))`);
  await mark(true);
  return work().finally(() => mark(false));
}

const isExample = async (id: string): Promise<boolean> => {
  const data = await given.platform.read(
    `query ($id: ID!) { node(id: $id) {
      ... on Partner { synthetic } ... on Pairing { synthetic } ... on Fund { synthetic } ... on Project { synthetic } ... on Contribution { synthetic } } }`,
    { as: given.world.office, variables: { id } },
  );
  return data.node.synthetic;
};

const exampleCode = () => {
  const first17 = `91990000${newCreditCode().slice(8, 17)}`;
  return first17 + creditCodeCheckCharacter(first17);
};

const proposal = { programme: 'EAST_WEST', nameZh: '水渠', sector: SECTOR, places: [{ place: COUNTY }] };
const opening = { programme: 'EAST_WEST', nameZh: '资金池', openedOn: '2015-01-01' };

test('what real accounts write of real things is no example', async () => {
  const { platform, world } = given;
  const project = await platform.done(world.shanghai, 'proposeProject', proposal);
  const fund = await platform.done(world.shanghai, 'openFund', opening);
  const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
  for (const id of [project, fund, contribution, world.pairing, world.enterpriseId]) expect([id, await isExample(id)]).toEqual([id, false]);
});

test('whatever an account of the demonstration writes is an example', async () => {
  const { platform, world } = given;
  const written = await asDemonstration(world.guangdong, async () => {
    const pairing = await platform.done(world.guangdong, 'agreePairing', { programme: 'EAST_WEST', place: COUNTY, startedOn: '2016-01-01' });
    const project = await platform.done(world.guangdong, 'proposeProject', proposal);
    const fund = await platform.done(world.guangdong, 'openFund', opening);
    const contribution = await platform.done(world.guangdong, 'logContribution', gift({ fund }));
    return [pairing, project, fund, contribution];
  });
  for (const id of written) expect([id, await isExample(id)]).toEqual([id, true]);
});

test('what hangs on an example is an example, whoever writes it', async () => {
  const { platform, world } = given;
  const fund = await asDemonstration(world.guangdong, () => platform.done(world.guangdong, 'openFund', opening));
  const contribution = await platform.done(world.guangdong, 'logContribution', gift({ fund }));
  const correction = await platform.done(world.guangdong, 'correctContribution', { contribution, amount: '99', reason: '笔误' });
  const project = await asDemonstration(world.shanghai, () => platform.done(world.shanghai, 'proposeProject', proposal));
  await platform.done(world.office, 'approveProject', { project });
  const toProject = await platform.done(world.shanghai, 'logContribution', gift({ project }));
  for (const id of [contribution, correction, toProject]) expect([id, await isExample(id)]).toEqual([id, true]);
});

test('a partner is an example by all its marks or by none', async () => {
  const { platform, world } = given;
  const register = (input: object) => platform.write(world.office, 'registerPartner', { kind: 'ENTERPRISE', ...input });
  const real = { nameZh: '真实公司', creditCode: newCreditCode() };
  const example = { nameZh: '示例公司', creditCode: exampleCode() };
  expect(brokenRules(await register(example))).toEqual(['EXAMPLE_MARK']);
  await asDemonstration(world.office, async () => {
    expect(brokenRules(await register(real))).toEqual(['EXAMPLE_MARK']);
    expect(brokenRules(await register({ ...example, nameZh: '像真的公司' }))).toEqual(['EXAMPLE_MARK']);
  });
  const parent = await asDemonstration(world.office, () => platform.done(world.office, 'registerPartner', { kind: 'ENTERPRISE', ...example }));
  expect(await isExample(parent)).toBe(true);
  expect(brokenRules(await register({ ...real, parent }))).toEqual(['EXAMPLE_MARK']);
});
