import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { passOverWhoLeft } from '../../src/report/reminding.js';
import { sql } from '../../src/shared/sql.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import type { Account } from '../support/platform.js';
import { acceptedBy, handedIn, openPeriod, reportNow, reportOwed, reportsSeen } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, keyIn, registerPartner } from '../support/world.js';

const given = useWorld();
const PROVINCE = '53';

/** A village far from where anybody acts, with the places around it by their codes. */
interface Around {
  readonly village: string;
  readonly township: string;
  readonly county: string;
  readonly prefecture: string;
}

let far: Around;
let ago = 0;

beforeAll(async () => {
  const { rows } = given.platform;
  const [county] = await rows<{ county: string; prefecture: string }>(sql`
    select county.code as county, prefecture.code as prefecture from place county join place prefecture on prefecture.id = county.prefecture_id
    where county.level = 'COUNTY' and county.valid_to is null and prefecture.code like '53%'
      and prefecture.id <> (select prefecture_id from place where code = ${COUNTY}) order by county.code limit 1`);
  if (!county) throw new Error('Expected a county far away, got none');
  far = { ...county, township: `${county.county}201`, village: `${county.county}201201` };
  const below = (code: string, level: string, parent: string) =>
    rows(sql`insert into place (code, level, name_zh, parent_id) select ${code}, ${level}, '远方', id from place where code = ${parent}`);
  await below(far.township, 'TOWNSHIP', far.county);
  await below(far.village, 'VILLAGE', far.township);
});

// Whoever came to act there in one test acts there in no other, and has been gone for long.
beforeEach(async () => {
  await given.platform.rows(sql`
    update account set deactivated_at = now() - interval '8 days' where id in (
      select account_id from membership join place on place.id = place_id
      where place.prefecture_id = (select id from place where code = ${far.prefecture}))`);
});

async function actingFor(code: string): Promise<Account> {
  const [place] = await given.platform.rows<{ id: string }>(sql`select id::text as id from place where code = ${code}`);
  return given.platform.account('PLACE', { placeId: place?.id ?? '' });
}

/** The place has nobody who acts for it, and has had nobody for some days, for as long as this goes on. */
async function withoutStaff(code: string, meanwhile: () => Promise<unknown>, days = 8): Promise<void> {
  const { rows } = given.platform;
  const left = await rows<{ id: string }>(sql`
    update account set deactivated_at = now() - ${days} * interval '1 day' where deactivated_at is null and id in (
      select account_id from membership join place on place.id = place_id where place.code = ${code}) returning id::text as id`);
  try {
    await meanwhile();
  } finally {
    await rows(sql`update account set deactivated_at = null where id in (${sql.join(left.map(({ id }) => sql`${id}::bigint`))})`);
  }
}

/** A report of somebody who gave something to a project in the place and is paired with none, handed in. */
async function handedInFor(code: string): Promise<{ report: string; giver: Account }> {
  const { platform, world } = given;
  const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '远方公司' });
  ago += 40;
  const period = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION', endedAgo: ago });
  const project = await platform.done(giver.account, 'proposeProject', {
    programme: 'SOCIAL_DONATION',
    nameZh: '助学',
    sector: '31120',
    places: [{ place: code }],
  });
  await platform.done(world.office, 'approveProject', { project });
  const [{ day } = { day: '' }] = await platform.rows<{ day: string }>(
    sql`select (ends_on - 3)::text as day from reporting_period where id = ${keyIn(period)}::bigint`,
  );
  await platform.done(giver.account, 'logContribution', gift({ project, occurredOn: day }));
  const { id: report } = await reportOwed(platform, world, period, giver.id);
  await handedIn(platform, giver.account, report);
  return { report, giver: giver.account };
}

/** Who reviews the round that was handed in last: the step, and how it stands. */
async function reviews(report: string): Promise<string[]> {
  const { node } = await given.platform.read(
    'query ($id: ID!) { node(id: $id) { ... on Report { rounds { reviews(first: 100) { nodes { step passedOver acceptedAt } } } } } }',
    { as: given.world.office, variables: { id: report } },
  );
  return node.rounds
    .at(-1)
    .reviews.nodes.map(({ step, passedOver, acceptedAt }: { step: number; passedOver: boolean; acceptedAt: string | null }) =>
      [step, passedOver ? 'passed over' : acceptedAt === null ? 'open' : 'accepted'].join(' '),
    );
}

const stateOf = async (report: string) => (await reportNow(given.platform, report)).state;
const accept = (as: Account, report: string) => given.platform.write(as, 'acceptReport', { report, round: 1 });
const waitsFor = async (as: Account, report: string) =>
  (await given.platform.read('{ waiting(first: 100) { nodes { report { id } } } }', { as })).waiting.nodes.filter(
    (item: { report: { id: string } | null }) => item.report?.id === report,
  ).length;

