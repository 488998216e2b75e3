import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import type { Account } from '../support/platform.js';
import { setStatus, statusOf } from '../support/project-life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, keyIn, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const completed = async (places: object[] = [{ place: COUNTY }]) => {
  const { platform, world } = given;
  const project = await approvedProject(platform, world.shanghai, world.office, { places });
  await setStatus(platform, world.shanghai, project, 'UNDER_WAY');
  return setStatus(platform, world.shanghai, project, 'COMPLETED');
};
const accept = (as: Account, project: string, input: object = {}) =>
  given.platform.done(as, 'acceptProject', { project, acceptedOn: '2020-11-01', ...input });
const see = async (id: string) =>
  (
    await given.platform.read(
      'query ($id: ID!) { node(id: $id) { ... on Project { status statusReason acceptances { round step place { code } acceptedOn note } } } }',
      { variables: { id } },
    )
  ).node;

describe('acceptance of a completed project', () => {
  test('is given by the county and then by the prefecture, each with a day and a note, for all to see', async () => {
    const { world } = given;
    const project = await completed();
    await accept(world.county, project, { note: '初验合格' });
    expect(await see(project)).toMatchObject({ status: 'FIRST_ACCEPTED' });
    await accept(world.prefecture, project, { acceptedOn: '2020-12-01' });
    expect(await see(project)).toEqual({
      status: 'ACCEPTED',
      statusReason: null,
      acceptances: [
        { round: 1, step: 1, place: { code: COUNTY }, acceptedOn: '2020-11-01', note: '初验合格' },
        { round: 1, step: 2, place: { code: '5333' }, acceptedOn: '2020-12-01', note: null },
      ],
    });
  });

  test('of one in several counties is given by what holds them all, and by what lies above', async () => {
    const { platform, world } = given;
    const wide = await completed([
      { place: COUNTY, share: '50%' },
      { place: OTHER_COUNTY, share: '50%' },
    ]);
    await expectRefusal(platform, world.county, 'acceptProject', { project: wide, acceptedOn: '2020-11-01' }, 'FORBIDDEN');
    await expectRefusal(platform, world.prefecture, 'acceptProject', { project: wide, acceptedOn: '2999-01-01' }, 'DATE_IN_FUTURE');
    await accept(world.prefecture, wide);
    await accept(world.province, wide);
    const widest = await completed([
      { place: COUNTY, share: '50%' },
      { place: '530124', share: '50%' },
    ]);
    await accept(world.province, widest);
    await accept(world.office, widest);
    expect((await see(widest)).acceptances).toMatchObject([{ place: { code: '53' } }, { place: null }]);
  });

  test("is nobody else's to give, and the second comes after the first", async () => {
    const { platform, world } = given;
    const project = await completed([{ place: world.villageId }]);
    const refusal = (as: Account, code: string) => expectRefusal(platform, as, 'acceptProject', { project, acceptedOn: '2020-11-01' }, code);
    for (const as of [world.village, world.township, world.otherCounty, world.province, world.office, world.shanghai]) await refusal(as, 'FORBIDDEN');
    await refusal(world.prefecture, 'CONFLICT');
    await accept(world.county, project);
    await refusal(world.county, 'CONFLICT');
  });

  test('is not given in the future', async () => {
    const { platform, world } = given;
    await expectRefusal(platform, world.county, 'acceptProject', { project: await completed(), acceptedOn: '2999-01-01' }, 'DATE_IN_FUTURE');
  });

  test('is given by two accounts', async () => {
    const { platform, world } = given;
    const project = await completed();
    await accept(world.county, project);
    await platform.rows(sql`
      insert into membership (account_id, role, place_id)
      select (select account_id from access_token where hash = sha256(${world.county.token}::bytea)), 'PLACE', id from place where code = '5333'`);
    const { place } = await platform.read('{ place(code: "5333") { id } }');
    const answer = await platform.ask('mutation ($input: AcceptProjectInput!) { acceptProject(input: $input) { project { status } } }', {
      as: world.county,
      actingFor: place.id,
      variables: { input: { project, acceptedOn: '2020-11-01' } },
    });
    expect(answer.errors[0]?.extensions.rules).toMatchObject([{ code: 'ACCEPTED_BY_YOURSELF' }]);
    expect(await statusOf(platform, project)).toBe('FIRST_ACCEPTED');
  });

  test('begins anew when completed work was sent back', async () => {
    const { platform, world } = given;
    const project = await completed();
    await accept(world.county, project);
    await platform.done(world.prefecture, 'returnProject', { project, reason: '路面开裂' });
    expect(await see(project)).toMatchObject({ status: 'UNDER_WAY', statusReason: '路面开裂' });
    await setStatus(platform, world.shanghai, project, 'COMPLETED');
    await accept(world.county, project);
    await accept(world.prefecture, project);
    expect((await see(project)).acceptances.map(({ round, step }: Record<string, number>) => [round, step])).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
    ]);
  });

  test('of two at once is given once, and against a return one of the two wins', async () => {
    const { platform, world } = given;
    const otherCounty = await platform.rows<{ id: string }>(sql`select id::text as id from place where code = ${COUNTY}`);
    const colleague = await platform.account('PLACE', { placeId: otherCounty[0]?.id ?? '' });
    for (let round = 0; round < 5; round += 1) {
      const project = await completed();
      const input = { project, acceptedOn: '2020-11-01' };
      const twice = await Promise.all([world.county, colleague].map((as) => platform.write(as, 'acceptProject', input)));
      expect(twice.map(codeOf).sort()).toEqual(['CONFLICT', null]);
      const apart = await Promise.all([
        platform.write(world.prefecture, 'acceptProject', input),
        platform.write(world.prefecture, 'returnProject', { project, reason: '未完' }),
      ]);
      expect(apart.map(codeOf).sort()).toEqual(['CONFLICT', null]);
      const lost = apart.find(({ errors }) => errors.length > 0);
      expect(lost?.errors[0]?.extensions).toMatchObject({
        reason: 'PROJECT_STATUS',
        project: { id: project, status: await statusOf(platform, project) },
      });
    }
  });

  test('is in two steps and by two accounts, whoever writes', async () => {
    const { platform, world } = given;
    const project = keyIn(await completed());
    await expect(platform.rows(sql`update project set status = 'FIRST_ACCEPTED' where id = ${project}::bigint`)).rejects.toThrow(/two steps/);
    await expect(platform.rows(sql`update project set status = 'ACCEPTED' where id = ${project}::bigint`)).rejects.toThrow(/does not go/);
    const other = await completed();
    await accept(world.county, other);
    await expect(platform.rows(sql`update project set status = 'ACCEPTED' where id = ${keyIn(other)}::bigint`)).rejects.toThrow(/two steps/);
    const second = sql`
      insert into project_acceptance (project_id, round, step, place_id, account_id, account_name, accepted_on)
      select project_id, round, 2, accepting_place(place_id, 2), account_id, account_name, accepted_on
      from project_acceptance where project_id = ${keyIn(other)}::bigint`;
    await expect(platform.rows(second)).rejects.toThrow(/project_acceptance_accounts/);
  });
});
