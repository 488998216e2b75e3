import { describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { getShape } from '../../src/reading/shape.js';
import { alias, name, sql } from '../../src/shared/sql.js';
import { brokenRules, codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { close, openYear } from '../support/closing.js';
import { contributionOf } from '../support/contribution.js';
import { uploadedFile } from '../support/evidence.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, gift, keyIn, newCreditCode, registerPartner } from '../support/world.js';

const given = useWorld();

interface Record {
  readonly id: string;
  readonly creditCode: string;
  readonly account: Account;
}

async function record(nameZh: string, input: object = {}): Promise<Record> {
  const creditCode = newCreditCode();
  return { creditCode, ...(await registerPartner(given.platform, given.world.office, { kind: 'ENTERPRISE', nameZh, creditCode, ...input })) };
}

const merge = (kept: Record, merged: Record) =>
  given.platform.done(given.world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: '重复登记' });
const unmerge = (merged: Record) => given.platform.write(given.world.office, 'unmergePartners', { merged: merged.id, reason: '并错了' });

/** The partner is paired with the village from this day, and has a project there. */
async function paired({ id, account }: Record, startedOn: string, endedOn?: string): Promise<{ pairing: string; project: string }> {
  const { platform, world } = given;
  const programme = 'TEN_THOUSAND_ENTERPRISES';
  const pairing = await platform.done(world.office, 'agreePairing', { programme, partner: id, place: world.villageId, startedOn, endedOn });
  const project = await approvedProject(platform, account, world.office, { programme, places: [{ place: world.villageId }], pairings: [pairing] });
  return { pairing, project };
}

async function two(): Promise<{ kept: Record; merged: Record }> {
  return { kept: await record('甲公司'), merged: await record('甲公司（重复）') };
}

describe('a record that was merged', () => {
  test('is answered with the partner that stands for it, by its id and by its code, which says so', async () => {
    const { kept, merged } = await two();
    await merge(kept, merged);
    const { node, nodes, partner, found, named } = await given.platform.read(
      `query ($id: ID!, $ids: [ID!]!, $code: String!) {
        node(id: $id) { id ... on Partner { nameZh mergedFrom { formerId creditCode nameZh reason mergedAt } } }
        nodes(ids: $ids) { id }
        partner(creditCode: $code) { id }
        found: partners(filter: { search: $code }) { totalCount nodes { id } }
        named: partners(filter: { search: "甲公司（重复）" }) { totalCount } }`,
      { variables: { id: merged.id, ids: [merged.id, kept.id], code: merged.creditCode } },
    );
    const record = { formerId: merged.id, creditCode: merged.creditCode, nameZh: '甲公司（重复）', reason: '重复登记', mergedAt: expect.anything() };
    expect(node).toEqual({ id: kept.id, nameZh: '甲公司', mergedFrom: [record] });
    expect(nodes).toEqual([{ id: kept.id }, { id: kept.id }]);
    expect(partner).toEqual({ id: kept.id });
    expect(found).toEqual({ totalCount: 1, nodes: [{ id: kept.id }] });
    expect(named.totalCount).toBe(0);
  });

  test('keeps its rows as they were recorded, which show the partner that stands for it', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(merged, '2015-01-01');
    const contribution = await platform.done(merged.account, 'logContribution', gift({ project }));
    await confirmAndAccept(platform, world.county, contribution);
    const row = () => platform.rows(sql`select t::text from contribution t where id = ${keyIn(contribution)}::bigint`);
    const before = await row();
    await merge(kept, merged);
    expect(await row()).toEqual(before);
    expect((await contributionOf(platform, contribution))?.partner).toEqual({ id: kept.id });
    const { node } = await platform.read(
      'query ($id: ID!) { node(id: $id) { ... on Partner { contributions { nodes { id } } projects { nodes { id } } pairings { totalCount } } } }',
      { variables: { id: kept.id } },
    );
    expect(node).toEqual({ contributions: { nodes: [{ id: contribution }] }, projects: { nodes: [{ id: project }] }, pairings: { totalCount: 1 } });
    const { contributions } = await platform.read('query ($id: ID!) { contributions(filter: { partner: $id }) { nodes { id } } }', {
      variables: { id: merged.id },
    });
    expect(contributions.nodes).toEqual([{ id: contribution }]);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('takes contributions, pairings and children for the partner that stands for it', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(kept, '2015-01-01');
    await merge(kept, merged);
    const contribution = await platform.done(kept.account, 'logContribution', gift({ project, partner: merged.id }));
    expect(await platform.rows(sql`select partner_id::text as id from contribution where id = ${keyIn(contribution)}::bigint`)).toEqual([
      { id: keyIn(kept.id) },
    ]);
    const child = await record('子公司', { parent: merged.creditCode });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Partner { parent { id } } } }', { variables: { id: child.id } });
    expect(node.parent).toEqual({ id: kept.id });
    await platform.rows(
      sql`insert into pairing (programme, partner_id, place_id) select 'SOCIAL_DONATION', ${keyIn(merged.id)}::bigint, id from place where code = '533325'`,
    );
    expect(await brokenChecks(platform.owner, ['merged_partners'])).toEqual({});
    await expectRefusal(
      platform,
      world.office,
      'agreePairing',
      {
        ...{ programme: 'TEN_THOUSAND_ENTERPRISES', partner: merged.id, place: world.villageId, startedOn: '2018-01-01' },
      },
      'PAIRING_OVERLAPS',
    );
  });
});

