import { describe, expect, test } from '@jest/globals';
import { type PlanNode, rowsIn } from '../../bench/measuring/touched-rows.js';
import { askedBy } from '../../src/access/asked-by.js';
import { PUBLIC_VIEWER, type Viewer } from '../../src/access/viewer.js';
import { name, sql } from '../../src/shared/sql.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { close, consented, openYear } from '../support/closing.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn, newCreditCode, registerPartner } from '../support/world.js';
import { EVERYTHING, IMPACT, instant, readAt, sourceAt } from './looking.js';

const given = useWorld();

const at = (fields: string, asOf: string | null, as?: Account) => readAt(given.platform, fields, asOf, as);
const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const accept = (contribution: string) => confirmAndAccept(given.platform, given.world.office, contribution);
const accepted = async (input: object = {}) => accept(await log(input));
const correct = (contribution: string, input: object) =>
  given.platform.done(given.world.shanghai, 'correctContribution', { contribution, reason: '笔误', ...input });
const fold = () => given.platform.rows(sql`select impact_fold()`);
const ofYear = (year: number) => `impact(@, filter: { fromYear: ${year}, toYear: ${year} })`;

describe('the same contribution', () => {
  test.each([['before a fold'], ['after a fold']])(
    'read as of before, between and after a correction gives the three right answers, %s',
    async (when) => {
      const year = when === 'before a fold' ? 2015 : 2014;
      const occurredOn = `${year}-05-01`;
      const nothing = await instant();
      const first = await accepted({ occurredOn });
      const before = await instant();
      const second = await correct(first, { amount: '90' });
      const between = await instant();
      await accept(second);
      const after = await instant();
      if (when === 'after a fold') await fold();

      const answer = async (asOf: string | null) => {
        const { node, contributions, impact } = await at(
          `node(id: "${first}", @) { ... on Contribution { live correctedBy { id } } }
         contributions(@, filter: { from: "${year}-01-01", to: "${year}-12-31", live: true }) { totalCount nodes { id amount { fen } } }
         ${ofYear(year)} { money { net { fen } rows } counts { contributions projects } breakdown(by: [COUNTY]) { nodes { money { net { fen } } } } }`,
          asOf,
          given.world.shanghai,
        );
        return {
          live: node?.live ?? null,
          correctedBy: node?.correctedBy?.id ?? null,
          listed: contributions.nodes.map((row: { id: string; amount: { fen: string } }) => [row.id, row.amount.fen]),
          money: impact.money.map((row: { net: { fen: string }; rows: number }) => [row.net.fen, row.rows]),
          counts: impact.counts,
          cells: impact.breakdown.nodes.map((cell: { money: { net: { fen: string } }[] }) => cell.money[0]?.net.fen),
        };
      };
      const held = (fen: string, id: string) => ({ listed: [[id, fen]], money: [[fen, 1]], counts: { contributions: 1, projects: 1 }, cells: [fen] });
      const none = { listed: [], money: [], counts: { contributions: 0, projects: 0 }, cells: [] };
      expect(await answer(nothing)).toEqual({ live: null, correctedBy: null, ...none });
      expect(await answer(before)).toEqual({ live: true, correctedBy: null, ...held('10000', first) });
      expect(await answer(between)).toEqual({ live: true, correctedBy: second, ...held('10000', first) });
      expect(await answer(after)).toEqual({ live: false, correctedBy: second, ...held('9000', second) });
      expect(await answer(null)).toEqual(await answer(after));
    },
  );

  test('shows a dispute as it was, and its confirmations', async () => {
    const { platform, world } = given;
    const contribution = await log();
    const submitted = await instant();
    await platform.done(world.county, 'confirmContribution', { contribution, amount: '80', confirmedOn: '2020-05-01' });
    const disputed = await instant();
    await confirm(platform, contribution);
    const confirmed = await instant();
    const seen = async (asOf: string) => {
      const { node } = await at(
        `node(id: "${contribution}", @) { ... on Contribution { state confirmations(first: 5) { nodes { amount { fen } } } } }`,
        asOf,
        world.county,
      );
      return [node.state, ...node.confirmations.nodes.map((one: { amount: { fen: string } }) => one.amount.fen)];
    };
    expect(await seen(submitted)).toEqual(['SUBMITTED']);
    expect(await seen(disputed)).toEqual(['DISPUTED', '8000']);
    expect(await seen(confirmed)).toEqual(['CONFIRMED', expect.any(String), expect.any(String)]);
  });
});

