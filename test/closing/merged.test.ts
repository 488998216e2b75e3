import { expect, test } from '@jest/globals';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { close, openYear } from '../support/closing.js';
import { confirm } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, registerPartner } from '../support/world.js';

const given = useWorld();

test('what a merged record asked for is taken back by its members and by those of the record that stands for it, and by no other partner', async () => {
  const { platform, world } = given;
  const programme = 'SOCIAL_DONATION';
  const [kept, merged, stranger] = [
    await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '合并公司' }),
    await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '合并公司二' }),
    await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '旁人公司' }),
  ];
  const proposal = { programme, nameZh: '助学', sector: '31120', places: [{ place: COUNTY }] };
  const project = await platform.done(merged.account, 'proposeProject', proposal);
  await platform.done(world.office, 'approveProject', { project });
  const period = await openYear(platform, world, 2015, { programme });
  const log = async () => {
    const contribution = await platform.done(merged.account, 'logContribution', gift({ project, occurredOn: '2015-06-01' }));
    await confirm(platform, contribution);
    return contribution;
  };
  const contributions = [await log(), await log()];
  await close(platform, world, period);
  const ask = (contribution: string | undefined) => platform.done(merged.account, 'askForCorrection', { contribution, reason: '票据晚到' });
  const [first, second] = [await ask(contributions[0]), await ask(contributions[1])];
  await platform.done(world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: '重复' });
  const takeBack = (as: typeof kept.account, request: string) => platform.write(as, 'withdrawCorrectionRequest', { request });
  expect(codeOf(await takeBack(stranger.account, first))).toBe('NOT_FOUND');
  for (const [as, request] of [
    [merged.account, first],
    [kept.account, second],
  ] as const) {
    const asked = () =>
      platform.read('query ($id: ID!) { node(id: $id) { ... on CorrectionRequest { state viewerCanWithdraw } } }', {
        as,
        variables: { id: request },
      });
    expect((await asked()).node).toEqual({ state: 'ASKED', viewerCanWithdraw: true });
    expect(codeOf(await takeBack(as, request))).toBeNull();
    expect((await asked()).node).toEqual({ state: 'WITHDRAWN', viewerCanWithdraw: false });
  }
  expect(await brokenChecks(platform.owner)).toEqual({});
});