describe('members of either record', () => {
  test('act for the partner, and see, correct and hand in what was recorded for both', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(merged, '2015-01-01');
    const draft = await platform.done(merged.account, 'logContribution', gift({ project, draft: true }));
    const submitted = await platform.done(merged.account, 'logContribution', gift({ project, amount: '70' }));
    expect(await contributionOf(platform, draft, kept.account)).toBeNull();
    await merge(kept, merged);

    const { viewer } = await platform.read('{ viewer { partner { id } } }', { as: merged.account });
    expect(viewer.partner).toEqual({ id: kept.id });
    expect((await platform.read('{ viewer { role } }', { as: merged.account, actingFor: merged.id })).viewer.role).toBe('PARTNER');
    await platform.done(kept.account, 'submitContribution', { contribution: draft });
    expect((await contributionOf(platform, draft, kept.account))?.state).toBe('SUBMITTED');
    const right = await platform.done(kept.account, 'correctContribution', { contribution: submitted, amount: '71', reason: '笔误' });
    expect((await contributionOf(platform, right, merged.account))?.partner).toEqual({ id: kept.id });
    await confirmAndAccept(platform, world.county, right);
    await platform.done(kept.account, 'correctContribution', { contribution: right, amount: '72', reason: '又一笔误' });
    await platform.done(merged.account, 'updateProject', { project, version: 2, nameZh: '新名' });
    expect(await brokenChecks(platform.owner)).toEqual({});

    expect(codeOf(await unmerge(merged))).toBeNull();
    expect(await contributionOf(platform, right, kept.account)).not.toBeNull();
    expect((await contributionOf(platform, right, merged.account))?.partner).toEqual({ id: merged.id });
    expect(brokenRules(await platform.write(kept.account, 'correctContribution', { contribution: draft, reason: 'x' }))).toEqual(['NOT_FOUND']);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('ask for a correction in a closed period, also of what was recorded for the merged record', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(merged, '2010-01-01');
    const contribution = await platform.done(merged.account, 'logContribution', gift({ project, occurredOn: '2011-05-01' }));
    await confirmAndAccept(platform, world.county, contribution);
    await close(platform, world, await openYear(platform, world, 2011, { programme: 'TEN_THOUSAND_ENTERPRISES' }));
    const asking = { contribution, reason: '票据金额有误' };
    expect(codeOf(await platform.write(kept.account, 'askForCorrection', asking))).toBe('FORBIDDEN');
    await merge(kept, merged);
    await platform.done(kept.account, 'askForCorrection', asking);
  });

  test('are told by the database of the rows that the predicates name, and of no others', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(merged, '2015-01-01');
    for (const draft of [true, false]) {
      const contribution = await platform.done(merged.account, 'logContribution', gift({ project, draft }));
      await platform.done(merged.account, 'attachEvidence', { file: await uploadedFile(platform, merged.account), subject: contribution });
    }
    const disputed = await platform.done(merged.account, 'logContribution', gift({ project, amount: '90' }));
    await platform.done(world.village, 'confirmContribution', { contribution: disputed, amount: '80', confirmedOn: '2020-05-02' });
    await merge(kept, merged);
    const viewer = await viewerOf(platform.database.pool, { authorization: `Bearer ${kept.account.token}` });
    expect(viewer).toMatchObject({ partnerId: keyIn(kept.id), mergedIds: [keyIn(merged.id)] });
    const tables = {
      contribution: 'Contribution',
      project: 'Project',
      evidence: 'Evidence',
      evidence_file: 'EvidenceFile',
      waiting_item: 'WaitingItem',
    };
    for (const [table, type] of Object.entries({ ...tables, confirmation: 'Confirmation', membership: 'Membership' })) {
      const all = sql<{ id: string }>`select id::text as id from ${name(table)} order by ${name(table)}.id`;
      const { rows: shown } = await all.execute(askedBy(platform.database.pool, viewer));
      const wanted = await platform.rows(sql`
        select id::text as id from ${name(table)} where ${getShape(type).visibility.predicate(alias(table), viewer)} order by ${name(table)}.id`);
      expect([table, shown]).toEqual([table, wanted]);
      expect([table, shown.length > 0]).toEqual([table, true]);
    }
  });

  test('do not confirm what the other record gave', async () => {
    const { platform, world } = given;
    const { kept, merged } = { kept: await record('持有方', { parent: undefined }), merged: await record('持有方（重复）') };
    const fund = await platform.done(kept.account, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '基金', openedOn: '2012-01-01' });
    const contribution = await platform.done(merged.account, 'logContribution', gift({ fund }));
    const waiting = async (as: Account) =>
      (await platform.read('{ waiting(first: 100) { nodes { contribution { id } } } }', { as })).waiting.nodes.map(
        (item: { contribution: { id: string } }) => item.contribution.id,
      );
    expect(await waiting(kept.account)).toContain(contribution);
    await merge(kept, merged);
    expect(await waiting(kept.account)).not.toContain(contribution);
    expect(codeOf(await platform.write(kept.account, 'confirmContribution', { contribution, amount: '100', confirmedOn: '2020-05-02' }))).toBe(
      'FORBIDDEN',
    );
    await confirm(platform, contribution);
    await confirmAndAccept(platform, world.otherOffice, contribution).catch(() => undefined);
    expect(await brokenChecks(platform.owner, ['waiting_follows_states'])).toEqual({});
  });
});