test('a closed period gives the old answer as of before a consented correction, to the fen', async () => {
  const { platform, world } = given;
  const period = await openYear(platform, world, 2013);
  const first = await accepted({ occurredOn: '2013-03-01', amount: '123.45' });
  await close(platform, world, period);
  const closed = await instant();
  const before = await at(
    `${ofYear(2013)} { ${IMPACT} } node(id: "${period}", @) { ... on ReportingPeriod { closedAt version: versions(first: 9) { totalCount } } }`,
    null,
  );
  await consented(platform, world, first);
  await accept(await correct(first, { amount: '100' }));
  await fold();
  const asked = `${ofYear(2013)} { ${IMPACT} } node(id: "${period}", @) { ... on ReportingPeriod { closedAt version: versions(first: 9) { totalCount } } }`;
  expect(await at(asked, closed)).toEqual(before);
  expect(await at(asked, null)).not.toEqual(before);
});

test('a fund and a project are as they were, with what is available to whom it concerns', async () => {
  const { platform, world } = given;
  const fund = await platform.done(world.shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '另一个资金池', openedOn: '2012-01-01' });
  const project = await platform.done(world.shanghai, 'proposeProject', {
    programme: 'EAST_WEST',
    nameZh: '另一个项目',
    sector: '31120',
    places: [{ place: '533323' }],
  });
  const before = await instant();
  await accepted({ project: null, fund });
  await platform.done(world.office, 'approveProject', { project });
  const seen = (asOf: string | null, as?: Account) =>
    at(
      `fund: node(id: "${fund}", @) { ... on Fund { balance { fen } available { fen } contributionsIn(first: 5) { totalCount } } }
       project: node(id: "${project}", @) { ... on Project { status places { place { code } } } }`,
      asOf,
      as,
    );
  expect(await seen(before, world.shanghai)).toEqual({
    fund: { balance: { fen: '0' }, available: { fen: '0' }, contributionsIn: { totalCount: 0 } },
    project: { status: 'PROPOSED', places: [{ place: { code: '533323' } }] },
  });
  expect(await seen(null)).toMatchObject({ fund: { balance: { fen: '10000' }, available: null }, project: { status: 'APPROVED' } });
  expect(await seen(before)).toMatchObject({ fund: { balance: { fen: '0' }, available: null }, project: null });
});

test('as of before they were merged both records answer as they did, and everything below them', async () => {
  const { platform, world } = given;
  const [kept, merged] = await Promise.all(
    ['保留的公司', '合并的公司'].map((nameZh) =>
      registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh, creditCode: newCreditCode() }),
    ),
  );
  if (!kept || !merged) throw new Error('Expected two partners');
  for (const { id, account } of [kept, merged]) {
    await platform.done(world.office, 'agreePairing', { programme: 'SOCIAL_DONATION', partner: id, place: '533325', startedOn: '2015-01-01' });
    const project = await platform.done(account, 'proposeProject', {
      programme: 'SOCIAL_DONATION',
      nameZh: '试验项目',
      sector: '31120',
      places: [{ place: '533325' }],
    });
    await platform.done(world.office, 'approveProject', { project });
    await accept(await platform.done(account, 'logContribution', gift({ project })));
  }
  const asked = [kept, merged]
    .map(({ id }, index) => `p${index}: node(id: "${id}", @) { id ... on Partner { nameZh projects(first: 5) { totalCount } impact { ${IMPACT} } } }`)
    .join(' ');
  const before = await instant();
  const apart = await at(asked, null);
  // The two have pairings in one place, which one of them must not have.
  await platform.rows(sql`update pairing set started_on = '2010-01-01', ended_on = '2012-01-01' where partner_id = ${keyIn(merged.id)}::bigint`);
  const asApart = await at(asked, null);
  await platform.done(world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: '同一家' });
  await fold();
  const after = await at(asked, null);
  expect(after.p1.id).toBe(kept.id);
  expect(after.p0.impact.money[0].net.fen).toBe('20000');
  expect(await at(asked, before)).toEqual(apart);
  await platform.done(world.office, 'unmergePartners', { merged: merged.id, reason: '并错了' });
  expect(await at(asked, null)).toEqual(asApart);
  expect(await at(asked, before)).toEqual(apart);
});

test('a repair between leaves the past right: what was kept stays what was told then', async () => {
  const { platform } = given;
  await accepted({ occurredOn: '2016-05-01' });
  const before = await instant();
  const asked = `impact(@) { ${IMPACT} } place(code: "533323", @) { impact { ${IMPACT} } }`;
  const right = await at(asked, null);
  await accepted({ occurredOn: '2016-06-01' });
  await fold();
  await platform.rows(sql`update impact_money set net_fen = net_fen + 7, rows = rows + 1 where scope_kind = 'ALL'`);
  await platform.rows(sql`delete from impact_reach where scope_kind = 'PLACE'`);
  expect(await at(asked, before)).not.toEqual(right);
  await platform.rows(sql`select impact_repair()`);
  expect(await at(asked, before)).toEqual(right);
});

