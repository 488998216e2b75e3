import { describe, expect, test } from '@jest/globals';
import { contributionOf } from '../support/contribution.js';
import { confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const FISCAL = { flowClass: 'FISCAL' };
const log = (input: object, as = given.world.shanghai) => given.platform.done(as, 'logContribution', gift({ ...FISCAL, ...input }));
/** A project of Guangdong's under a pairing of its own, which may be there from another test. */
const guangdongProject = async (place: string) => {
  const { platform, world } = given;
  await platform.write(world.guangdong, 'agreePairing', { programme: 'EAST_WEST', place, startedOn: '2012-01-01' });
  return approvedProject(platform, world.guangdong, world.office, { places: [{ place }] });
};

describe('money that moves on', () => {
  test('stays in its programme', async () => {
    const { platform, world } = given;
    const source = await log({ fund: world.fund });
    const fund = await platform.done(world.shanghai, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '社会捐赠池', openedOn: '2012-01-01' });
    const project = await approvedProject(platform, world.shanghai, world.office, { programme: 'SOCIAL_DONATION', places: [{ place: COUNTY }] });
    for (const target of [{ fund }, { project }]) {
      await expectRefusal(platform, world.shanghai, 'logContribution', gift({ ...FISCAL, ...target, onwardFrom: source }), 'ONWARD_OTHER_PROGRAMME');
    }
  });

  test("goes from a partner's pool to a project of that partner, and to no other", async () => {
    const { platform, world } = given;
    const source = await log({ fund: world.fund });
    const project = await guangdongProject(COUNTY);
    await expectRefusal(platform, world.shanghai, 'logContribution', gift({ ...FISCAL, project, onwardFrom: source }), 'NOT_A_PARTNER_OF_PROJECT');
  });

  test("goes from a county's pool to any project in the county, under no pairing that is another partner's", async () => {
    const { platform, world } = given;
    const source = await log({ fund: world.countyFund });
    await confirmAndAccept(platform, world.office, source);
    const moved = await log({ project: await guangdongProject(COUNTY), onwardFrom: source, amount: '10' }, world.county);
    expect(await contributionOf(platform, moved, world.county)).toMatchObject({ partner: { id: world.shanghaiId }, pairing: null });
    const input = gift({ ...FISCAL, project: await guangdongProject(OTHER_COUNTY), onwardFrom: source, amount: '10' });
    await expectRefusal(platform, world.county, 'logContribution', input, 'NOT_A_PARTNER_OF_PROJECT');
  });

  test("under no pairing of its giver's still needs one of the project's to be in force", async () => {
    const { platform, world } = given;
    const source = await log({ fund: world.countyFund });
    await confirmAndAccept(platform, world.office, source);
    const ended = { programme: 'EAST_WEST', place: COUNTY, startedOn: '2000-01-01', endedOn: '2011-12-31' };
    const pairing = await platform.done(world.guangdong, 'agreePairing', ended);
    const project = await approvedProject(platform, world.guangdong, world.office, { places: [{ place: COUNTY }], pairings: [pairing] });
    await expectRefusal(platform, world.county, 'logContribution', gift({ ...FISCAL, project, onwardFrom: source }), 'PAIRING_NOT_IN_FORCE');
  });
});