describe('counts of the partner', () => {
  test('have people of one channel added and of several as a range over both records', async () => {
    const { platform } = given;
    const { kept, merged } = await two();
    await platform.rows(sql`
      insert into people_channel (code, name_zh, name_en) values ('A', '甲', 'A'), ('B', '乙', 'B') on conflict do nothing`);
    await platform.rows(sql`
      insert into people_count (channel, programme, partner_id, place_id, unit, people)
      select channel, 'SOCIAL_DONATION', partner, place.id, 'PEOPLE', people from place, (values
        ('A', ${keyIn(kept.id)}::bigint, 10), ('A', ${keyIn(merged.id)}::bigint, 20), ('B', ${keyIn(merged.id)}::bigint, 25)) as count (channel, partner, people)
      where place.code = '533323'`);
    await merge(kept, merged);
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Partner { impact { people { low high } } } } }', {
      variables: { id: kept.id },
    });
    expect(node.impact.people).toEqual([{ low: '30', high: '55' }]);
  });

  test('count it once', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    for (const partner of [kept, merged]) {
      const { project } = await paired(partner, partner === kept ? '2015-01-01' : '2018-01-01', partner === kept ? '2017-12-31' : undefined);
      const occurredOn = partner === kept ? '2016-05-01' : '2019-05-01';
      await confirmAndAccept(platform, world.county, await platform.done(partner.account, 'logContribution', gift({ project, occurredOn })));
    }
    const asked = `{ county: place(code: "533323") { impact { counts { partners } } }
      whole: impact { counts { partners } } ledger: impact(filter: { sector: "31120", place: "533323" }) { counts { partners } } }`;
    const before = await platform.read(asked);
    await merge(kept, merged);
    const after = await platform.read(asked);
    for (const scope of ['whole', 'ledger']) expect([scope, before[scope].counts.partners - after[scope].counts.partners]).toEqual([scope, 1]);
    expect(before.county.impact.counts.partners - after.county.impact.counts.partners).toBe(1);
  });
});