test('rollups are folded by no transaction that has written before, nor by one that goes on seeing what it saw at first', async () => {
  const { pool } = given.platform.database;
  const folding = (first: string) =>
    pool.transaction(async (transaction) => {
      await sql.raw(first).execute(transaction);
      await sql`select impact_fold()`.execute(transaction);
    });
  for (const first of ['select this_moment()', 'set transaction isolation level repeatable read']) {
    await expect(folding(first)).rejects.toThrow('rollups are folded by a transaction that reads what is committed');
  }
});

test('a figure as of an instant is read from as many rows, however much has come since', async () => {
  const { platform } = given;
  await accepted({ occurredOn: '2012-05-01' });
  await fold();
  const reads = askedBy(platform.database.pool, { ...PUBLIC_VIEWER, asOf: new Date(await instant()) });
  const ofYear = sql`from impact_money where scope_kind = 'ALL' and scope_id = 0 and by_kind = '' and year = 2012`;
  const read = async () => {
    const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>`
      explain (analyze, format json, timing off) select sum(net_fen), sum(gross_fen), sum(rows) ${ofYear}`.execute(reads);
    return rowsIn(rows[0]?.['QUERY PLAN'][0].Plan as PlanNode);
  };
  const changed = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      const sign = time % 2 === 0 ? 1 : -1;
      await platform.rows(sql`
        insert into impact_money (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, net_fen, gross_fen, rows)
        select scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, ${sign}, 0, 0 ${ofYear} and pending_id = 0`);
    }
    await fold();
    await platform.rows(sql`analyze past.impact_money`);
    return read();
  };
  const unchanged = await read();
  expect(await changed(2)).toBeGreaterThan(unchanged);
  expect(await changed(400)).toBeLessThanOrEqual(unchanged + 1);
});

