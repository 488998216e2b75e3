import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import type { Account } from '../support/platform.js';
import { noticePasses, setStatus, statusOf } from '../support/project-life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { keyIn, proposalWithNotice } from '../support/world.js';

const given = useWorld();

const proposed = (input: object = {}) => proposalWithNotice(given.platform, given.world.shanghai, input);
const onNotice = async (input: object = {}) => given.platform.done(given.world.county, 'openProjectNotice', { project: await proposed(input) });
const approve = (project: string, note?: string) => given.platform.done(given.world.office, 'approveProject', { project, note });
const object = (as: Account, project: string, body = '占用耕地') => given.platform.done(as, 'objectToProject', { project, body });
const day = async (days: number) => {
  const [row] = await given.platform.rows<{ on: string }>(sql`select ((now() at time zone 'Asia/Shanghai')::date + ${days}::int)::text as on`);
  return row?.on;
};
const see = async (id: string, as?: Account) =>
  (
    await given.platform.read(
      `query ($id: ID!) { node(id: $id) { ... on Project {
        status statusReason noticeStartedOn noticeEndsOn programme { noticeDays } objections { totalCount nodes { id body withdrawnAt accountName } } } } }`,
      { as, variables: { id } },
    )
  ).node;

describe('public notice', () => {
  test('of a proposal begins today, lasts the days of its programme, and everybody sees it', async () => {
    const project = await proposed();
    expect(await see(project)).toBeNull();
    await given.platform.done(given.world.county, 'openProjectNotice', { project });
    expect(await see(project)).toMatchObject({
      status: 'ON_NOTICE',
      noticeStartedOn: await day(0),
      noticeEndsOn: await day(6),
      programme: { noticeDays: 7 },
    });
  });

  test('comes before approval, which is refused until it is over and says from when', async () => {
    const { platform, world } = given;
    const project = await proposed();
    await expectRefusal(platform, world.office, 'approveProject', { project }, 'NOTICE_MISSING');
    await platform.done(world.office, 'openProjectNotice', { project });
    const answer = await expectRefusal(platform, world.office, 'approveProject', { project }, 'NOTICE_RUNS');
    expect(JSON.stringify(answer.errors)).toContain(await day(7));
    await platform.rows(sql`update project set notice_ends_on = (now() at time zone 'Asia/Shanghai')::date where id = ${keyIn(project)}::bigint`);
    await expectRefusal(platform, world.office, 'approveProject', { project }, 'NOTICE_RUNS');
    await noticePasses(platform, project);
    await approve(project);
    expect(await see(project)).toMatchObject({ status: 'APPROVED' });
  });

  test('that runs already is kept though the programme asks for none any more', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    await platform.rows(sql`update programme set notice_days = 0`);
    await expectRefusal(platform, world.office, 'approveProject', { project }, 'NOTICE_RUNS');
    const other = await platform.done(world.shanghai, 'proposeProject', {
      programme: 'SOCIAL_DONATION',
      nameZh: '免公示',
      sector: '31120',
      places: [{ place: '533323' }],
    });
    await expectRefusal(platform, world.office, 'openProjectNotice', { project: other }, 'NOTICE_NOT_NEEDED');
    await approve(other);
  });

  test('is given by the county or above, or by the office, once', async () => {
    const { platform, world } = given;
    const project = await proposed({ places: [{ place: world.villageId }] });
    for (const as of [world.village, world.township, world.shanghai])
      await expectRefusal(platform, as, 'openProjectNotice', { project }, 'FORBIDDEN');
    await expectRefusal(platform, world.otherCounty, 'openProjectNotice', { project }, 'NOT_FOUND');
    const answers = await Promise.all([world.county, world.office].map((as) => platform.write(as, 'openProjectNotice', { project })));
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null]);
  });

  test('freezes what the project says', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    await expectRefusal(platform, world.shanghai, 'updateProject', { project, version: 2, budget: '5' }, 'PROJECT_ON_NOTICE');
    await setStatus(platform, world.shanghai, project, 'WITHDRAWN');
    expect(await see(project)).toBeNull();
  });

  test('holds whoever writes', async () => {
    const { platform } = given;
    const approving = (project: string) => platform.rows(sql`update project set status = 'APPROVED' where id = ${keyIn(project)}::bigint`);
    await expect(approving(await proposed())).rejects.toThrow(/after its public notice/);
    await expect(approving(await onNotice())).rejects.toThrow(/after its public notice/);
  });
});