describe('a place for which nobody acts in its turn', () => {
  test('is passed over, and its county and those above review all the same', async () => {
    const { world, platform } = given;
    const { report } = await handedInFor(far.village);
    expect(await reviews(report)).toEqual(['1 passed over', '2 passed over', '3 passed over', '4 open', '5 open']);
    expect(await waitsFor(world.province, report)).toBe(1);
    await acceptedBy(platform, report, world.province, world.office);
    expect(await stateOf(report)).toBe('ACCEPTED');
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('still sees the report once somebody acts there, as those around it do, and it is asked for by it', async () => {
    const { world, platform } = given;
    const { report } = await handedInFor(far.village);
    for (const [name, code] of Object.entries(far)) {
      const seen = await reportsSeen(platform, await actingFor(code), {});
      expect([name, seen.map(({ id }) => id).includes(report)]).toEqual([name, true]);
      const asked = await reportsSeen(platform, world.office, { place: code, programme: 'SOCIAL_DONATION' });
      expect([name, asked.map(({ id }) => id).includes(report)]).toEqual([name, true]);
    }
    expect(await reportsSeen(platform, world.office, { place: COUNTY, programme: 'SOCIAL_DONATION' })).toEqual([]);
    const late = await accept(await actingFor(far.county), report);
    expect([codeOf(late), reasonOf(late)]).toEqual(['CONFLICT', 'REPORT_PASSED_OVER']);
  });

  test('is asked in its turn where somebody acts there by then', async () => {
    const { platform, world } = given;
    const village = await actingFor(far.village);
    const { report } = await handedInFor(far.village);
    const county = await actingFor(far.county);
    await acceptedBy(platform, report, village);
    expect(await reviews(report)).toEqual(['1 accepted', '2 open', '3 open', '4 open']);
    expect(await waitsFor(county, report)).toBe(1);
    await acceptedBy(platform, report, county);
    expect(await reviews(report)).toEqual(['1 accepted', '2 accepted', '3 passed over', '4 open']);
    expect(await waitsFor(world.province, report)).toBe(1);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('is passed over as well a week after they left while it is their turn', async () => {
    const { platform, world } = given;
    await actingFor(far.village);
    const { report } = await handedInFor(far.village);
    expect(await reviews(report)).toEqual(['1 open', '2 open', '3 open', '4 open']);
    expect(await passOverWhoLeft(platform.database.pool)).toBe(0);
    await withoutStaff(far.village, async () => expect(await passOverWhoLeft(platform.database.pool)).toBe(0), 6);
    await withoutStaff(far.village, async () => {
      const counts = await Promise.all([1, 2, 3].map(() => passOverWhoLeft(platform.database.pool)));
      expect(Math.max(...counts)).toBe(1);
    });
    expect(await reviews(report)).toEqual(['1 passed over', '2 passed over', '3 passed over', '4 open', '5 open']);
    expect(await waitsFor(world.province, report)).toBe(1);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('is passed over where whoever acts for it has a part in the round elsewhere', async () => {
    const { platform, world } = given;
    const county = await actingFor(far.county);
    await platform.rows(sql`
      insert into membership (account_id, role, place_id)
      select account_id, role, (select id from place where code = ${far.prefecture}) from membership
      where ended_at is null and place_id = (select id from place where code = ${far.county})
        and account_id in (select id from account where deactivated_at is null)`);
    const { report } = await handedInFor(far.county);
    expect(await reviews(report)).toEqual(['2 open', '3 open', '4 open']);
    await acceptedBy(platform, report, county);
    expect(await reviews(report)).toEqual(['2 accepted', '3 passed over', '4 open']);
    expect(await waitsFor(world.province, report)).toBe(1);
  });
});

describe('the programme office reviews last', () => {
  test('where nobody acts for any place that a report concerns', async () => {
    const { platform, world } = given;
    await withoutStaff(PROVINCE, async () => {
      const { report } = await handedInFor(far.county);
      expect(await reviews(report)).toEqual(['2 passed over', '3 passed over', '4 passed over', '5 open']);
      await acceptedBy(platform, report, world.office);
      expect(await stateOf(report)).toBe('ACCEPTED');
    });
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('where nobody acts above a place that nobody came before, which has not the last word', async () => {
    const { platform, world } = given;
    const village = await actingFor(far.village);
    await withoutStaff(PROVINCE, async () => {
      const { report } = await handedInFor(far.village);
      await acceptedBy(platform, report, village);
      expect(await reviews(report)).toEqual(['1 accepted', '2 passed over', '3 passed over', '4 passed over', '5 open']);
      expect([await stateOf(report), await waitsFor(world.office, report)]).toEqual(['SUBMITTED', 1]);
      await acceptedBy(platform, report, world.office);
      expect([await stateOf(report), await waitsFor(world.office, report)]).toEqual(['ACCEPTED', 0]);
    });
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('after a place above which there is none', async () => {
    const { platform, world } = given;
    const { report } = await handedInFor(PROVINCE);
    expect(await reviews(report)).toEqual(['4 open', '5 open']);
    const early = await accept(world.office, report);
    expect(early.errors[0]?.extensions.rules).toEqual([expect.objectContaining({ code: 'REPORT_BELOW_FIRST' })]);
    await acceptedBy(platform, report, world.province, world.office);
    expect(await stateOf(report)).toBe('ACCEPTED');
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('where the last who had to review have left: nothing is accepted by that', async () => {
    const { platform, world } = given;
    const county = await actingFor(far.county);
    const { report } = await handedInFor(far.village);
    await acceptedBy(platform, report, county);
    await withoutStaff(PROVINCE, () => passOverWhoLeft(platform.database.pool));
    expect(await reviews(report)).toEqual(['1 passed over', '2 accepted', '3 passed over', '4 passed over', '5 open']);
    expect([await stateOf(report), await waitsFor(world.office, report)]).toEqual(['SUBMITTED', 1]);
    await platform.done(world.office, 'returnReport', { report, round: 1, reason: '材料不全' });
    expect(await stateOf(report)).toBe('RETURNED');
    expect(await brokenChecks(platform.owner)).toEqual({});
  });
});