describe('merging is refused', () => {
  test('with a list, where pairings of both with one place and programme overlap', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    await paired(kept, '2015-01-01');
    const { pairing } = await paired(merged, '2018-01-01');
    const answer = await expectRefusal(
      platform,
      world.office,
      'mergePartners',
      { kept: kept.id, merged: merged.id, reason: 'x' },
      'PAIRING_OVERLAPS',
    );
    expect(answer.errors[0]?.message).toContain('托坪村');
    expect(answer.errors[0]?.message).toContain(' from 2018-01-01 on;');
    await platform.done(world.office, 'endPairing', { pairing, endedOn: '2018-02-01', reason: 'x' });
    await expectRefusal(platform, world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: 'x' }, 'PAIRING_OVERLAPS');
  });

  test('of what is no one organisation', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const child = await record('子公司', { parent: kept.id });
    const foundation = await record('基金会', { kind: 'SOCIAL_ORGANISATION' });
    const refused = (a: string, b: string, ...rules: string[]) =>
      expectRefusal(platform, world.office, 'mergePartners', { kept: a, merged: b, reason: 'x' }, ...rules);
    await refused(kept.id, kept.creditCode, 'PARTNER_IS_THE_SAME');
    await refused(kept.id, child.id, 'PARTNERS_ABOVE_EACH_OTHER');
    await refused(child.id, kept.id, 'PARTNERS_ABOVE_EACH_OTHER');
    await refused(kept.id, foundation.id, 'PARTNER_KINDS_DIFFER');
    await refused(world.shanghaiId, world.guangdongId, 'GOVERNMENTS_DIFFER');
    await merge(kept, merged);
    await refused(foundation.id, merged.id, 'PARTNER_IS_MERGED', 'PARTNER_KINDS_DIFFER');
    await expectRefusal(platform, world.office, 'unmergePartners', { merged: kept.id, reason: 'x' }, 'PARTNER_IS_NOT_MERGED');
  });

  test('to SQL under the program’s own role, which cannot say that a record is another', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const viewer = await viewerOf(platform.database.pool, { authorization: `Bearer ${world.shanghai.token}` });
    const asPartner = askedBy(platform.database.pool, viewer);
    await expect(
      sql`update partner set merged_into_id = ${keyIn(kept.id)}::bigint where id = ${keyIn(merged.id)}::bigint`.execute(asPartner),
    ).rejects.toThrow(/permission denied/);
    await expect(sql`select * from merge_partners(${keyIn(kept.id)}::bigint, ${keyIn(merged.id)}::bigint, 'x')`.execute(asPartner)).rejects.toThrow(
      /programme office/,
    );
  });
});

describe('undoing it', () => {
  test('of a chain gives each record back to the one that it was merged into', async () => {
    const { platform } = given;
    const [first, second, third] = [await record('一'), await record('二'), await record('三')] as const;
    const child = await record('子', { parent: first.id });
    await merge(second, first);
    await merge(third, second);
    const shown = async (id: string) => (await platform.read('query ($id: ID!) { node(id: $id) { id } }', { variables: { id } })).node.id;
    const parent = async () =>
      (await platform.read('query ($id: ID!) { node(id: $id) { ... on Partner { parent { id } } } }', { variables: { id: child.id } })).node.parent
        .id;
    expect([await shown(first.id), await shown(second.id), await parent()]).toEqual([third.id, third.id, third.id]);
    expect(codeOf(await unmerge(second))).toBeNull();
    expect([await shown(first.id), await shown(second.id), await parent()]).toEqual([second.id, second.id, second.id]);
    await merge(third, second);
    expect(codeOf(await unmerge(first))).toBeNull();
    expect([await shown(first.id), await shown(second.id), await parent()]).toEqual([first.id, third.id, first.id]);
    expect(codeOf(await unmerge(second))).toBeNull();
    expect([await shown(second.id), await parent()]).toEqual([second.id, first.id]);
    expect(await brokenChecks(platform.owner, ['merged_partners', 'rollups_equal_ledger'])).toEqual({});
  });

  test('is refused while rows recorded since hang on what was handed over', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(merged, '2015-01-01');
    await merge(kept, merged);
    const contribution = await platform.done(kept.account, 'logContribution', gift({ project }));
    const answer = await expectRefusal(platform, world.office, 'unmergePartners', { merged: merged.id, reason: 'x' }, 'MERGING_HAS_ROWS');
    expect(answer.errors[0]?.message).toContain(contribution);
    await platform.done(kept.account, 'withdrawContribution', { contribution });
    expect(codeOf(await unmerge(merged))).toBeNull();
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('is refused once a period that holds a contribution of either was closed since', async () => {
    const { platform, world } = given;
    const { kept, merged } = await two();
    const { project } = await paired(merged, '2015-01-01');
    for (const occurredOn of ['2017-05-01', '2018-05-01']) {
      await confirmAndAccept(platform, world.county, await platform.done(merged.account, 'logContribution', gift({ project, occurredOn })));
    }
    const close = (year: number) =>
      platform.rows(sql`
        insert into reporting_period (programme, code, name_zh, name_en, starts_on, ends_on, due_on, closed_at)
        values ('TEN_THOUSAND_ENTERPRISES', ${String(year)}, '年报', 'year', make_date(${year}::int, 1, 1), make_date(${year}::int, 12, 31),
          make_date(${year}::int, 12, 31), clock_timestamp())`);
    await close(2018);
    await merge(kept, merged);
    await close(2013);
    expect(codeOf(await unmerge(merged))).toBeNull();
    await merge(kept, merged);
    await close(2017);
    const answer = await expectRefusal(platform, world.office, 'unmergePartners', { merged: merged.id, reason: 'x' }, 'MERGING_IS_CLOSED');
    expect(answer.errors[0]?.message).toContain('2017');
  });
});
