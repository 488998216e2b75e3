import { describe, expect, test } from '@jest/globals';
import { balanceOf } from '../support/contribution.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const fund = (input: object = {}) => ({ programme: 'EAST_WEST', nameZh: '试验资金池', openedOn: '2015-01-01', ...input });
const open = (as: Account, input: object = {}) => given.platform.done(as, 'openFund', fund(input));
const refuses = (as: Account | undefined, input: object, ...rules: string[]) => expectRefusal(given.platform, as, 'openFund', fund(input), ...rules);
const holderOf = async (id: string) => {
  const { node } = await given.platform.read('query ($id: ID!) { node(id: $id) { ... on Fund { partner { id } place { code } } } }', {
    variables: { id },
  });
  return { partner: node.partner?.id ?? null, place: node.place?.code ?? null };
};

describe('a fund', () => {
  test('begins with nothing in it', async () => {
    const { platform, world } = given;
    expect(await balanceOf(platform, await open(world.shanghai), world.shanghai)).toEqual({ balance: '0.00', available: '0.00' });
  });

  test("is the partner's or the place's whose account opens it", async () => {
    const { world } = given;
    expect(await holderOf(await open(world.shanghai))).toEqual({ partner: world.shanghaiId, place: null });
    expect(await holderOf(await open(world.county))).toEqual({ partner: null, place: COUNTY });
    expect(await holderOf(await open(world.prefecture, { place: OTHER_COUNTY }))).toEqual({ partner: null, place: OTHER_COUNTY });
  });

  test('is opened for anybody by the programme office', async () => {
    const { world } = given;
    expect(await holderOf(await open(world.office, { partner: world.guangdongId }))).toEqual({ partner: world.guangdongId, place: null });
    await refuses(world.office, {}, 'HOLDER_MISSING');
  });

  test("is not opened for another partner, for a place that is not one's own, or for a partner by a place", async () => {
    const { world } = given;
    await refuses(world.guangdong, { partner: world.shanghaiId }, 'FORBIDDEN');
    await refuses(world.county, { place: OTHER_COUNTY }, 'FORBIDDEN');
    await refuses(world.county, { place: '53' }, 'FORBIDDEN');
    await refuses(world.county, { partner: world.shanghaiId }, 'FORBIDDEN');
  });

  test('is not opened by auditors, administrators or the public', async () => {
    const { world } = given;
    await refuses(world.auditor, {}, 'FORBIDDEN');
    await refuses(world.administrator, {}, 'FORBIDDEN');
    await refuses(undefined, {}, 'UNAUTHENTICATED');
  });

  test('is opened on a day that has come, under a name', async () => {
    const { world } = given;
    await refuses(world.shanghai, { openedOn: '2999-01-01' }, 'DATE_IN_FUTURE');
    await refuses(world.shanghai, { nameZh: '' }, 'TEXT_EMPTY');
    await refuses(world.shanghai, { nameZh: '名'.repeat(10_000) }, 'TEXT_TOO_LONG');
  });
});

test('money in a fund counts at the place that holds the fund', async () => {
  const { platform, world } = given;
  const id = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.countyFund }));
  const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { places { place { code } } sectors { share } } } }', {
    as: world.shanghai,
    variables: { id },
  });
  expect(node).toEqual({ places: [{ place: { code: COUNTY } }], sectors: [] });
});