describe('whoever looks back', () => {
  test('never sees the draft of another, nor what was never public', async () => {
    const { platform, world } = given;
    const draft = await log({ draft: true, note: '草稿' });
    const asDraft = await instant();
    await platform.done(world.shanghai, 'submitContribution', { contribution: draft });
    const asSubmitted = await instant();
    await accept(draft);
    const who = { public: undefined, guangdong: world.guangdong, office: world.office, county: world.county, shanghai: world.shanghai };
    const seen = async (asOf: string) => {
      const answers = await Promise.all(
        Object.entries(who).map(async ([name, as]) => {
          const { node } = await at(`node(id: "${draft}", @) { ... on Contribution { state } }`, asOf, as);
          return [name, node?.state ?? null];
        }),
      );
      return Object.fromEntries(answers);
    };
    expect(await seen(asDraft)).toEqual({ public: null, guangdong: null, office: null, county: null, shanghai: 'DRAFT' });
    expect(await seen(asSubmitted)).toEqual({ public: null, guangdong: null, office: 'SUBMITTED', county: 'SUBMITTED', shanghai: 'SUBMITTED' });
  });

  test('is shown no more by a statement that forgets who asks, for the database asks it itself of the rows as they were', async () => {
    const { platform, world } = given;
    const draft = await log({ draft: true });
    const withDraft = new Date(await instant());
    await platform.done(world.shanghai, 'submitContribution', { contribution: draft });
    const submitted = new Date(await instant());
    await accept(draft);
    await instant();
    const [{ id: guangdong } = { id: '' }] = await platform.rows<{ id: string }>(sql`select id::text as id from partner where name_zh = '广东省'`);
    const partner = { ...PUBLIC_VIEWER, role: 'PARTNER' as const, accountId: '1', partnerId: guangdong };
    const office = { ...PUBLIC_VIEWER, role: 'PROGRAMME_OFFICE' as const, accountId: '1' };
    const count = async (viewer: Viewer, asOf: Date | undefined, table: string, key = 'contribution_id') => {
      const reads = askedBy(platform.database.pool, { ...viewer, ...(asOf && { asOf }) });
      const rows = await sql<{ n: number }>`select count(*)::int as n from ${name(table)} where ${name(key)} = ${keyIn(draft)}::bigint`.execute(
        reads,
      );
      return rows.rows[0]?.n;
    };
    for (const [viewer, ...seen] of [
      [PUBLIC_VIEWER, 0, 0, 1],
      [partner, 0, 0, 1],
      [office, 0, 1, 1],
    ] as const) {
      for (const [index, asOf] of [withDraft, submitted, undefined].entries()) {
        expect([viewer.role, index, await count(viewer, asOf, 'contribution', 'id')]).toEqual([viewer.role, index, seen[index]]);
        expect([viewer.role, index, await count(viewer, asOf, 'contribution_part')]).toEqual([viewer.role, index, seen[index]]);
        expect([viewer.role, index, await count(viewer, asOf, 'contribution_place')]).toEqual([viewer.role, index, seen[index]]);
      }
    }
  });

  test('sees what was handed in then and was withdrawn since with all that belonged to it', async () => {
    const { platform, world } = given;
    const contribution = await log({ amount: '77' });
    const before = await instant();
    const seen = (asOf: string | null) =>
      at(
        `node(id: "${contribution}", @) { ... on Contribution { state places { place { code } } sectors { share } } }
        place(code: "533323", @) { impact(filter: { states: [SUBMITTED] }) { money { gross { fen } } } }`,
        asOf,
        world.county,
      );
    const then = await seen(null);
    await platform.done(world.shanghai, 'withdrawContribution', { contribution });
    expect((await seen(null)).node).toBeNull();
    expect(await seen(before)).toEqual(then);
  });

  test('is judged by the rights of now: one that was lost is not had again', async () => {
    const { platform, world } = given;
    const leaving = await platform.account('PLACE', { placeId: keyIn((await at('place(code: "533323", @) { id }', null)).place.id) });
    const contribution = await log();
    const before = await instant();
    const seen = async () => (await at(`node(id: "${contribution}", @) { id }`, before, leaving)).node;
    expect(await seen()).not.toBeNull();
    await platform.rows(sql`update membership set ended_at = now() where id = (select max(id) from membership)`);
    expect(await seen()).toBeNull();
    expect(world.county).toBeDefined();
  });

  test('can do nothing to what was', async () => {
    const { world } = given;
    const contribution = await log();
    const asked = `node(id: "${contribution}", @) { ... on Contribution { state viewerCanWithdraw viewerCanCorrect } }`;
    const before = await instant();
    expect((await at(asked, null, world.shanghai)).node).toMatchObject({ viewerCanWithdraw: true });
    expect((await at(asked, before, world.shanghai)).node).toEqual({ state: 'SUBMITTED', viewerCanWithdraw: false, viewerCanCorrect: false });
  });

  test('is refused the future, and what is kept in no past', async () => {
    const { platform, world } = given;
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    for (const fields of ['contributions(@) { totalCount }', 'impact(@) { counts { projects } }', `node(id: "${world.project}", @) { id }`]) {
      const answer = await platform.ask(sourceAt(fields, tomorrow));
      expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'AS_OF_IN_FUTURE']);
    }
    const answer = await platform.ask(sourceAt(`nodes(ids: ["${Buffer.from('Account:1').toString('base64url')}"], @) { id }`, await instant()), {
      as: world.office,
    });
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'NOT_KEPT_AS_OF']);
  });

  test('may ask for several instants and the present in one operation, each with all that is below it', async () => {
    const year = 2017;
    const before = await instant();
    await accepted({ occurredOn: '2017-05-01' });
    const after = await instant();
    await accepted({ occurredOn: '2017-06-01' });
    const below = `impact(filter: { fromYear: ${year}, toYear: ${year} }) { money { net { fen } } counts { contributions } contributions { totalCount } }`;
    const answer =
      await given.platform.read(`{ a: place(code: "533323", asOf: "${before}") { ${below} } b: place(code: "533323", asOf: "${after}") { ${below} }
      c: place(code: "533323") { ${below} } d: places(filter: { within: "533323", level: COUNTY }, asOf: "${after}") { nodes { ${below} } } }`);
    const told = ({
      impact,
    }: {
      impact: { money: { net: { fen: string } }[]; counts: { contributions: number }; contributions: { totalCount: number } };
    }) => [impact.money[0]?.net.fen ?? '0', impact.counts.contributions, impact.contributions.totalCount];
    expect([answer.a, answer.b, answer.c, answer.d.nodes[0]].map(told)).toEqual([
      ['0', 0, 0],
      ['10000', 1, 1],
      ['20000', 2, 2],
      ['10000', 1, 1],
    ]);
  });

  test('is given now what the present is', async () => {
    for (const as of [undefined, given.world.shanghai, given.world.county, given.world.office, given.world.auditor]) {
      const present = await at(EVERYTHING, null, as);
      expect(await at(EVERYTHING, await instant(), as)).toEqual(present);
    }
  });
});
