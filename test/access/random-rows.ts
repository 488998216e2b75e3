import fc from 'fast-check';
import { MONEY_RULES } from '../../seeds/guards.js';
import { sql } from '../../src/shared/sql.js';
import { withoutGuards } from '../support/guards.js';
import type { Platform } from '../support/platform.js';
import { COUNTY, keyIn, OTHER_COUNTY, type World } from '../support/world.js';

const PLACES = ['53', '5333', COUNTY, OTHER_COUNTY, '533323201', '530602', '托坪村'];

const STATES = ['DRAFT', 'SUBMITTED', 'CONFIRMED', 'DISPUTED', 'ACCEPTED', 'RETURNED', 'WITHDRAWN'];
const STATUSES = ['PROPOSED', 'APPROVED', 'UNDER_WAY', 'COMPLETED', 'CANCELLED', 'WITHDRAWN', 'RETURNED', 'ACCEPTED'];

interface Drawn {
  readonly partner: number;
  readonly through: number | null;
  readonly into: number | null;
  readonly from: number | null;
  readonly state: string;
  readonly recorder: number;
  readonly places: readonly string[];
  readonly isSet: boolean;
  readonly status: string;
  readonly paired: number | null;
}

const PARTNERS = 4;
const FUNDS = 2;

const drawn: fc.Arbitrary<Drawn> = fc.record({
  partner: fc.nat(PARTNERS - 1),
  through: fc.option(fc.nat(PARTNERS - 1)),
  into: fc.option(fc.nat(FUNDS - 1)),
  from: fc.option(fc.nat(FUNDS - 1)),
  state: fc.constantFrom(...STATES),
  recorder: fc.nat(PARTNERS),
  places: fc.uniqueArray(fc.constantFrom(...PLACES), { minLength: 0, maxLength: 3 }),
  isSet: fc.boolean(),
  status: fc.constantFrom(...STATUSES),
  paired: fc.option(fc.nat(PARTNERS - 1)),
});

/**
 * Contributions and projects of every state, giver, place and fund together, also such as no rule would let in: who sees a row hangs on
 * the row and on nothing else. Written as the owner; none of them counts.
 */
export async function writeRandomRows(platform: Platform, world: World, howMany: number): Promise<void> {
  const partners = [world.shanghaiId, world.guangdongId, world.enterpriseId, world.chamberId].map(keyIn);
  const funds = [world.fund, world.countyFund].map(keyIn);
  const [county] = await platform.rows<{ id: string }>(sql`select id::text as id from place where code = ${COUNTY}`);
  const recorders = [...partners.map((id) => `partner:${id}`), `place:${county?.id}`];
  await withoutGuards(platform, MONEY_RULES, async () => {
    for (const row of fc.sample(drawn, { seed: 26, numRuns: howMany })) {
      const project = await writeProject(platform, row, partners);
      await writeContribution(platform, row, { partners, funds, recorder: recorders[row.recorder] ?? '', project });
    }
  });
  await writeWhatIsSaid(platform);
  await writeAgreements(platform);
}

async function writeProject({ rows }: Platform, { status, partner, paired, places }: Drawn, partners: readonly string[]): Promise<string> {
  const [project] = await rows<{ id: string }>(sql`
    insert into project (programme, name_zh, lead_partner_id, sector_code, status, place_mode, place_id)
    select 'EAST_WEST', '随机项目', ${partners[partner]}::bigint, '31120', ${status}, 'SET', min(id) from place where code = '53' returning id::text as id`);
  const id = project?.id ?? '';
  await rows(sql`
    insert into project_place (project_id, place_id, ordinal) select ${id}::bigint, id, 0 from place where code = any(${sql.val([...places])}) or name_zh = any(${sql.val([...places])})`);
  if (paired === null) return id;
  await rows(sql`
    with pairing as (
      insert into pairing (programme, partner_id, place_id, started_on, ended_on)
      select 'SOCIAL_DONATION', ${partners[paired]}::bigint, min(id), date '1900-01-01' + ${id}::int, date '1900-01-01' + ${id}::int from place where code = '53'
      returning id)
    insert into project_pairing (project_id, pairing_id) select ${id}::bigint, id from pairing`);
  return id;
}

interface Around {
  readonly partners: readonly string[];
  readonly funds: readonly string[];
  readonly recorder: string;
  readonly project: string;
}

