import { beforeAll, describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { PUBLIC_VIEWER } from '../../src/access/viewer.js';
import { getShape } from '../../src/reading/shape.js';
import { alias, name, sql } from '../../src/shared/sql.js';
import { accepted } from '../impact/asking.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { uploadedFile } from '../support/evidence.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();
let rows: string[];
let sample: string;

beforeAll(async () => {
  const { platform, world } = given;
  rows = [];
  for (let nth = 0; nth < 4; nth += 1) rows.push(await accepted(platform, world.shanghai, world.office, { project: world.project }));
  sample = await platform.done(world.auditor, 'drawSample', { title: '抽查', size: 4 });
}, 60_000);

const FINDING = { kind: 'AMOUNT_DIFFERS', severity: 'MAJOR', description: '只到账 60 元', amountInQuestion: '40', addressee: 'PARTNER' };
const record = (input: object = {}) => given.platform.done(given.world.auditor, 'recordFinding', { sample, row: rows[0], ...FINDING, ...input });
const send = (finding: string) => given.platform.done(given.world.auditor, 'sendFinding', { finding, dueOn: '2100-01-01' });
const sent = async (input: object = {}) => send(await record(input));

async function seen(finding: string, as?: Account) {
  const { node } = await given.platform.read(
    'query ($id: ID!) { node(id: $id) { ... on Finding { status answers { nodes { body partner { id } } } } } }',
    { as, variables: { id: finding } },
  );
  return node;
}

const waitingFor = async (as: Account) =>
  (
    await given.platform.read('{ waiting(first: 100, filter: { kinds: [ANSWER_FINDING] }) { nodes { dueOn finding { id } } } }', { as })
  ).waiting.nodes.map((item: { finding: { id: string } }) => item.finding.id);

describe('a finding', () => {
  test('goes from its draft to who has to answer, back with the answer, and is settled', async () => {
    const { platform, world } = given;
    const finding = await record();
    expect([await seen(finding, world.shanghai), await seen(finding, world.county), await seen(finding)]).toEqual([null, null, null]);
    expect(await seen(finding, world.office)).toMatchObject({ status: 'DRAFT' });
    await send(finding);
    expect([await seen(finding, world.guangdong), await seen(finding)]).toEqual([null, null]);
    expect(await waitingFor(world.shanghai)).toContain(finding);
    expect(await waitingFor(world.county)).not.toContain(finding);
    expect(await seen(finding, world.county)).toMatchObject({ status: 'OPEN' });
    expect(codeOf(await platform.write(world.county, 'answerFinding', { finding, body: '是这样' }))).toBe('FORBIDDEN');

    await platform.done(world.shanghai, 'answerFinding', { finding, body: '另有 40 元在途' });
    expect(await waitingFor(world.shanghai)).not.toContain(finding);
    expect(await seen(finding, world.auditor)).toEqual({
      status: 'ANSWERED',
      answers: { nodes: [{ body: '另有 40 元在途', partner: { id: world.shanghaiId } }] },
    });
    await platform.done(world.auditor, 'settleFinding', { finding, askAgain: '请附回单', dueOn: '2100-02-01' });
    expect(await waitingFor(world.shanghai)).toContain(finding);
    await platform.done(world.shanghai, 'answerFinding', { finding, body: '回单已附' });
    await platform.done(world.auditor, 'settleFinding', { finding, resolution: '已更正' });
    expect(await seen(finding, world.county)).toMatchObject({ status: 'RESOLVED' });
    const late = await platform.write(world.shanghai, 'answerFinding', { finding, body: '再答' });
    expect([codeOf(late), reasonOf(late)]).toEqual(['CONFLICT', 'FINDING_STATUS']);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('is answered by the place where that has to, or one around it', async () => {
    const { platform, world } = given;
    const finding = await sent({ addressee: 'PLACE' });
    expect(await waitingFor(world.county)).toContain(finding);
    expect(codeOf(await platform.write(world.shanghai, 'answerFinding', { finding, body: 'x' }))).toBe('FORBIDDEN');
    expect(codeOf(await platform.write(world.otherCounty, 'answerFinding', { finding, body: 'x' }))).toBe('NOT_FOUND');
    await platform.done(world.prefecture, 'answerFinding', { finding, body: '已核实' });
    expect(await seen(finding, world.county)).toMatchObject({ status: 'ANSWERED' });
  });

  test('has evidence of both sides, which the public never sees', async () => {
    const { platform, world } = given;
    const finding = await sent();
    await platform.done(world.auditor, 'attachEvidence', { file: await uploadedFile(platform, world.auditor, 1), subject: finding });
    await platform.done(world.shanghai, 'attachEvidence', { file: await uploadedFile(platform, world.shanghai, 2), subject: finding });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Finding { evidence { totalCount } } } }', {
      as: world.county,
      variables: { id: finding },
    });
    expect(node.evidence.totalCount).toBe(2);
    const contribution = { file: await uploadedFile(platform, world.auditor, 3), subject: rows[0] };
    expect(codeOf(await platform.write(world.auditor, 'attachEvidence', contribution))).toBe('FORBIDDEN');
  });

  test('is public once it is sent and its sample is published, without answers', async () => {
    const { platform, world } = given;
    const own = await platform.done(world.auditor, 'drawSample', { title: '公开的抽查', size: 4 });
    const [draft, open] = [await record({ sample: own }), await sent({ sample: own })];
    await platform.done(world.shanghai, 'answerFinding', { finding: open, body: '内部答复' });
    expect(await seen(open)).toBeNull();
    await platform.done(world.auditor, 'publishSample', { sample: own });
    expect([await seen(draft), await seen(open)]).toEqual([null, { status: 'ANSWERED', answers: { nodes: [] } }]);
    expect(await seen(open, world.guangdong)).toEqual({ status: 'ANSWERED', answers: { nodes: [] } });
  });

  test('is against a row of its sample, of no more than that says, and with a visit of the sample', async () => {
    const { platform, world } = given;
    const refused = (input: object, ...rules: string[]) =>
      expectRefusal(platform, world.auditor, 'recordFinding', { sample, row: rows[0], ...FINDING, ...input }, ...rules);
    const other = await platform.done(world.auditor, 'drawSample', { title: '另一次', size: 4 });
    const visit = await platform.done(world.auditor, 'recordVisit', {
      ...{ sample: other, visitedOn: '2020-06-01', place: '533323', visitors: '张、李' },
    });
    await refused({ row: world.project }, 'ROW_NOT_IN_SAMPLE');
    await refused({ visit }, 'VISIT_OF_ANOTHER_SAMPLE');
    await refused({ amountInQuestion: '100.01', description: '' }, 'MORE_THAN_THE_ROW', 'TEXT_EMPTY');
    await record({ sample: other, visit });
    await expectRefusal(platform, world.auditor, 'sendFinding', { finding: await record(), dueOn: '2020-01-01' }, 'DUE_IN_PAST');
    const future = { sample, visitedOn: '2999-01-01', place: '533323', visitors: '张' };
    await expectRefusal(platform, world.auditor, 'recordVisit', future, 'DATE_IN_FUTURE');
  });

  test('is settled once by two at once', async () => {
    const { platform, world } = given;
    const finding = await sent();
    const answers = await Promise.all([1, 2].map((nth) => platform.write(world.auditor, 'settleFinding', { finding, resolution: `结论 ${nth}` })));
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null].sort());
  });

  test('is settled once by many at once, and each of the others is told how it is by then', async () => {
    const { platform, world } = given;
    const finding = await sent();
    const settle = () => platform.write(world.auditor, 'settleFinding', { finding, resolution: '核实' });
    const answers = await Promise.all(Array.from({ length: 12 }, settle));
    expect(answers.map(codeOf).filter((code) => code === null)).toHaveLength(1);
    const refused = answers.flatMap(({ errors }) => errors);
    expect(refused.map(({ extensions }) => [extensions?.code, extensions?.finding])).toEqual(
      Array.from({ length: 11 }, () => ['CONFLICT', { id: finding, status: 'RESOLVED' }]),
    );
  });
});

