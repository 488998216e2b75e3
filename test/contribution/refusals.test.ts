import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenRules } from '../support/answer.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY, registerPartner, SECTOR } from '../support/world.js';

const given = useWorld();

/** Shanghai logs a gift to its project, with something wrong in it. */
async function refuses(input: object, ...rules: string[]) {
  return expectRefusal(given.platform, given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }), ...rules);
}

describe('the day of a contribution', () => {
  test('lies not in the future', () => refuses({ occurredOn: '2999-01-01' }, 'DATE_IN_FUTURE'));

  test('is today at the latest, by the clock of China', async () => {
    const chinaDay = (offset: number) => new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
    await refuses({ occurredOn: chinaDay(1) }, 'DATE_IN_FUTURE');
    await given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, occurredOn: chinaDay(0) }));
  });

  test('lies not before the programmes', () => refuses({ occurredOn: '1949-09-30' }, 'DATE_TOO_EARLY', 'PAIRING_NOT_IN_FORCE'));

  test('lies within the pairing of the project', () => refuses({ occurredOn: '2011-12-31' }, 'PAIRING_NOT_IN_FORCE'));

  test('lies within the pairing that is named', () => refuses({ occurredOn: '2011-12-31', pairing: given.world.pairing }, 'PAIRING_NOT_IN_FORCE'));

  test('lies not before the fund was opened', async () => {
    const fund = await given.platform.done(given.world.shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '新资金池', openedOn: '2020-06-01' });
    await refuses({ project: null, fund }, 'FUND_NOT_OPEN');
  });

  test.each(['2020-02-30', '2020-13-01', 'yesterday', '2020-5-1', '20200501', ''])('is a day of the calendar: %j is none', async (occurredOn) => {
    const { errors } = await given.platform.write(given.world.shanghai, 'logContribution', gift({ project: given.world.project, occurredOn }));
    expect(errors[0]?.message).toMatch(/invalid value/);
  });
});

describe('what a contribution goes to', () => {
  test('is a project or a fund', () => refuses({ project: null }, 'TARGET_NOT_ONE'));

  test('is not both', () => refuses({ fund: given.world.fund }, 'TARGET_NOT_ONE'));

  test('is not a cancelled project', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
    await platform.done(world.shanghai, 'updateProject', { project, version: 2, status: 'CANCELLED', reason: '资金不足' });
    await refuses({ project }, 'PROJECT_CANCELLED');
  });

  test('is not a project that was given up before it was approved', async () => {
    const { platform, world } = given;
    const project = await platform.done(world.shanghai, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '撤回的项目',
      sector: SECTOR,
      places: [{ place: COUNTY }],
    });
    await platform.done(world.shanghai, 'updateProject', { project, version: 1, status: 'WITHDRAWN', reason: '不办了' });
    await refuses({ project }, 'PROJECT_CANCELLED');
  });

  test('is named as well where money moves on', async () => {
    const { platform, world } = given;
    const onwardFrom = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund }));
    await refuses({ project: null, onwardFrom }, 'TARGET_NOT_ONE');
  });

  test("is not another partner's project", async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.guangdong, 'logContribution', gift({ project: world.project }), 'NOT_A_PARTNER_OF_PROJECT');
  });

  test('is not a project that the partner may not see: it looks absent', async () => {
    const { platform, world } = given;
    const project = await platform.done(world.shanghai, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '未批项目',
      sector: SECTOR,
      places: [{ place: COUNTY }],
    });
    await expectRefusal(platform, world.guangdong, 'logContribution', gift({ project }), 'NOT_FOUND');
  });

  test('is not something that is no project', () => refuses({ project: given.world.fund }, 'NOT_FOUND'));

  test.each(['nonsense', '1', 'UHJvamVjdDo5OTk5OTk5', "' or 1=1 --"])('is something that there is: %j is nothing', (project) =>
    refuses({ project }, 'NOT_FOUND'),
  );

  test('takes what a partner under the lead gives, without a name of its own in the pairing', async () => {
    const { platform, world } = given;
    const district = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '沪企', parent: world.shanghaiId });
    await platform.done(district.account, 'logContribution', gift({ project: world.project, flowClass: 'INVESTMENT' }));
  });
});

