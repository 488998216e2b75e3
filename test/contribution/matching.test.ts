import { beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { type Answer, brokenRules, codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, gift, keyIn } from '../support/world.js';

const given = useWorld();

/** A project of the chamber's pairing, to which the chamber's member gives and the enterprise gives to match. */
let project: string;
beforeAll(async () => {
  const { platform, world } = given;
  const pairings = await platform.rows<{ id: string }>(sql`
    select replace(translate(encode(('Pairing:' || id)::bytea, 'base64'), '+/', '-_'), '=', '') as id from pairing
    where partner_id in (${keyIn(world.chamberId)}::bigint, ${keyIn(world.enterpriseId)}::bigint) order by id`);
  project = await approvedProject(platform, world.chamber, world.office, {
    programme: 'TEN_THOUSAND_ENTERPRISES',
    places: [{ place: world.villageId }],
    pairings: pairings.map(({ id }) => id),
  });
});

const offer = (input: object = {}) =>
  given.platform.done(given.world.enterprise, 'offerMatching', { project, perYuan: '1', cap: '150', startsOn: '2020-01-01', ...input });
const give = (input: object = {}) => given.platform.done(given.world.chamber, 'logContribution', gift({ project, ...input }));
const accept = (contribution: string) => confirmAndAccept(given.platform, given.world.county, contribution);
const accepted = async (input: object = {}) => accept(await give(input));
const match = (contribution: string, under: string, input: object = {}) =>
  given.platform.done(given.world.enterprise, 'logContribution', gift({ project, matches: { contribution, offer: under }, ...input }));
const refused = (contribution: string, under: string, input: object, ...rules: string[]) =>
  expectRefusal(
    given.platform,
    given.world.enterprise,
    'logContribution',
    gift({ project, matches: { contribution, offer: under }, ...input }),
    ...rules,
  );

const saidOf = ({ errors }: Answer) =>
  ((errors[0]?.extensions.rules ?? []) as readonly { messages: { en: string } }[]).map(({ messages }) => messages.en).join();

const MATCHED = 'matched { role flowClass stage amount { yuan } rows } money { net { yuan } }';

async function impactOf(partner: string) {
  const { node } = await given.platform.read(`query ($id: ID!) { node(id: $id) { ... on Partner { impact { ${MATCHED} } } } }`, {
    variables: { id: partner },
  });
  return {
    net: node.impact.money.map(({ net }: { net: { yuan: string } }) => net.yuan),
    matched: node.impact.matched.map(
      ({ role, amount, rows, flowClass }: { role: string; amount: { yuan: string }; rows: number; flowClass: string }) =>
        `${role} ${flowClass} ${amount.yuan} in ${rows}`,
    ),
  };
}

test('what matches a gift counts once, and is credited to both beside each other', async () => {
  const { platform, world } = given;
  const total = async () =>
    (await platform.read('{ impact { total(flowClasses: [DONATION]) { net { fen } gross { fen } } } }')).impact.total as Record<
      string,
      { fen: string }
    >;
  const before = await total();
  const given100 = await accepted();
  const under = await offer();
  const matching = await match(given100, under, { amount: '60' });
  expect((await impactOf(world.chamberId)).matched).toEqual([]);
  await accept(matching);
  const after = await total();
  for (const figure of ['net', 'gross']) expect(BigInt(after[figure]?.fen ?? 0) - BigInt(before[figure]?.fen ?? 0)).toBe(16000n);

  expect(await impactOf(world.chamberId)).toEqual({ net: ['100.00'], matched: ['BY_OTHERS DONATION 60.00 in 1'] });
  expect(await impactOf(world.enterpriseId)).toEqual({ net: ['60.00'], matched: ['OF_OTHERS DONATION 60.00 in 1'] });
  const { node, whole, elsewhere } = await platform.read(
    `query ($id: ID!, $chamber: ID!) {
      node(id: $id) { ... on Contribution { matches { id } matchingOffer { id given { yuan } cap { yuan } } matchedBy { totalCount } } }
      whole: impact { matched { role } }
      elsewhere: impact(filter: { partner: $chamber, place: "533325" }) { matched { role } } }`,
    { variables: { id: matching, chamber: world.chamberId } },
  );
  expect(node).toEqual({
    matches: { id: given100 },
    matchingOffer: { id: under, given: { yuan: '60.00' }, cap: { yuan: '150.00' } },
    matchedBy: { totalCount: 0 },
  });
  expect([whole.matched, elsewhere.matched]).toEqual([[], []]);
  expect(await brokenChecks(platform.owner)).toEqual({});
});

describe('what matches a gift', () => {
  test('is no more than the offer says of the gift, nor in all than its cap', async () => {
    const first = await accepted();
    const second = await accepted();
    const under = await offer({ perYuan: '0.8' });
    await refused(first, under, { amount: '80.01' }, 'MATCH_ABOVE_RATIO');
    await match(first, under, { amount: '50' });
    expect(saidOf(await refused(first, under, { amount: '30.01' }, 'MATCH_ABOVE_RATIO'))).toMatch(/ 30\.00 yuan .* got 30\.01/);
    await match(first, under, { amount: '30' });
    expect(saidOf(await refused(second, under, { amount: '70.01' }, 'MATCH_ABOVE_CAP'))).toMatch(/ 70\.00 yuan .* got 70\.01/);
    await match(second, under, { amount: '70' });
    await refused(second, under, { amount: '0.01' }, 'MATCH_ABOVE_CAP');
  });

  test('of many at once is not above the cap, and a draft counts when it is handed in', async () => {
    const { platform, world } = given;
    const first = await accepted({ amount: '1000' });
    const under = await offer({ cap: '100' });
    const draft = await match(first, under, { amount: '100', draft: true });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        platform.write(world.enterprise, 'logContribution', gift({ project, amount: '30', matches: { contribution: first, offer: under } })),
      ),
    );
    expect(answers.map((answer) => brokenRules(answer)[0]).sort()).toEqual([...Array(5).fill('MATCH_ABOVE_CAP'), ...Array(3).fill('NONE')]);
    expect(brokenRules(await platform.write(world.enterprise, 'submitContribution', { contribution: draft }))).toEqual(['MATCH_ABOVE_CAP']);
    expect(await brokenChecks(platform.owner, ['matches_are_within_offers'])).toEqual({});
  });

  test('is new cash for the same target at the same stage, of a gift that matches nothing, and under an own offer in force', async () => {
    const { platform, world } = given;
    const first = await accepted();
    const under = await offer({ startsOn: '2020-01-01', endsOn: '2020-12-31' });
    await refused(first, under, { stage: 'PLEDGED' }, 'MATCH_AT_ANOTHER_STAGE');
    await refused(first, under, { occurredOn: '2020-04-30' }, 'MATCH_BEFORE_GIFT');
    await refused(first, under, { form: 'GOODS', amount: null, lines: [{ item: '化肥', quantity: '1', unit: '吨' }] }, 'MATCH_NOT_NEW');
    await refused(await accepted({ occurredOn: '2019-05-01' }), under, {}, 'OFFER_NOT_IN_FORCE');
    const programme = 'TEN_THOUSAND_ENTERPRISES';
    const fund = await platform.done(world.enterprise, 'openFund', { programme, nameZh: '配套资金池', openedOn: '2012-01-01' });
    const source = await platform.done(world.enterprise, 'logContribution', gift({ fund }));
    await refused(first, under, { onwardFrom: source }, 'MATCH_NOT_NEW');
    const goods = await accepted({ form: 'GOODS', amount: null, lines: [{ item: '化肥', quantity: '1', unit: '吨' }] });
    await refused(goods, under, {}, 'MATCH_ABOVE_RATIO', 'MATCH_NOT_NEW');
    const other = await approvedProject(platform, world.enterprise, world.office, {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      places: [{ place: world.villageId }],
    });
    await refused(first, under, { project: other }, 'MATCH_OF_ANOTHER_TARGET');
    await refused(first, await offer({ project: other }), {}, 'OFFER_FOR_ANOTHER_TARGET');
    const ofChamber = await platform.done(world.chamber, 'offerMatching', { project, perYuan: '1', cap: '1000', startsOn: '2020-01-01' });
    await refused(first, ofChamber, {}, 'OFFER_OF_ANOTHER');
    const matching = await accept(await match(first, under));
    const own = gift({ project, matches: { contribution: matching, offer: ofChamber } });
    await expectRefusal(platform, world.chamber, 'logContribution', own, 'MATCH_OF_A_MATCH');
    const ofOwn = gift({ project, matches: { contribution: first, offer: ofChamber } });
    await expectRefusal(platform, world.chamber, 'logContribution', ofOwn, 'MATCH_OF_OWN_GIFT');
  });

  test('is no secret gift: what the viewer does not see is not there to be matched', async () => {
    const draft = await give({ draft: true });
    await refused(draft, await offer(), {}, 'NOT_FOUND');
  });
});