describe('rates', () => {
  const ratesOf = async (args: string, as?: Account) =>
    (
      await given.platform.read(
        `{ findingRates(${args}, first: 100) { nodes { partner { nameZh } county { code } sampled withFindings rate sampledAmount { yuan } inQuestion { yuan } moneyRate } } }`,
        { as },
      )
    ).findingRates.nodes;

  test('say how often, and of how much, by partner and county; of nothing sampled there is none', async () => {
    const { platform, world } = given;
    const own = await platform.done(world.auditor, 'drawSample', { title: '比率', size: 4 });
    await sent({ sample: own, amountInQuestion: '40' });
    await sent({ sample: own, amountInQuestion: '70' });
    await sent({ sample: own, row: rows[1], amountInQuestion: null, kind: 'EVIDENCE_MISSING' });
    await record({ sample: own, row: rows[2] });
    const rate = { sampled: 4, withFindings: 2, rate: '0.5', sampledAmount: { yuan: '400.00' }, inQuestion: { yuan: '100.00' }, moneyRate: '0.25' };
    expect(await ratesOf(`by: PARTNER, sample: "${own}"`, world.auditor)).toEqual([{ partner: { nameZh: '上海市' }, county: null, ...rate }]);
    expect(await ratesOf(`by: COUNTY, sample: "${own}"`, world.office)).toEqual([{ partner: null, county: { code: '533323' }, ...rate }]);
    expect(await ratesOf(`by: PARTNER, partner: "${world.guangdongId}"`, world.auditor)).toEqual([
      {
        ...{ partner: { nameZh: '广东省' }, county: null, sampled: 0, withFindings: 0, rate: null },
        ...{ sampledAmount: { yuan: '0.00' }, inQuestion: { yuan: '0.00' }, moneyRate: null },
      },
    ]);
    expect(await ratesOf(`by: COUNTY, sample: "${own}"`)).toEqual([]);
    await platform.done(world.auditor, 'publishSample', { sample: own });
    expect(await ratesOf(`by: COUNTY, sample: "${own}"`)).toEqual([{ partner: null, county: { code: '533323' }, ...rate }]);
  });
});