describe('who gives', () => {
  test('is the partner itself, not another one that it names', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.guangdong, 'logContribution', gift({ project: world.project, partner: world.shanghaiId }), 'FORBIDDEN');
  });

  test('is a partner, and no place', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.county, 'logContribution', gift({ project: world.project }), 'BAD_USER_INPUT');
    await expectRefusal(platform, world.county, 'logContribution', gift({ project: world.project, partner: world.shanghaiId }), 'FORBIDDEN');
  });

  test('gives through its parent only', () => refuses({ through: given.world.chamberId }, 'THROUGH_NOT_PARENT'));

  test('is known', () => refuses({ partner: 'nobody' }, 'NOT_FOUND'));
});

describe('where a contribution goes', () => {
  const share = (...shares: string[]) => ({
    places: [COUNTY, OTHER_COUNTY, '533324', '533301'].slice(0, shares.length).map((place, index) => ({ place, share: shares[index] })),
  });

  test('is a place that there is', () => refuses({ places: [{ place: '999999' }] }, 'NOT_FOUND'));

  test('and a sector are not said of money that goes to a fund', async () => {
    const { fund } = given.world;
    for (const input of [{ places: [{ place: OTHER_COUNTY }] }, { reportedForSet: true }, { sectors: [{ sector: SECTOR }] }]) {
      await refuses({ project: null, fund, ...input }, 'FUND_IS_WHOLE');
    }
  });

  test('lies within the project', () => refuses({ places: [{ place: OTHER_COUNTY }] }, 'PLACE_OUTSIDE_PROJECT'));

  describe('over several places', () => {
    let project: string;
    const wide = async (input: object, ...rules: string[]) => {
      project ??= await approvedProject(given.platform, given.world.shanghai, given.world.office, { places: [{ place: '5333' }] });
      return refuses({ project, ...input }, ...rules);
    };

    test('has shares of exactly 100 %', () => wide(share('33.33%', '33.33%', '33.33%'), 'SHARES_NOT_WHOLE'));
    test('has no shares of 100.01 %', () => wide(share('33.34%', '33.34%', '33.33%'), 'SHARES_NOT_WHOLE'));
    test('has no share of zero', () => wide(share('0%', '100%'), 'SHARE_OUT_OF_RANGE'));
    test('has no negative share', () => wide(share('-1/2', '3/2'), 'SHARE_OUT_OF_RANGE'));
    test('has shares that are fractions or percentages', () => wide(share('0.5', '50'), 'SHARE_MALFORMED'));
    test('has a share for each', () => wide({ places: [{ place: COUNTY }, { place: OTHER_COUNTY }] }, 'SHARE_MISSING'));
    test('names each once', () =>
      wide(
        {
          places: [
            { place: COUNTY, share: '50%' },
            { place: COUNTY, share: '50%' },
          ],
        },
        'PLACE_TWICE',
      ));
    test('names a county once, whichever of its codes is used', () =>
      wide(
        {
          places: [
            { place: '533321', share: '50%' },
            { place: '533301', share: '50%' },
          ],
        },
        'PLACE_TWICE',
      ));
    test('has no shares where it is reported for the set', () => wide({ ...share('50%', '50%'), reportedForSet: true }, 'SHARES_WITH_SET'));
    test('names at most a hundred', () => wide({ places: Array.from({ length: 101 }, () => ({ place: COUNTY, share: '1/101' })) }, 'PLACE_COUNT'));
    test('may name a hundred', async () => {
      const { platform, world } = given;
      const counties = await platform.rows<{ code: string }>(sql`
        select code from place where level = 'COUNTY' and province_id = (select id from place where code = '53') and replaced_by_id is null order by code limit 100`);
      const everywhere = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '53' }] });
      const places = counties.map(({ code }) => ({ place: code, share: '1/100' }));
      const id = await platform.done(world.shanghai, 'logContribution', gift({ project: everywhere, places }));
      const [parts] = await platform.rows(sql`select count(*)::int as parts from contribution_part where contribution_id = ${keyIn(id)}::bigint`);
      expect(parts).toEqual({ parts: 100 });
    });
    test('has shares with a common denominator that can be reckoned with', () =>
      wide(share('1/999999998', '499999998/999999998', '1/999999996', '499999997/999999996'), 'SHARES_TOO_FINE'));
  });
});