describe('a proposal that is sent back', () => {
  test('says why, is mended and handed in again, and has another notice', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    await platform.done(world.county, 'returnProject', { project, reason: '预算不清' });
    expect(await see(project)).toBeNull();
    expect(await see(project, world.shanghai)).toMatchObject({ status: 'RETURNED', statusReason: '预算不清' });
    await setStatus(platform, world.shanghai, project, 'PROPOSED', { budget: '120000' });
    expect(await see(project, world.county)).toMatchObject({ status: 'PROPOSED', statusReason: null });
    await expectRefusal(platform, world.office, 'approveProject', { project }, 'NOTICE_MISSING');
    await platform.done(world.county, 'openProjectNotice', { project });
  });

  test('has a reason', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.county, 'returnProject', { project: await proposed(), reason: '' }, 'TEXT_EMPTY');
  });
});

describe('an objection', () => {
  test('is made by anybody who is signed in, also without a membership, and by nobody else', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    const nobody = await platform.account('AUDITOR');
    await platform.rows(sql`update membership set ended_at = now() where account_id = (
      select account_id from access_token where hash = sha256(${nobody.token}::bytea))`);
    for (const as of [world.village, world.guangdong, world.auditor, nobody]) await object(as, project);
    await expectRefusal(platform, undefined, 'objectToProject', { project, body: '反对' }, 'UNAUTHENTICATED');
    expect((await see(project, world.county)).objections.totalCount).toBe(4);
  });

  test('is seen by those whose business the project is, and by whoever made it', async () => {
    const { world } = given;
    const project = await onNotice();
    await object(world.guangdong, project, '噪音');
    await object(world.enterprise, project, '粉尘');
    const bodies = async (as?: Account) => (await see(project, as)).objections.nodes.map(({ body }: { body: string }) => body);
    for (const as of [world.shanghai, world.county, world.office, world.auditor]) expect(await bodies(as)).toEqual(['粉尘', '噪音']);
    expect(await bodies(world.guangdong)).toEqual(['噪音']);
    for (const as of [undefined, world.otherCounty, world.chamber]) expect(await bodies(as)).toEqual([]);
  });

  test('that is not withdrawn is answered by whoever approves', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    await object(world.guangdong, project);
    await noticePasses(platform, project);
    await expectRefusal(platform, world.office, 'approveProject', { project }, 'OBJECTIONS_UNANSWERED');
    await approve(project, '经核实不占用耕地');
    expect(await see(project)).toMatchObject({ status: 'APPROVED', statusReason: '经核实不占用耕地' });
  });

  test('is withdrawn once, by the account that made it', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    const objection = await object(world.guangdong, project);
    await expectRefusal(platform, world.county, 'withdrawObjection', { objection }, 'FORBIDDEN');
    await expectRefusal(platform, world.chamber, 'withdrawObjection', { objection }, 'NOT_FOUND');
    await platform.done(world.guangdong, 'withdrawObjection', { objection });
    await expectRefusal(platform, world.guangdong, 'withdrawObjection', { objection }, 'CONFLICT');
    await noticePasses(platform, project);
    await approve(project);
  });

  test('stands once for an account, and is made while the notice runs', async () => {
    const { platform, world } = given;
    const project = await onNotice();
    await object(world.guangdong, project);
    await expectRefusal(platform, world.guangdong, 'objectToProject', { project, body: '再次' }, 'ALREADY_OBJECTED');
    await noticePasses(platform, project);
    await expectRefusal(platform, world.enterprise, 'objectToProject', { project, body: '晚了' }, 'NOTICE_OVER');
    await approve(project, '已核实');
    await expectRefusal(platform, world.enterprise, 'objectToProject', { project, body: '晚了' }, 'CONFLICT');
    expect(await statusOf(platform, project)).toBe('APPROVED');
  });
});
