import { beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { agreementInForce } from '../support/agreement.js';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { confirm } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { setStatus, statusOf } from '../support/project-life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, registerPartner, SECTOR } from '../support/world.js';

const given = useWorld();

/** A partner with a pairing, an agreement and projects of its own, so that nothing else hangs on them. */
let partner: { id: string; account: Account };
let pairing: string;
let agreement: string;
beforeEach(async () => {
  const { platform, world } = given;
  partner = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '中止公司' });
  pairing = await pair();
  agreement = await agree(pairing);
});

const pair = (input: object = {}) =>
  given.platform.done(given.world.office, 'agreePairing', {
    programme: 'SOCIAL_DONATION',
    partner: partner.id,
    place: COUNTY,
    startedOn: '2012-01-01',
    ...input,
  });
const agree = (of: string) => agreementInForce(given.platform, { ...given.world, shanghai: partner.account }, of, given.world.county);
const approved = (input: object = {}) =>
  approvedProject(given.platform, partner.account, given.world.office, {
    programme: 'SOCIAL_DONATION',
    places: [{ place: COUNTY }],
    pairings: [pairing],
    ...input,
  });
const underWay = async () => setStatus(given.platform, partner.account, await approved(), 'UNDER_WAY');
const suspend = (as: Account = given.world.county, of = agreement) =>
  given.platform.done(as, 'suspendAgreement', { agreement: of, reason: '资金核查' });
const resume = (as: Account = given.world.county, of = agreement) => given.platform.done(as, 'resumeAgreement', { agreement: of });
const status = (project: string) => statusOf(given.platform, project);

describe('suspending an agreement', () => {
  test('suspends its projects that are approved or under way, and resuming brings each back as it was', async () => {
    const { platform } = given;
    const projects = [await approved(), await underWay(), await setStatus(platform, partner.account, await underWay(), 'COMPLETED')];
    projects.push(await platform.done(partner.account, 'proposeProject', proposal()));
    const before = await Promise.all(projects.map(status));
    expect(before).toEqual(['APPROVED', 'UNDER_WAY', 'COMPLETED', 'PROPOSED']);
    await suspend();
    expect(await Promise.all(projects.map(status))).toEqual(['SUSPENDED', 'SUSPENDED', 'COMPLETED', 'PROPOSED']);
    expect(await brokenChecks(platform.owner)).toEqual({});
    await resume();
    expect(await Promise.all(projects.map(status))).toEqual(before);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('leaves a project suspended that was suspended itself, before it or meanwhile', async () => {
    const { platform, world } = given;
    const [earlier, meanwhile] = [await underWay(), await underWay()];
    await platform.done(world.county, 'suspendProject', { project: earlier, reason: '雨季' });
    await suspend();
    await platform.done(world.county, 'suspendProject', { project: meanwhile, reason: '雨季' });
    await resume();
    for (const project of [earlier, meanwhile]) {
      expect(await status(project)).toBe('SUSPENDED');
      await platform.done(world.county, 'resumeProject', { project });
      expect(await status(project)).toBe('UNDER_WAY');
    }
  });

  test("keeps a project suspended that its own suspension doesn't hold up any more", async () => {
    const { platform, world } = given;
    const project = await underWay();
    await platform.done(world.county, 'suspendProject', { project, reason: '雨季' });
    await suspend();
    await platform.done(world.county, 'resumeProject', { project });
    expect(await status(project)).toBe('SUSPENDED');
    await expectRefusal(platform, world.county, 'resumeProject', { project }, 'SUSPENDED_BY_AGREEMENT');
    await resume();
    expect(await status(project)).toBe('UNDER_WAY');
  });

  test('holds a project under two agreements up until both are resumed', async () => {
    const { world } = given;
    const other = await agree(pairing);
    const project = await underWay();
    await suspend();
    await suspend(world.office, other);
    await resume();
    expect(await status(project)).toBe('SUSPENDED');
    await resume(world.prefecture, other);
    expect(await status(project)).toBe('UNDER_WAY');
  });

  test('lets a proposal under it wait, and completed work that is not good enough', async () => {
    const { platform, world } = given;
    const proposed = await platform.done(partner.account, 'proposeProject', proposal());
    const completed = await setStatus(platform, partner.account, await underWay(), 'COMPLETED');
    await suspend();
    await expectRefusal(platform, world.county, 'approveProject', { project: proposed }, 'AGREEMENT_SUSPENDED');
    await expectRefusal(platform, world.county, 'returnProject', { project: completed, reason: '返工' }, 'AGREEMENT_SUSPENDED');
    await expect(platform.rows(sql`update project set status = 'APPROVED' where id = ${keyIn(proposed)}::bigint`)).rejects.toThrow(/is suspended/);
    await resume();
    await platform.done(world.county, 'approveProject', { project: proposed });
  });

  test('is for the office and the county or above that holds the place, and so is resuming', async () => {
    const { platform, world } = given;
    const refusal = (as: Account, action: string) => expectRefusal(platform, as, action, { agreement, reason: '核查' }, 'FORBIDDEN');
    for (const as of [partner.account, world.village, world.otherCounty, world.auditor]) await refusal(as, 'suspendAgreement');
    for (const as of [world.county, world.prefecture, world.province, world.office]) {
      await suspend(as);
      await refusal(partner.account, 'resumeAgreement');
      await resume(as);
    }
  });

  test('has a reason, which everybody reads beside the agreement and its projects', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.county, 'suspendAgreement', { agreement, reason: '' }, 'TEXT_EMPTY');
    const project = await underWay();
    await suspend();
    const { node } = await platform.read(
      `query ($id: ID!) { node(id: $id) { ... on Project {
        statusReason suspendedFrom suspensions { reason endedAt agreement { id state reason } } } } }`,
      { variables: { id: project } },
    );
    expect(node).toEqual({
      statusReason: '资金核查',
      suspendedFrom: 'UNDER_WAY',
      suspensions: [{ reason: '资金核查', endedAt: null, agreement: { id: agreement, state: 'SUSPENDED', reason: '资金核查' } }],
    });
  });

  test('is told in the history of each project that it changed, from what to what', async () => {
    const { platform } = given;
    const project = await underWay();
    const told = async () => {
      const { history } = await platform.read(
        'query ($of: ID!) { history(of: $of, first: 1) { nodes { action reason changes { field old new } } } }',
        { as: partner.account, variables: { of: project } },
      );
      return history.nodes[0];
    };
    await suspend();
    expect(await told()).toMatchObject({
      action: 'suspendAgreement',
      reason: '资金核查',
      changes: expect.arrayContaining([
        { field: 'status', old: 'UNDER_WAY', new: 'SUSPENDED' },
        { field: 'version', old: '3', new: '4' },
      ]),
    });
    await resume();
    expect(await told()).toMatchObject({
      action: 'resumeAgreement',
      changes: expect.arrayContaining([{ field: 'status', old: 'SUSPENDED', new: 'UNDER_WAY' }]),
    });
  });

  test('at the moment of an approval leaves nothing under way beside it', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 8; round += 1) {
      const project = await platform.done(partner.account, 'proposeProject', proposal());
      const [suspending, approving] = await Promise.all([
        platform.write(world.county, 'suspendAgreement', { agreement, reason: '核查' }),
        platform.write(world.office, 'approveProject', { project }),
      ]);
      expect(codeOf(suspending)).toBeNull();
      expect(await status(project)).toBe(codeOf(approving) === null ? 'SUSPENDED' : 'PROPOSED');
      expect(await brokenChecks(platform.owner, ['projects_are_held_up'])).toEqual({});
      await resume();
    }
  });
});