describe('what a contribution is for', () => {
  test('is a known sector', () => refuses({ sectors: [{ sector: '00000' }] }, 'SECTOR_UNKNOWN'));
  test('has shares of exactly 100 %', () =>
    refuses(
      {
        sectors: [
          { sector: SECTOR, share: '50%' },
          { sector: '11120', share: '49.99%' },
        ],
      },
      'SHARES_NOT_WHOLE',
    ));
  test('names each sector once', () =>
    refuses(
      {
        sectors: [
          { sector: SECTOR, share: '50%' },
          { sector: SECTOR, share: '50%' },
        ],
      },
      'SECTOR_COUNT',
    ));
  test('has a share for each of several', () => refuses({ sectors: [{ sector: SECTOR }, { sector: '11120' }] }, 'SHARE_MALFORMED'));
});

describe('a list that is too long', () => {
  // Denominators without common factors: each further share would make the common one nine digits longer.
  const fine = (index: number) => `1/${999_999_937 - 2 * index}`;
  const sectors = (count: number) => Array.from({ length: count }, (_, index) => ({ sector: String(10_000 + index), share: fine(index) }));

  test.each([
    ['sectors', () => ({ sectors: sectors(24_000) }), 'SECTOR_COUNT'],
    ['places', () => ({ places: Array.from({ length: 24_000 }, (_, index) => ({ place: COUNTY, share: fine(index) })) }), 'PLACE_COUNT'],
    [
      'lines',
      () => ({ form: 'GOODS', amount: null, lines: Array.from({ length: 24_000 }, () => ({ item: '化肥', quantity: '1', unit: '吨' })) }),
      'LINE_COUNT',
    ],
    ['lines beside cash', () => ({ lines: Array.from({ length: 24_000 }, () => ({ item: '', quantity: '1', unit: '吨' })) }), 'LINES_WITH_CASH'],
  ])('of %s is refused for its length alone, and soon', async (_, input, rule) => {
    const started = performance.now();
    await refuses(input(), rule);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('of shares without a small common denominator is refused soon', () => refuses({ sectors: sectors(10) }, 'SECTOR_UNKNOWN', 'SHARES_TOO_FINE'));
});

test.each(['stage', 'form', 'draft', 'reportedForSet'])('%s is left out or given, and never null', async (field) => {
  const { platform, world } = given;
  const { errors } = await platform.write(world.shanghai, 'logContribution', gift({ project: world.project, [field]: null }));
  expect(errors[0]?.message).toMatch(/Expected non-nullable type/);
});

describe('a note', () => {
  test('has at most 500 characters', () => refuses({ note: '好'.repeat(501) }, 'TEXT_TOO_LONG'));
  test('has no zero-width characters', () => refuses({ note: '项\u200b目' }, 'TEXT_INVISIBLE_CHARACTER'));
  test('does not turn the writing direction', () => refuses({ note: '项目\u202e' }, 'TEXT_BIDIRECTIONAL_CONTROL'));
  test('has no NUL', () => refuses({ note: '项\u0000目' }, 'TEXT_CONTROL_CHARACTER'));
});

test('all broken rules come back at once, each with its field and a message in both languages', async () => {
  const answer = await refuses(
    { amount: '-1', occurredOn: '2999-01-01', places: [{ place: OTHER_COUNTY, share: '50%' }], note: '项\u200b目' },
    'AMOUNT_NOT_POSITIVE',
    'DATE_IN_FUTURE',
    'PLACE_OUTSIDE_PROJECT',
    'SHARES_NOT_WHOLE',
    'TEXT_INVISIBLE_CHARACTER',
  );
  expect(brokenRules(answer)).toHaveLength(5);
  const rules = answer.errors[0]?.extensions.rules as readonly { path: string[]; messages: { zh: string; en: string } }[];
  expect(rules.map(({ path }) => path.join('.'))).toEqual(expect.arrayContaining(['input.amount', 'input.occurredOn', 'input.places', 'input.note']));
  for (const { messages } of rules) {
    expect(messages.zh).toMatch(/\p{Script=Han}/u);
    expect(messages.en).toMatch(/^[\x20-\x7e]+$/);
  }
});
