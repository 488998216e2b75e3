import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { contributionOf } from '../support/contribution.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const refuses = (as: Account, action: string, contribution: string, ...rules: string[]) =>
  expectRefusal(given.platform, as, action, { contribution, reason: '请核对' }, ...rules);
const does = (as: Account, action: string, contribution: string) => given.platform.done(as, action, { contribution, reason: '请核对' });
const stateOf = async (id: string) => {
  const row = await contributionOf(given.platform, id, given.world.shanghai);
  return [row?.state, row?.live];
};

describe('the life of a contribution', () => {
  test('draft, handed in, returned, handed in again, confirmed, accepted', async () => {
    const { world } = given;
    const id = await log({ draft: true });
    expect(await stateOf(id)).toEqual(['DRAFT', false]);
    await does(world.shanghai, 'submitContribution', id);
    expect(await stateOf(id)).toEqual(['SUBMITTED', true]);
    await does(world.county, 'returnContribution', id);
    expect(await stateOf(id)).toEqual(['RETURNED', false]);
    await does(world.shanghai, 'submitContribution', id);
    await confirm(given.platform, id);
    expect(await stateOf(id)).toEqual(['CONFIRMED', true]);
    await does(world.county, 'acceptContribution', id);
    expect(await stateOf(id)).toEqual(['ACCEPTED', true]);
    // Each step is in the history with what it made of the row.
    const steps = await given.platform.rows<{ step: string }>(sql`
      select concat_ws(' ', action, change ->> 'state', change ->> 'live') as step from history_entry
      where subject_type = 'Contribution' and subject_id = ${keyIn(id)}::bigint order by id`);
    expect(steps.map(({ step }) => step)).toEqual([
      'logContribution DRAFT',
      'submitContribution SUBMITTED true',
      'returnContribution RETURNED false',
      'submitContribution SUBMITTED true',
      'confirmContribution CONFIRMED',
      'acceptContribution ACCEPTED',
    ]);
  });

  test('what is accepted is neither withdrawn nor returned nor accepted or handed in again', async () => {
    const { world } = given;
    const id = await log();
    await confirmAndAccept(given.platform, world.office, id);
    await refuses(world.shanghai, 'withdrawContribution', id, 'CONFLICT');
    await refuses(world.shanghai, 'submitContribution', id, 'CONFLICT');
    await refuses(world.office, 'returnContribution', id, 'CONFLICT');
    await refuses(world.office, 'acceptContribution', id, 'CONFLICT');
  });

  test('what is withdrawn stays withdrawn, and nobody else sees it any more', async () => {
    const { world } = given;
    const id = await log();
    await does(world.shanghai, 'withdrawContribution', id);
    await refuses(world.shanghai, 'submitContribution', id, 'CONFLICT');
    await refuses(world.office, 'acceptContribution', id, 'NOT_FOUND');
  });

  test('a draft is not accepted, because nobody else sees it', async () => {
    await refuses(given.world.office, 'acceptContribution', await log({ draft: true }), 'NOT_FOUND');
  });

  test('a reason for a return is compulsory', async () => {
    const { platform, world } = given;
    const contribution = await log();
    await expectRefusal(platform, world.office, 'returnContribution', { contribution, reason: ' ' }, 'TEXT_EMPTY');
    await expectRefusal(platform, world.office, 'returnContribution', { contribution, reason: '长'.repeat(501) }, 'TEXT_TOO_LONG');
  });

  test('the reason for a return is read by whoever sees the row, for as long as it is returned', async () => {
    const { platform, world } = given;
    const id = await log();
    const reasonOf = async () =>
      (await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { returnReason } } }', { as: world.shanghai, variables: { id } }))
        .node.returnReason;
    expect(await reasonOf()).toBeNull();
    await platform.done(world.county, 'returnContribution', { contribution: id, reason: '金额与合同不符' });
    expect(await reasonOf()).toBe('金额与合同不符');
    await does(world.shanghai, 'submitContribution', id);
    expect(await reasonOf()).toBeNull();
  });

  test('two acceptances at once accept once', async () => {
    const { platform, world } = given;
    const contribution = await log();
    await confirm(platform, contribution);
    const answers = await Promise.all(Array.from({ length: 6 }, () => platform.write(world.office, 'acceptContribution', { contribution })));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test('a draft of a pairing that has ended since is not handed in', async () => {
    const { platform, world } = given;
    const pairing = await platform.done(world.office, 'agreePairing', {
      programme: 'EAST_WEST',
      partner: world.guangdongId,
      place: COUNTY,
      startedOn: '2012-01-01',
    });
    const project = await approvedProject(platform, world.guangdong, world.office, { places: [{ place: COUNTY }], pairings: [pairing] });
    const draft = await platform.done(world.guangdong, 'logContribution', gift({ project, draft: true }));
    await platform.done(world.guangdong, 'endPairing', { pairing, endedOn: '2019-12-31', reason: '期满' });
    await refuses(world.guangdong, 'submitContribution', draft, 'PAIRING_NOT_IN_FORCE');
  });

  test('a draft for a project that was cancelled since is not handed in', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
    const draft = await log({ project, draft: true });
    await platform.done(world.shanghai, 'updateProject', { project, version: 2, status: 'CANCELLED', reason: '资金不足' });
    await refuses(world.shanghai, 'submitContribution', draft, 'PROJECT_CANCELLED');
  });

  test('what goes to a project is not accepted before the project is approved', async () => {
    const { platform, world } = given;
    const project = await platform.done(world.shanghai, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '未批',
      sector: '31120',
      places: [{ place: COUNTY }],
    });
    const id = await log({ project });
    await confirm(platform, id);
    await refuses(world.office, 'acceptContribution', id, 'PROJECT_NOT_APPROVED');
    await platform.done(world.county, 'approveProject', { project });
    await does(world.county, 'acceptContribution', id);
  });
});