describe('a suspended project', () => {
  test('takes no contributions until it is resumed, while what was given already is confirmed, corrected and accepted', async () => {
    const { platform, world } = given;
    const project = await underWay();
    const log = (input: object = {}) => gift({ project, ...input });
    const given_before = await platform.done(partner.account, 'logContribution', log());
    const draft = await platform.done(partner.account, 'logContribution', log({ draft: true }));
    await platform.done(world.county, 'suspendProject', { project, reason: '雨季' });
    await expectRefusal(platform, partner.account, 'logContribution', log(), 'PROJECT_SUSPENDED');
    await expectRefusal(platform, partner.account, 'submitContribution', { contribution: draft }, 'PROJECT_SUSPENDED');
    const corrected = await platform.done(partner.account, 'correctContribution', { contribution: given_before, amount: '90', reason: '笔误' });
    await confirm(platform, corrected);
    await platform.done(world.office, 'acceptContribution', { contribution: corrected });
    await platform.done(world.county, 'resumeProject', { project });
    await platform.done(partner.account, 'submitContribution', { contribution: draft });
  });

  test('may be cancelled, and is held up by nothing then', async () => {
    const { platform } = given;
    const project = await underWay();
    await suspend();
    await setStatus(platform, partner.account, project, 'CANCELLED');
    await resume();
    expect(await status(project)).toBe('CANCELLED');
    expect(await brokenChecks(platform.owner, ['projects_are_held_up'])).toEqual({});
  });

  test('is so as long as something holds it up, whoever writes', async () => {
    const { platform, world } = given;
    const project = await underWay();
    const set = (to: string) => platform.rows(sql`update project set status = ${to} where id = ${keyIn(project)}::bigint`);
    await expect(set('SUSPENDED')).rejects.toThrow(/holds it up/);
    await platform.done(world.county, 'suspendProject', { project, reason: '雨季' });
    await expect(set('UNDER_WAY')).rejects.toThrow(/holds it up/);
    await expect(platform.rows(sql`insert into project_hold (project_id, reason) values (${keyIn(project)}::bigint, '又')`)).rejects.toThrow(
      /project_hold_once/,
    );
  });
});

function proposal(): object {
  return { programme: 'SOCIAL_DONATION', nameZh: '待批', sector: SECTOR, places: [{ place: COUNTY }], pairings: [pairing] };
}
