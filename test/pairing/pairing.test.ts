import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenRules } from '../support/answer.js';
import { allRows } from '../support/pages.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY, registerPartner } from '../support/world.js';

const given = useWorld();

const agreement = (input: object = {}) => ({
  programme: 'EAST_WEST',
  partner: given.world.guangdongId,
  place: COUNTY,
  startedOn: '2013-01-01',
  ...input,
});
const agree = (input: object = {}) => given.platform.done(given.world.office, 'agreePairing', agreement(input));
const refuses = (input: object, ...rules: string[]) => expectRefusal(given.platform, given.world.office, 'agreePairing', agreement(input), ...rules);
const newPartner = async (kind: string) => (await registerPartner(given.platform, given.world.office, { kind, nameZh: '结对试验' })).id;

describe('under a programme certain kinds of partner pair with certain levels of place', () => {
  test.each([
    ['TEN_THOUSAND_ENTERPRISES', 'ENTERPRISE', COUNTY],
    ['TEN_THOUSAND_ENTERPRISES', 'DEPARTMENT', 'village'],
    ['FIXED_POINT', 'CENTRAL_UNIT', 'village'],
    ['FIXED_POINT', 'ENTERPRISE', COUNTY],
    ['DEPARTMENT_HOOKUP', 'ENTERPRISE', COUNTY],
  ])('%s: refuses %s with %s', async (programme, kind, place) => {
    await refuses({ programme, partner: await newPartner(kind), place: place === 'village' ? given.world.villageId : place }, 'PAIRING_LEVELS');
  });

  test.each([
    ['TEN_THOUSAND_ENTERPRISES', 'CHAMBER_OF_COMMERCE', 'village'],
    ['FIXED_POINT', 'CENTRAL_UNIT', COUNTY],
    ['DEPARTMENT_HOOKUP', 'DEPARTMENT', 'village'],
    ['SOCIAL_DONATION', 'ENTERPRISE', '53'],
  ])('%s: takes %s with %s', async (programme, kind, place) => {
    await agree({ programme, partner: await newPartner(kind), place: place === 'village' ? given.world.villageId : place });
  });
});

describe('the same partner, place and programme never overlap in time', () => {
  test.each([
    ['on the last day', { startedOn: '2014-12-31', endedOn: null }],
    ['on the first day', { startedOn: '2010-01-01', endedOn: '2013-01-01' }],
    ['within', { startedOn: '2013-06-01', endedOn: '2013-07-01' }],
    ['around', { startedOn: '2010-01-01', endedOn: null }],
  ])('%s', async (_, days) => {
    const partner = await newPartner('ENTERPRISE');
    const place = OTHER_COUNTY;
    await agree({ partner, place, startedOn: '2013-01-01', endedOn: '2014-12-31' });
    await refuses({ partner, place, ...days }, 'PAIRING_OVERLAPS');
  });

  test('one after the other, with another place, or under another programme they do not overlap', async () => {
    const partner = await newPartner('ENTERPRISE');
    await agree({ partner, startedOn: '2013-01-01', endedOn: '2014-12-31' });
    await agree({ partner, startedOn: '2015-01-01' });
    await agree({ partner, place: OTHER_COUNTY });
    await agree({ partner, programme: 'SOCIAL_DONATION' });
  });

  test('also when two are agreed at once', async () => {
    const partner = await newPartner('ENTERPRISE');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        given.platform.write(given.world.office, 'agreePairing', agreement({ partner, startedOn: `20${10 + index}-01-01` })),
      ),
    );
    expect(answers.map((answer) => brokenRules(answer)[0]).sort()).toEqual(['NONE', ...Array(9).fill('PAIRING_OVERLAPS')]);
  });

  test('by the database itself, whoever writes', async () => {
    const partner = await newPartner('ENTERPRISE');
    await agree({ partner });
    await expect(
      given.platform.rows(sql`insert into pairing (programme, partner_id, place_id, started_on)
        select programme, partner_id, place_id, '2020-01-01' from pairing where partner_id = ${keyIn(partner)}::bigint`),
    ).rejects.toThrow(/pairing_overlap/);
  });
});