test('what the database shows of it by policies is what the predicates name', async () => {
  const { platform, world } = given;
  await platform.done(world.shanghai, 'answerFinding', { finding: await sent({ row: rows[3] }), body: '答' });
  await platform.done(world.auditor, 'recordVisit', { sample, visitedOn: '2020-06-01', place: '533323', visitors: '张' });
  const tables = {
    ...{ audit_sample: 'AuditSample', audit_visit: 'AuditVisit', finding: 'Finding', finding_answer: 'FindingAnswer', evidence: 'Evidence' },
  };
  const viewers = ['shanghai', 'guangdong', 'county', 'otherCounty', 'prefecture', 'village', 'office', 'auditor', 'administrator'] as const;
  for (const who of [null, ...viewers]) {
    const viewer = who === null ? PUBLIC_VIEWER : await viewerOf(platform.database.pool, { authorization: `Bearer ${world[who].token}` });
    for (const [table, type] of Object.entries(tables)) {
      const { rows: shown } = await sql`select id::text as id from ${name(table)} order by 1`.execute(askedBy(platform.database.pool, viewer));
      const wanted = await platform.rows(sql`
        select id::text as id from ${name(table)} where ${getShape(type).visibility.predicate(alias(table), viewer)} order by 1`);
      expect([who, table, shown]).toEqual([who, table, wanted]);
    }
    const { rows: entries } = await sql`select id::text as id from history_entry order by 1`.execute(askedBy(platform.database.pool, viewer));
    const wanted = await platform.rows(sql`
      select id::text as id from history_entry where ${getShape('HistoryEntry').visibility.predicate(alias('history_entry'), viewer)} order by 1`);
    expect([who, entries]).toEqual([who, wanted]);
  }
});