async function writeContribution({ rows }: Platform, row: Drawn, { partners, funds, recorder, project }: Around): Promise<void> {
  const into = row.into === null ? null : funds[row.into];
  const from = row.from === null || funds[row.from] === into ? null : funds[row.from];
  const through = row.through === null || row.through === row.partner ? null : partners[row.through];
  await rows(sql`
    with numbered as (
      select nextval('contribution_id_seq') as id
    ), source as (
      insert into contribution (original_id, partner_id, programme, fund_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live, recorded_for, id)
      select id, ${partners[row.partner]}::bigint, 'EAST_WEST', ${from}::bigint, 'DONATION', 'PLEDGED', 'CASH', 100, '2020-01-01', 'SHARED', 'DRAFT', false, ${recorder}, id
      from (select nextval('contribution_id_seq') as id where ${from}::bigint is not null) as own
      returning id
    ), said as (
      insert into confirmation (contribution_id, original_id, role, amount_fen, confirmed_on)
      select id, id, 'PROGRAMME_OFFICE', 100, '2020-01-01' from numbered where ${row.state} in ('CONFIRMED', 'DISPUTED') returning id
    ), own as (
      insert into contribution (id, original_id, partner_id, through_id, programme, fund_id, project_id, parent_id, from_fund_id, ancestor_ids,
        flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live, recorded_for, confirmation_id, precedes_confirmations)
      select numbered.id, numbered.id, ${partners[row.partner]}::bigint, ${through}::bigint, 'EAST_WEST', ${into}::bigint,
        case when ${into}::bigint is null then ${project}::bigint end, source.id, case when source.id is not null then ${from}::bigint end,
        case when source.id is null then '{}' else array[source.id] end,
        'DONATION', 'PLEDGED', 'CASH', 100, '2020-01-01', 'SHARED', ${row.state}, false, ${recorder}, said.id, true
      from numbered left join source on true left join said on true
    ), chosen as (
      select id, row_number() over (order by id) as ordinal from place where code = any(${sql.val([...row.places])}) or name_zh = any(${sql.val([...row.places])})
    ), lines as (
      insert into contribution_line (contribution_id, ordinal, item, quantity, unit) select id, 0, '化肥', 1, '吨' from numbered
    ), members as (
      insert into contribution_set_place (contribution_id, place_id) select numbered.id, chosen.id from numbered, chosen where ${row.isSet}::boolean
    )
    insert into contribution_part (contribution_id, ordinal, place_id, amount_fen)
    select numbered.id, chosen.ordinal, chosen.id, 10 from numbered, chosen where not ${row.isSet}::boolean`);
}

/** Of each contribution a confirmation, a message, and something that waits for each that it could wait for. */
async function writeWhatIsSaid({ rows }: Platform): Promise<void> {
  await rows(sql`
    insert into confirmation (contribution_id, original_id, role, amount_fen, confirmed_on)
    select id, original_id, 'PROGRAMME_OFFICE', 10, occurred_on from contribution where note is null and amount_fen = 100`);
  await rows(sql`
    insert into confirmation_line (confirmation_id, ordinal, item, quantity, unit) select id, 0, '化肥', 1, '吨' from confirmation`);
  await rows(sql`
    insert into contribution_message (contribution_id, original_id, role, body) select contribution_id, original_id, role, '话' from confirmation`);
  await rows(sql`
    insert into waiting_item (kind, subject_type, subject_id, role, partner_id, place_id, desk_id, due_on)
    select 'CONFIRM', 'Contribution', own.contribution_id, 'PLACE', null, place.id, coalesce(county_id, prefecture_id, province_id), date '2020-01-01'
    from contribution_part own join place on place.id = own.place_id
    union all
    select 'MEND_RETURNED', 'Contribution', id, 'PARTNER', partner_id, null, null, date '2020-01-01' from contribution
    union all
    select 'ACCEPT', 'Contribution', min(id), role, null, null, null, date '2020-01-01'
    from contribution, unnest(array['PROGRAMME_OFFICE', 'AUDITOR', 'ADMINISTRATOR']) as role group by role`);
}

/** Of each pairing an agreement in every state, of each of these an amendment in every state, and of each project what somebody has against it. */
async function writeAgreements({ rows }: Platform): Promise<void> {
  const guards = async (set: 'disable' | 'enable') => {
    for (const table of ['agreement', 'agreement_amendment', 'project_acceptance', 'project_hold'])
      await rows(sql`${sql.raw(`alter table ${table} ${set} trigger user`)}`);
  };
  await guards('disable');
  await rows(sql`
    insert into agreement (pairing_id, number, title, starts_on, state, reason, ended_on, drafted_for)
    select pairing.id, state, '协议', '2016-01-01', state, '', case state when 'ENDED' then date '2020-01-01' end, 'partner:' || partner_id
    from pairing, unnest(array['DRAFT', 'IN_FORCE', 'SUSPENDED', 'ENDED', 'WITHDRAWN']) as state`);
  await rows(sql`
    insert into agreement_amendment (agreement_id, number, summary, effective_on, state, reason, drafted_for)
    select agreement.id, drawn.number, '修订', '2017-01-01', drawn.state, case drawn.state when 'WITHDRAWN' then '' end, drafted_for
    from agreement, (values ('DRAFT', 2), ('IN_FORCE', 1), ('WITHDRAWN', null)) as drawn (state, number)`);
  await rows(sql`
    insert into project_objection (project_id, account_id, account_name, body)
    select project.id, account.id, '某人', '异议' from project, account where project.id % 5 = account.id % 5`);
  await rows(sql`
    insert into project_acceptance (project_id, round, step, account_id, account_name, accepted_on)
    select id, 1, 1, (select min(id) from account), '某人', '2020-01-01' from project`);
  await rows(sql`insert into project_hold (project_id, reason, ended_at) select id, '暂停', now() from project`);
  await guards('enable');
}