describe('who accepts and returns', () => {
  test.each(['county', 'prefecture', 'province', 'office'] as const)('the %s, for what lies in it', async (who) => {
    await confirmAndAccept(given.platform, given.world[who], await log());
    await does(given.world[who], 'returnContribution', await log());
  });

  test.each([
    ['otherCounty', 'NOT_FOUND'],
    ['guangdong', 'FORBIDDEN'],
    ['shanghai', 'FORBIDDEN'],
    ['auditor', 'FORBIDDEN'],
    ['administrator', 'FORBIDDEN'],
  ] as const)('not the %s', async (who, code) => {
    const id = await log();
    await confirm(given.platform, id);
    await refuses(given.world[who], 'acceptContribution', id, code);
    await refuses(given.world[who], 'returnContribution', id, code);
  });

  test('not the township or the village, where deciding does not begin yet', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: world.villageId }] });
    const id = await log({ project });
    await confirm(platform, id);
    await refuses(world.village, 'acceptContribution', id, 'FORBIDDEN');
    await refuses(world.township, 'acceptContribution', id, 'FORBIDDEN');
    await does(world.county, 'acceptContribution', id);
  });

  test('not a county that holds some of the places and not all', async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '50%' }));
    const project = await approvedProject(platform, world.shanghai, world.office, { places });
    for (const input of [{ project }, { project, places: places.map(({ place }) => ({ place })), reportedForSet: true }]) {
      const id = await log(input);
      await confirm(platform, id);
      await refuses(world.county, 'acceptContribution', id, 'FORBIDDEN');
      await does(world.prefecture, 'acceptContribution', id);
    }
  });

  test('not a county that a correction moves it to: both counties, so the prefecture', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '5333' }] });
    const old = await log({ project, places: [{ place: COUNTY }] });
    await confirmAndAccept(platform, world.county, old);
    const right = { contribution: old, places: [{ place: OTHER_COUNTY }], reason: '地点有误' };
    const moved = await platform.done(world.shanghai, 'correctContribution', right);
    await confirm(platform, moved);
    await refuses(world.otherCounty, 'acceptContribution', moved, 'FORBIDDEN');
    await does(world.prefecture, 'acceptContribution', moved);
  });

  test('nobody its own: a county that passes money on has it accepted by somebody else', async () => {
    const { platform, world } = given;
    const source = await log({ project: null, fund: world.countyFund });
    await confirmAndAccept(platform, world.office, source);
    const moved = await platform.done(world.county, 'logContribution', gift({ project: world.project, onwardFrom: source }));
    await confirm(platform, moved);
    await refuses(world.county, 'acceptContribution', moved, 'FORBIDDEN');
    await does(world.prefecture, 'acceptContribution', moved);
  });
});

describe('who hands in and withdraws', () => {
  test('whoever recorded it', async () => {
    const { world } = given;
    const id = await log();
    await refuses(world.guangdong, 'withdrawContribution', id, 'NOT_FOUND');
    await refuses(world.county, 'withdrawContribution', id, 'FORBIDDEN');
    await refuses(world.office, 'withdrawContribution', id, 'FORBIDDEN');
    await does(world.shanghai, 'withdrawContribution', id);
  });

  test('not the member, where its chamber recorded the gift', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.chamber, world.office, {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      places: [{ place: world.villageId }],
    });
    const id = await platform.done(world.chamber, 'logContribution', gift({ project, partner: world.memberId, through: world.chamberId }));
    await refuses(world.member, 'withdrawContribution', id, 'FORBIDDEN');
    await does(world.chamber, 'withdrawContribution', id);
  });
});