describe('a pairing', () => {
  test('does not end before it starts', () =>
    refuses({ startedOn: '2020-01-02', endedOn: '2020-01-01', place: OTHER_COUNTY }, 'PAIRING_ENDS_BEFORE_START'));
  test('is with a place that there is', () => refuses({ place: '000000' }, 'NOT_FOUND'));
  test('has an agreement number of at most 100 characters', () =>
    refuses({ agreementNumber: '号'.repeat(101), place: OTHER_COUNTY }, 'TEXT_TOO_LONG'));

  test('is recorded by the partner for itself, by the office for any, and by nobody else', async () => {
    const { platform, world } = given;
    await platform.done(world.guangdong, 'agreePairing', agreement({ partner: null, place: '533324' }));
    await expectRefusal(platform, world.guangdong, 'agreePairing', agreement({ partner: world.shanghaiId, place: '533324' }), 'FORBIDDEN');
    for (const as of [world.county, world.auditor, world.administrator]) await expectRefusal(platform, as, 'agreePairing', agreement(), 'FORBIDDEN');
    await expectRefusal(platform, undefined, 'agreePairing', agreement(), 'UNAUTHENTICATED');
    await expectRefusal(platform, world.office, 'agreePairing', agreement({ partner: null }), 'BAD_USER_INPUT');
  });
});

describe('the end of a pairing', () => {
  const paired = async () => {
    const { platform, world } = given;
    const { id, account } = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '期满试验' });
    return { account, pairing: await agree({ partner: id, startedOn: '2013-01-01' }) };
  };
  const ending = (pairing: string, endedOn: string, reason = '期满') => ({ pairing, endedOn, reason });

  test('can be moved to an earlier day, and not to a later one', async () => {
    const { platform, world } = given;
    const { pairing } = await paired();
    await platform.done(world.office, 'endPairing', ending(pairing, '2020-12-31'));
    await expectRefusal(platform, world.office, 'endPairing', ending(pairing, '2021-12-31'), 'PAIRING_ENDED');
    await platform.done(world.office, 'endPairing', ending(pairing, '2019-12-31'));
  });

  test('lies not before its start', async () => {
    const { pairing } = await paired();
    await expectRefusal(given.platform, given.world.office, 'endPairing', ending(pairing, '2012-12-31'), 'PAIRING_ENDS_BEFORE_START');
  });

  test('lies not before what was given under it, also when it is given at once', async () => {
    const { platform, world } = given;
    const { account, pairing } = await paired();
    const project = await approvedProject(platform, account, world.office, { places: [{ place: COUNTY }] });
    await platform.done(account, 'logContribution', gift({ project, occurredOn: '2020-05-01' }));
    await expectRefusal(platform, account, 'endPairing', ending(pairing, '2020-04-30'), 'PAIRING_HAS_LATER_CONTRIBUTIONS');

    const answers = await Promise.all([
      platform.write(account, 'logContribution', gift({ project, occurredOn: '2021-05-01' })),
      platform.write(account, 'endPairing', ending(pairing, '2020-12-31')),
    ]);
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test("is the partner's or the office's to set, with a reason", async () => {
    const { platform, world } = given;
    const { account, pairing } = await paired();
    await expectRefusal(platform, world.guangdong, 'endPairing', ending(pairing, '2020-12-31'), 'FORBIDDEN');
    await expectRefusal(platform, world.county, 'endPairing', ending(pairing, '2020-12-31'), 'FORBIDDEN');
    await expectRefusal(platform, account, 'endPairing', ending(pairing, '2020-12-31', ''), 'TEXT_EMPTY');
    await platform.done(account, 'endPairing', ending(pairing, '2020-12-31'));
  });

  test('frees the time after it', async () => {
    const { platform, world } = given;
    const { account, pairing } = await paired();
    await platform.done(world.office, 'endPairing', ending(pairing, '2020-12-31'));
    await platform.done(account, 'agreePairing', agreement({ partner: null, startedOn: '2021-01-01' }));
  });
});

describe('pairings are listed', () => {
  const list = async (filter: string) =>
    (await given.platform.read(`{ pairings(first: 100, filter: { ${filter} }) { nodes { partner { nameZh } } } }`)).pairings.nodes;

  test('by the day they are in force: 怒江 was with 珠海, and then with 浦东', async () => {
    const on = async (day: string) =>
      (await list(`place: "5333", inForceOn: "${day}"`)).map(({ partner }: { partner: { nameZh: string } }) => partner.nameZh);
    expect(await on('2018-01-01')).toContain('珠海市');
    expect(await on('2022-01-01')).not.toContain('珠海市');
    expect(await on('2022-01-01')).toContain('上海市浦东新区');
  });

  test('the 85 that reports name have their sources and are no examples', async () => {
    const pairings = await allRows(given.platform, { field: 'pairings(filter: { synthetic: false })', row: 'source evidence' });
    const named = pairings.filter(({ source }: { source: string | null }) => source !== null);
    expect(named).toHaveLength(85);
    expect(named.every(({ evidence }: { evidence: string }) => evidence.startsWith('VERIFIED'))).toBe(true);
  });
});
