import { beforeAll, describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { PUBLIC_VIEWER, type Viewer } from '../../src/access/viewer.js';
import { getShape } from '../../src/reading/shape.js';
import { alias, name, type Sql, sql } from '../../src/shared/sql.js';
import { newKey, sealEverything } from '../history/sealed.js';
import { newPerson } from '../support/people.js';
import { openEmbeddedPlatform, openPlatform, type Platform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, type World } from '../support/world.js';
import { writeRandomRows } from './random-rows.js';
import { securedTables } from './taken-away.js';

/** Tables that the role reads whole, each for its reason. A new table that it reads has policies or is written down here. */
const OPEN: Readonly<Record<string, string>> = {
  place: 'a fact',
  poor_county: 'a fact',
  partner: 'who takes part is public',
  programme: 'a fact',
  programme_level: 'a fact',
  sector: 'a fact',
  people_channel: 'a fact',
  people_count: 'published',
  published_figure: 'published',
  impact_money: 'sums of accepted rows',
  impact_in_kind: 'sums of accepted rows',
  impact_reach: 'what accepted rows reach',
  impact_reach_count: 'what accepted rows reach',
  public_version: 'numbers',
  public_change: 'numbers',
};

/** Tables whose rows belong to a row of another that partners own, with the column that names it. */
const PARTS = [
  ['contribution', 'contribution_part', 'contribution_id'],
  ['contribution', 'contribution_set_place', 'contribution_id'],
  ['contribution', 'contribution_line', 'contribution_id'],
  ['contribution', 'contribution_place', 'contribution_id'],
  ['project', 'project_place', 'project_id'],
  ['project', 'project_pairing', 'project_id'],
  ['project', 'project_acceptance', 'project_id'],
  ['project', 'project_hold', 'project_id'],
  ['confirmation', 'confirmation_line', 'confirmation_id'],
] as const;

const TYPES = {
  contribution: 'Contribution',
  project: 'Project',
  evidence: 'Evidence',
  evidence_file: 'EvidenceFile',
  agreement: 'Agreement',
  agreement_amendment: 'AgreementAmendment',
} as const;

/** What is for the sides of a contribution or a project alone, and what waits for somebody. */
const SHARED = {
  confirmation: 'Confirmation',
  contribution_message: 'ContributionMessage',
  project_objection: 'ProjectObjection',
  correction_request: 'CorrectionRequest',
  waiting_item: 'WaitingItem',
} as const;

/** An organisation's own: of people and machines. */
const PERSONAL = { account: 'Account', membership: 'Membership', access_token: 'AccessToken', invitation: 'Invitation' } as const;

const VIEWERS = [
  'public',
  'nobodysPartner',
  'shanghai',
  'guangdong',
  'enterprise',
  'chamber',
  'member',
  'village',
  'township',
  'county',
  'otherCounty',
  'prefecture',
  'province',
  'office',
  'auditor',
  'administrator',
] as const;

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('on %s, of random rows', (_where, opening) => {
  const given = useWorld(() => opening(), 60);
  beforeAll(async () => {
    await writeRandomRows(given.platform, given.world, 150);
    await peopleOfSeveral(given.platform);
    await newPerson(given.platform, given.world.administrator, { role: 'AUDITOR' });
    await evidenceOfSome(given.platform);
    await requestsOfSome(given.platform);
    await offersForFunds(given.platform);
    await entriesOfAll(given.platform);
    await sealEverything(given.platform, newKey());
  }, 60_000);

  const viewerNamed = async (who: (typeof VIEWERS)[number]): Promise<Viewer> => {
    if (who === 'public') return PUBLIC_VIEWER;
    if (who === 'nobodysPartner') return { ...PUBLIC_VIEWER, role: 'PARTNER' };
    const { token } = given.world[who as keyof World] as { token: string };
    return viewerOf(given.platform.database.pool, { authorization: `Bearer ${token}` });
  };
  const ids = async (statement: Sql, viewer?: Viewer): Promise<string[]> => {
    const { owner, database } = given.platform;
    const { rows } = await statement.execute(viewer ? askedBy(database.pool, viewer) : owner);
    return (rows as { id: string }[]).map(({ id }) => id);
  };
  const all = (table: string, column = 'id') => sql`select ${name(column)}::text as id from ${name(table)} order by 1`;

  describe.each(VIEWERS)('%s', (who) => {
    test.each(Object.entries({ ...TYPES, ...SHARED }))(
      'is shown by a policy the rows of %s that the predicate names, and no others',
      async (table, type) => {
        const viewer = await viewerNamed(who);
        const expected = await ids(sql`
        select id::text as id from ${name(table)} where ${getShape(type).visibility.predicate(alias(table), viewer)} order by 1`);
        expect(await ids(all(table), viewer)).toEqual(expected);
      },
    );

    test.each(PARTS)('is shown of a row of %s the rows of %s with it, and no others', async (table, part, column) => {
      const viewer = await viewerNamed(who);
      const expected = await ids(sql`
        select ${name(column)}::text as id from ${name(part)} where ${name(column)} in (
          select id from ${name(table)} where ${getShape({ ...TYPES, ...SHARED }[table]).visibility.predicate(alias(table), viewer)}) order by 1`);
      expect(await ids(all(part, column), viewer)).toEqual(expected);
    });
  });

  describe.each(VIEWERS)('%s', (who) => {
    test('is shown by a policy the entries of the history that the predicate names, and no others, and the seals of these', async () => {
      const member = await viewerNamed(who);
      for (const viewer of [member, { ...member, manages: member.membershipId !== null }]) {
        const expected = await ids(sql`
          select id::text as id from history_entry where ${getShape('HistoryEntry').visibility.predicate(alias('history_entry'), viewer)} order by 1`);
        expect(await ids(all('history_entry'), viewer)).toEqual(expected);
        expect(await ids(all('history_seal', 'entry_id'), viewer)).toEqual(expected);
      }
    });
  });

  test('the history of a row is seen by some of those who see the row, and of no row by the public', async () => {
    const seen = async (who: (typeof VIEWERS)[number]) => (await ids(all('history_entry'), await viewerNamed(who))).length;
    expect([await seen('public'), await seen('nobodysPartner')]).toEqual([0, 0]);
    const everything = (await ids(all('history_entry'))).length;
    for (const who of ['shanghai', 'guangdong', 'county', 'village', 'office', 'auditor', 'administrator'] as const) {
      expect(await seen(who)).toBeGreaterThan(0);
      expect(await seen(who)).toBeLessThan(everything);
    }
  });

  describe.each(['public', 'shanghai', 'village', 'county', 'office', 'auditor', 'administrator'] as const)('%s', (who) => {
    test.each(Object.entries(PERSONAL))('is shown of %s what %s is shown by the predicate, as a member and as a manager', async (table, type) => {
      const member = await viewerNamed(who);
      for (const viewer of [member, { ...member, manages: member.membershipId !== null }]) {
        const expected = await ids(sql`
          select id::text as id from ${name(table)} where ${getShape(type).visibility.predicate(alias(table), viewer)} order by 1`);
        expect(await ids(all(table), viewer)).toEqual(expected);
      }
    });
  });

  test('some are seen and some are not, whoever asks', async () => {
    for (const table of Object.keys({ ...TYPES, ...SHARED })) {
      const everything = (await ids(all(table))).length;
      for (const who of ['public', 'shanghai', 'county', 'office'] as const) {
        const seen = (await ids(all(table), await viewerNamed(who))).length;
        // Of what is said between the sides, and of what waits, the public sees nothing; of projects, agreements and requests there are no drafts.
        if (who === 'public' && table in SHARED) expect(seen).toBe(0);
        else expect(seen).toBeGreaterThan(0);
        if (!/^(project|agreement|correction)/.test(table) || who !== 'office') expect([table, who, seen < everything]).toEqual([table, who, true]);
      }
    }
  });

  test('lie in tables that have policies, wherever a row names a partner or what it owns', async () => {
    const tables = await given.platform.rows<{ name: string }>(sql`
      select distinct conrelid::regclass::text as name from pg_constraint
      where contype = 'f' and confrelid in ('partner'::regclass, 'project'::regclass, 'contribution'::regclass, 'fund'::regclass, 'pairing'::regclass, 'account'::regclass)`);
    const secured = await securedTables(given.platform);
    expect(tables.map(({ name: table }) => table).filter((table) => !secured.includes(table) && !(table in OPEN))).toEqual([]);
  });

  test('lie in tables that have policies, wherever the role may read', async () => {
    const tables = await given.platform.rows<{ name: string }>(sql`
      select relname as name from pg_class where relkind in ('r', 'p', 'm') and relnamespace = current_schema()::regnamespace
        and has_any_column_privilege('xieshou_app', oid, 'select')`);
    const secured = await securedTables(given.platform);
    const open = tables.map(({ name: table }) => table).filter((table) => !secured.includes(table));
    expect(open.sort()).toEqual(Object.keys(OPEN).sort());
  });

  test('are shown by views with the rights of who asks', async () => {
    const views = await given.platform.rows<{ name: string }>(sql`
      select relname as name from pg_class where relkind = 'v' and relnamespace = current_schema()::regnamespace
        and has_any_column_privilege('xieshou_app', oid, 'select') and not coalesce(reloptions @> '{security_invoker=true}', false)`);
    expect(views).toEqual([]);
  });
});

/** Of each row that has a history a change by its recorder, and one by somebody else. */
async function entriesOfAll({ rows }: Platform): Promise<void> {
  const tables = {
    ...TYPES,
    ...PERSONAL,
    contribution_message: 'ContributionMessage',
    project_objection: 'ProjectObjection',
    correction_request: 'CorrectionRequest',
    reporting_period: 'ReportingPeriod',
    partner: 'Partner',
    pairing: 'Pairing',
    fund: 'Fund',
    matching_offer: 'MatchingOffer',
  };
  for (const [table, type] of Object.entries(tables)) {
    for (const organisation of [table === 'contribution' ? sql`recorded_for` : sql`'place:1'`, sql`'partner:' || (id % 7 + 1)`]) {
      await rows(sql`
        insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change)
        select ${organisation}, '', 'x', ${type}, id, '{}' from ${name(table)} where id in (select id from ${name(table)} order by id desc limit 40)`);
    }
  }
}

/** A closed period that all rows lie in, and of every row a request for a correction in it. */
async function requestsOfSome({ rows }: Platform): Promise<void> {
  await rows(sql`
    insert into reporting_period (programme, code, name_zh, name_en, starts_on, ends_on, due_on, closed_at)
    select distinct programme, '1949', 'x', 'x', date '1949-01-01', date '2100-12-31', date '2100-12-31', now() from contribution`);
  await rows(sql`
    insert into correction_request (contribution_id, reason, asked_for, role, partner_id)
    select id, 'x', 'partner:' || partner_id, 'PARTNER', partner_id from contribution where original_id = id`);
}

/** Of each partner that holds a fund an offer to match what is given to it. */
async function offersForFunds({ rows }: Platform): Promise<void> {
  await rows(sql`
    insert into matching_offer (partner_id, fund_id, per_yuan, cap_fen, starts_on)
    select partner_id, id, 1, 100, '2020-01-01' from fund where partner_id is not null`);
}

/** Of each organisation an invitation and a machine, and of one account a second membership. */
async function peopleOfSeveral({ rows }: Platform): Promise<void> {
  await rows(sql`
    insert into membership (account_id, role, place_id)
    select (select min(account_id) from membership where role = 'PARTNER'), role, place_id from membership where role = 'PLACE' order by id limit 1`);
  await rows(sql`
    insert into invitation (code_hash, name, role, partner_id, place_id, manages, expires_at)
    select sha256(id::text::bytea), 'x', role, partner_id, place_id, false, now() + interval '1 day' from membership`);
  await rows(sql`
    insert into access_token (hash, kind, account_id, membership_id, name, scopes, expires_at)
    select sha256(('machine ' || id)::bytea), 'SERVICE', account_id, id, 'x', '{READ}', now() + interval '1 day' from membership`);
}

/** Evidence for every row, public and not, bound and detached, by whoever recorded it and by the county. */
async function evidenceOfSome({ rows }: Platform): Promise<void> {
  const county = sql`(select 'place:' || id from place where code = ${COUNTY})`;
  const subjects = {
    contribution: sql`recorded_for`,
    project: sql`'partner:' || lead_partner_id`,
    agreement: sql`drafted_for`,
  };
  for (const [table, recorder] of Object.entries(subjects)) {
    await rows(sql`
      with wanted as (
        select id, n, case when (id + n) % 5 = 0 then ${county} else ${recorder} end as organisation from ${name(table)}, generate_series(1, 2) n),
      uploaded as (
        insert into evidence_file (sha256, bytes, media_type, file_name, uploaded_for)
        select sha256((${table}::text || id || ' ' || n)::bytea), 1, 'text/plain', 'x.txt', organisation from wanted returning id, sha256, uploaded_for)
      insert into evidence (file_id, ${name(`${table}_id`)}, is_public, bound_for, detached_at)
      select uploaded.id, wanted.id, (wanted.id + n) % 2 = 0, uploaded_for, case when wanted.id % 4 = 0 then now() end
      from wanted join uploaded on sha256 = sha256((${table}::text || wanted.id || ' ' || n)::bytea)`);
  }
}
