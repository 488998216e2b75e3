import { describe, expect, test } from '@jest/globals';
import { balanceOf, contributionOf } from '../support/contribution.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { gift, OTHER_COUNTY, registerPartner } from '../support/world.js';

const given = useWorld();
const OPENED = { openedOn: '2012-01-01', nameZh: '资金池' };

describe('who gives to a fund', () => {
  test('its holder, and those under it', async () => {
    const { platform, world } = given;
    const member = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '沪企', parent: world.shanghaiId });
    for (const as of [world.shanghai, member.account]) await platform.done(as, 'logContribution', gift({ fund: world.fund }));
  });

  test("not another partner to a partner's fund, though both are paired with the same county", async () => {
    const { platform, world } = given;
    await platform.done(world.guangdong, 'agreePairing', { programme: 'EAST_WEST', place: OTHER_COUNTY, startedOn: '2012-01-01' });
    await expectRefusal(platform, world.guangdong, 'logContribution', gift({ fund: world.fund }), 'NOT_A_PARTNER_OF_FUND');
  });

  test('a partner that is paired with the place that holds it, with one in it, or with one around it', async () => {
    const { platform, world } = given;
    const prefectureFund = await platform.done(world.prefecture, 'openFund', { programme: 'EAST_WEST', ...OPENED });
    const otherFund = await platform.done(world.otherCounty, 'openFund', { programme: 'EAST_WEST', ...OPENED });
    for (const fund of [prefectureFund, otherFund]) await platform.done(world.guangdong, 'logContribution', gift({ fund }));
    await platform.done(world.shanghai, 'logContribution', gift({ fund: world.countyFund }));
    await expectRefusal(platform, world.guangdong, 'logContribution', gift({ fund: world.countyFund }), 'NOT_A_PARTNER_OF_FUND');
    await expectRefusal(platform, world.enterprise, 'logContribution', gift({ fund: world.countyFund }), 'NOT_A_PARTNER_OF_FUND');
  });

  test('anybody, where it collects social donations', async () => {
    const { platform, world } = given;
    const fund = await platform.done(world.county, 'openFund', { programme: 'SOCIAL_DONATION', ...OPENED });
    await platform.done(world.enterprise, 'logContribution', gift({ fund }));
  });
});

describe('what is handed in to a fund', () => {
  test('is seen by whoever holds the fund, a partner or the staff of the place, and by no other partner', async () => {
    const { platform, world } = given;
    const fund = await platform.done(world.chamber, 'openFund', { programme: 'TEN_THOUSAND_ENTERPRISES', ...OPENED });
    const toChamber = await platform.done(world.member, 'logContribution', gift({ fund }));
    const draft = await platform.done(world.member, 'logContribution', gift({ fund, draft: true }));
    const seenBy = async (id: string, as: typeof world.office) => (await contributionOf(platform, id, as))?.id ?? null;
    expect(await seenBy(toChamber, world.chamber)).toBe(toChamber);
    expect(await seenBy(draft, world.chamber)).toBeNull();
    expect(await seenBy(toChamber, world.enterprise)).toBeNull();
    expect((await balanceOf(platform, fund, world.chamber)).available).toBe('100.00');
  });

  test('and what moves on from a place is seen by the staff of the place', async () => {
    const { platform, world } = given;
    const source = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.countyFund }));
    const second = await platform.done(world.shanghai, 'openFund', { programme: 'EAST_WEST', ...OPENED });
    const moved = await platform.done(world.county, 'logContribution', gift({ fund: second, onwardFrom: source, amount: '10' }));
    for (const as of [world.county, world.prefecture]) expect((await contributionOf(platform, moved, as))?.id).toBe(moved);
    expect(await contributionOf(platform, moved, world.otherCounty)).toBeNull();
  });
});
