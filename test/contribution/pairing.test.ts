import { describe, expect, test } from '@jest/globals';
import { brokenChecks } from '../support/checks.js';
import { contributionOf } from '../support/contribution.js';
import { confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, registerPartner } from '../support/world.js';

const given = useWorld();

/** A project that Shanghai leads under its own pairing and one of Guangdong's, which ended with 2018. */
async function sharedProject(): Promise<{ project: string; guangdongs: string }> {
  const { platform, world } = given;
  const guangdongs = await platform.done(world.guangdong, 'agreePairing', {
    programme: 'EAST_WEST',
    place: COUNTY,
    startedOn: '2012-01-01',
    endedOn: '2018-12-31',
  });
  const pairings = [world.pairing, guangdongs];
  return { project: await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }], pairings }), guangdongs };
}

describe('a contribution counts under', () => {
  let shared: Awaited<ReturnType<typeof sharedProject>>;
  const project = async () => {
    shared ??= await sharedProject();
    return shared;
  };

  test("its giver's own pairing, and under no other partner's that is named", async () => {
    const { platform, world } = given;
    const { project: id, guangdongs } = await project();
    const input = gift({ project: id, occurredOn: '2018-05-01' });
    const row = await contributionOf(platform, await platform.done(world.guangdong, 'logContribution', input), world.guangdong);
    expect(row?.pairing).toEqual({ id: guangdongs });
    await expectRefusal(platform, world.shanghai, 'logContribution', { ...input, pairing: guangdongs }, 'PAIRING_OF_OTHERS');
  });

  test("no pairing that ended, though another partner's goes on", async () => {
    const { platform, world } = given;
    const { project: id } = await project();
    await expectRefusal(platform, world.guangdong, 'logContribution', gift({ project: id, occurredOn: '2019-05-01' }), 'PAIRING_NOT_IN_FORCE');
  });

  test('it from its first day to its last', async () => {
    const { platform, world } = given;
    const { project: id } = await project();
    const on = (occurredOn: string) => gift({ project: id, occurredOn });
    for (const day of ['2012-01-01', '2018-12-31']) await platform.done(world.guangdong, 'logContribution', on(day));
    for (const day of ['2011-12-31', '2019-01-01']) {
      await expectRefusal(platform, world.guangdong, 'logContribution', on(day), 'PAIRING_NOT_IN_FORCE');
    }
  });

  test("its parent's pairing where it has none", async () => {
    const { platform, world } = given;
    const { account } = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '沪企', parent: world.shanghaiId });
    const id = await platform.done(account, 'logContribution', gift({ project: world.project }));
    expect((await contributionOf(platform, id, account))?.pairing).toEqual({ id: world.pairing });
  });
});

test('a pairing ends before what an accepted correction replaced', async () => {
  const { platform, world } = given;
  const pairing = await platform.done(world.guangdong, 'agreePairing', { programme: 'EAST_WEST', place: '533324', startedOn: '2012-01-01' });
  const project = await approvedProject(platform, world.guangdong, world.office, { places: [{ place: '533324' }] });
  for (const acceptsFirst of [true, false]) {
    const first = await platform.done(world.guangdong, 'logContribution', gift({ project }));
    if (acceptsFirst) await confirmAndAccept(platform, world.office, first);
    const right = { contribution: first, occurredOn: '2018-05-01', reason: '日期有误' };
    const second = await platform.done(world.guangdong, 'correctContribution', right);
    await expectRefusal(
      platform,
      world.guangdong,
      'endPairing',
      { pairing, endedOn: '2019-12-31', reason: '期满' },
      'PAIRING_HAS_LATER_CONTRIBUTIONS',
    );
    await confirmAndAccept(platform, world.office, second);
  }
  await platform.done(world.guangdong, 'endPairing', { pairing, endedOn: '2019-12-31', reason: '期满' });
  expect(await brokenChecks(platform.owner)).toEqual({});
});