describe('a correction', () => {
  test('of either keeps the tie, within the offer', async () => {
    const { platform, world } = given;
    const first = await accepted();
    const under = await offer();
    const matching = await accept(await match(first, under, { amount: '60' }));
    const correct = (as: typeof world.chamber, contribution: string, amount: string) =>
      platform.write(as, 'correctContribution', { contribution, amount, reason: '笔误' });
    expect(brokenRules(await correct(world.enterprise, matching, '100.01'))).toEqual(['MATCH_ABOVE_RATIO']);
    const right = await platform.done(world.enterprise, 'correctContribution', { contribution: matching, amount: '90', reason: '笔误' });
    await accept(right);
    const rightGift = await platform.done(world.chamber, 'correctContribution', { contribution: first, amount: '95', reason: '笔误' });
    await accept(rightGift);
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { matches { id } } } }', {
      variables: { id: right },
    });
    expect(node.matches).toEqual({ id: rightGift });
    expect(brokenRules(await correct(world.enterprise, right, '96'))).toEqual(['MATCH_ABOVE_RATIO']);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });
});

describe('an offer', () => {
  test('names one target, a figure for each yuan and a cap', async () => {
    const { platform, world } = given;
    const bad = { fund: world.fund, perYuan: '100.01', cap: '0', endsOn: '2019-12-31' };
    await expectRefusal(
      platform,
      world.enterprise,
      'offerMatching',
      { project, startsOn: '2020-01-01', ...bad },
      ...['TARGET_NOT_ONE', 'PER_YUAN_OUT_OF_RANGE', 'OFFER_ENDS_BEFORE_START', 'AMOUNT_NOT_POSITIVE'],
    );
  });

  test('gives for each yuan a decimal above zero, at most 100, with at most four decimals', async () => {
    const { platform, world } = given;
    for (const perYuan of ['0.0001', '1.5', '12', '99.9999', '100', '100.0000']) await offer({ perYuan });
    for (const perYuan of ['0', '0.0000', '-1', '100.0001', '101', '1000', '01', '1.', '.5', '1.00001', '1e1', '1 ', '１', '1,5', '']) {
      const input = { project, perYuan, cap: '1', startsOn: '2020-01-01' };
      await expectRefusal(platform, world.enterprise, 'offerMatching', input, 'PER_YUAN_OUT_OF_RANGE');
    }
  });

  test('and a tie stay as they are, whoever writes', async () => {
    const { platform } = given;
    const first = await accepted();
    await match(first, await offer());
    for (const change of [
      'update matching_offer set cap_fen = cap_fen + 1',
      'delete from contribution_match',
      'update contribution_match set matched_id = 1',
    ]) {
      await expect(platform.rows(sql.raw(change))).rejects.toThrow(/append-only/);
    }
    expect(codeOf(await platform.ask('{ impact { matched { role } } }'))).toBeNull();
  });
});
