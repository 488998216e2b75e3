import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { keyedWrite } from '../../src/writing/idempotency-key.js';
import { brokenRules, codeOf, dataOf, reasonOf } from '../support/answer.js';
import { newPerson } from '../support/people.js';
import type { Account } from '../support/platform.js';
import { booksOf } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, keyIn, newCreditCode, proposalWithNotice, SECTOR } from '../support/world.js';

const given = useWorld();

const log = (key: string, input: object = {}, as = given.world.shanghai) =>
  given.platform.write(as, 'logContribution', gift({ project: given.world.project, ...input }), key);

test('two hundred requests at once with one key write one row, and all get it', async () => {
  const [before] = await given.platform.rows<{ count: string }>(sql`select count(*) from contribution`);
  const answers = await Promise.all(Array.from({ length: 200 }, () => log('the-same-key')));
  expect(new Set(answers.map((answer) => dataOf(answer).logContribution.contribution.id)).size).toBe(1);
  const [after] = await given.platform.rows<{ count: string }>(sql`select count(*) from contribution`);
  expect(Number(after?.count) - Number(before?.count)).toBe(1);
  const [{ entries } = { entries: '0' }] = await given.platform.rows<{ entries: string }>(sql`
    select count(*)::text as entries from history_entry
    where subject_type = 'Contribution' and subject_id = ${keyIn(dataOf(answers[0] as never).logContribution.contribution.id)}::bigint`);
  expect(entries).toBe('1');
});

test('a key is found by its index, also by a connection that has known the table empty', async () => {
  const seen: (string | undefined)[] = [];
  const undone = given.platform.database.pool.transaction(async (database) => {
    const look = async () => {
      const { rows } = await sql<{ scans: string }>`
        select seq_scan::text as scans from pg_stat_xact_user_tables where relname = 'idempotency_key'`.execute(database);
      seen.push(rows[0]?.scans);
    };
    await sql`set local role none`.execute(database);
    await sql`truncate idempotency_key`.execute(database);
    await sql`analyze idempotency_key`.execute(database);
    await look();
    for (let time = 0; time < 10; time += 1) await sql`select from earlier_write('partner:1', ${`key-${time}`})`.execute(database);
    await look();
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(seen[0]).toMatch(/^\d+$/);
  expect(seen[1]).toBe(seen[0]);
});

test('the same key with another amount is a conflict and writes nothing', async () => {
  const key = randomUUID();
  await log(key);
  const before = await booksOf(given.platform);
  const answer = await log(key, { amount: '101' });
  expect([codeOf(answer), reasonOf(answer)]).toEqual(['CONFLICT', 'IDEMPOTENCY_KEY_REUSED']);
  expect(await booksOf(given.platform)).toEqual(before);
});

test('the same key in the hands of another action is a conflict', async () => {
  const { platform, world } = given;
  const key = randomUUID();
  await log(key);
  const answer = await platform.write(world.shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '池', openedOn: '2020-01-01' }, key);
  expect(codeOf(answer)).toBe('CONFLICT');
});

test('of two contents at once with one key, one is written and the other is a conflict', async () => {
  const key = randomUUID();
  const answers = await Promise.all(['1', '2', '1', '2', '1', '2'].map((amount) => log(key, { amount })));
  const ids = answers.flatMap(({ data, errors }) => (errors.length === 0 ? [data.logContribution.contribution.id] : []));
  expect(new Set(ids).size).toBe(1);
  expect(answers.map(codeOf).filter((code) => code === 'CONFLICT')).toHaveLength(3);
});

test('the key of one organisation is free for another', async () => {
  const { platform, world } = given;
  const key = randomUUID();
  const [fund] = [{ programme: 'EAST_WEST', nameZh: '池', openedOn: '2020-01-01' }];
  const ids = [];
  for (const as of [world.shanghai, world.guangdong, world.county])
    ids.push(dataOf(await platform.write(as, 'openFund', fund, key)).openFund.fund.id);
  expect(new Set(ids).size).toBe(3);
});

test('the key of who acts for no organisation is free for everybody else', async () => {
  const { platform, world } = given;
  const key = randomUUID();
  const project = await platform.done(world.county, 'openProjectNotice', { project: await proposalWithNotice(platform, world.shanghai) });
  const nobody = async () => {
    const person = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    await platform.rows(sql`update membership set ended_at = now() where id = (select max(id) from membership)`);
    return person;
  };
  const object = async (as: Account) =>
    dataOf(await platform.write(as, 'objectToProject', { project, body: '占用耕地' }, key)).objectToProject.objection.id;
  const [one, other] = [await nobody(), await nobody()];
  const ids = [await object(one), await object(other), await object(world.village)];
  expect(new Set(ids).size).toBe(3);
  expect([await object(one), await object(other)]).toEqual(ids.slice(0, 2));
});

test('a repeated request says what was written, also when the rules would refuse it today', async () => {
  const { platform, world } = given;
  const key = randomUUID();
  const project = await platform.done(world.shanghai, 'proposeProject', {
    programme: 'EAST_WEST',
    nameZh: '将撤回',
    sector: SECTOR,
    places: [{ place: COUNTY }],
  });
  const first = dataOf(await log(key, { project }));
  await platform.done(world.shanghai, 'updateProject', { project, version: 1, status: 'WITHDRAWN' });
  expect(dataOf(await log(key, { project }))).toEqual(first);
  expect(brokenRules(await log(randomUUID(), { project }))).toEqual(['PROJECT_CANCELLED']);
});

test('a refused request leaves its key free', async () => {
  const key = randomUUID();
  expect(brokenRules(await log(key, { amount: '0' }))).toEqual(['AMOUNT_NOT_POSITIVE']);
  dataOf(await log(key, { amount: '1' }));
});

test('the order of fields, and fields that are null, make no other content', async () => {
  const { platform, world } = given;
  const key = randomUUID();
  const first = dataOf(await log(key));
  const same = { occurredOn: '2020-05-01', note: null, amount: '100', flowClass: 'DONATION', project: world.project };
  expect(dataOf(await platform.write(world.shanghai, 'logContribution', same, key))).toEqual(first);
});

test('a default that is given, and a decimal with zeros at its end, make no other content', async () => {
  const key = randomUUID();
  const first = dataOf(await log(key, { amount: '120000' }));
  const same = { stage: 'DISBURSED', form: 'CASH', draft: false, reportedForSet: false };
  for (const amount of ['120000.00', 120000, '120000.0']) expect(dataOf(await log(key, { ...same, amount }))).toEqual(first);
});

describe('a key is 8 to 100 printable ASCII characters', () => {
  test.each(['', 'short', 'x'.repeat(101), 'with space', '钥匙钥匙钥匙钥匙', 'tab\ttab\ttab', 'newline\nnewline'])('refuses %j', async (key) => {
    const before = await booksOf(given.platform);
    const answer = await log(key);
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'IDEMPOTENCY_KEY_MALFORMED']);
    expect(answer.errors[0]?.extensions.path).toEqual(['idempotencyKey']);
    expect(await booksOf(given.platform)).toEqual(before);
  });

  test.each(['12345678', randomUUID(), '~'.repeat(100)])('takes %s', async (key) => {
    dataOf(await log(key));
  });
});

/** What needs no key, because doing it once more finds it done, or is meant to happen again. */
const WITHOUT_KEY: Readonly<Record<string, string>> = {
  signIn: 'each one is a session of its own',
  acceptInvitation: 'the code of an invitation is good once',
  saveReport: 'a version of a draft is written over once',
  testWebhook: 'each one is a message of its own',
};

/** A change of what is there already: it names the row, whose state or version it moves on once. */
const CHANGES =
  /^(end|revoke|deactivate|sign|change|withdraw|suspend|resume|publish|send|settle|agree|refuse|submit|accept|return|detach|unmerge|close|update|open|approve|disable|enable|replay)[A-Z]/;

test('every write that creates something asks for a key, which none can leave out', () => {
  const mutations = Object.values(given.platform.schema.getMutationType()?.getFields() ?? {});
  const keyed = mutations.filter(({ args }) => args.some(({ name, type }) => name === 'idempotencyKey' && String(type) === 'String!'));
  const creating = [
    'logContribution',
    'correctContribution',
    'confirmContribution',
    'proposeProject',
    'objectToProject',
    'agreePairing',
    'registerPartner',
    'openFund',
  ];
  expect(keyed.map(({ name }) => name)).toEqual(expect.arrayContaining(creating));
  const others = mutations.filter((one) => !keyed.includes(one) && WITHOUT_KEY[one.name] === undefined);
  expect(others.filter(({ name }) => !CHANGES.test(name)).map(({ name }) => name)).toEqual([]);
  const namesWhat = ({ args }: (typeof mutations)[number]) => args.some(({ type }) => String(type) === 'ID!' || /Input!$/.test(String(type)));
  expect(others.filter((one) => !namesWhat(one)).map(({ name }) => name)).toEqual(['signOut']);
});

test('a key that is at work for longer than a lock is waited for is told apart, and gives its result later', async () => {
  const { platform, world } = given;
  const key = randomUUID();
  const organisation = `partner:${keyIn(world.shanghaiId)}`;
  const first = dataOf(await log(key));
  const waited = await platform.database.pool.transaction(async (other) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${organisation} ${key}`}, 0))`.execute(other);
    return log(key);
  });
  expect([codeOf(waited), reasonOf(waited)]).toEqual(['CONFLICT', 'IDEMPOTENCY_KEY_AT_WORK']);
  expect(dataOf(await log(key))).toEqual(first);
}, 30_000);

test('every write leaves one entry in the history, with who, for whom and what', async () => {
  const { platform, world } = given;
  const id = await platform.done(world.office, 'registerPartner', { kind: 'ENTERPRISE', nameZh: '历史公司', creditCode: newCreditCode() });
  const entries = await platform.rows(sql`
    select action, acting_for, subject_type, account_id is not null as signed, change ->> 'nameZh' as name from history_entry
    where subject_type = 'Partner' and subject_id = ${keyIn(id)}::bigint`);
  expect(entries).toEqual([{ action: 'registerPartner', acting_for: 'programme_office', subject_type: 'Partner', signed: true, name: '历史公司' }]);
});

test('the fingerprint of a content is the same for ever, in whatever order it comes, and what is absent is no part of it', () => {
  const text = '{"action":"logContribution","input":{"a":[{"c":"中","d":1},{"c":"外"}],"b":"2"}}';
  const contents = [
    { action: 'logContribution', input: { a: [{ c: '中', d: 1 }, { c: '外' }], b: '2' } },
    { input: { e: null, b: '2', f: undefined, a: [{ d: 1, c: '中' }, { c: '外' }] }, action: 'logContribution' },
  ];
  const kept = createHash('sha256').update(text).digest('hex');
  for (const content of contents) expect(keyedWrite('partner:1', 'for-ever-0001', content).fingerprint.toString('hex')).toBe(kept);
  const turned = { action: 'logContribution', input: { a: [{ c: '外' }, { c: '中', d: 1 }], b: '2' } };
  expect(keyedWrite('partner:1', 'for-ever-0001', turned).fingerprint.toString('hex')).not.toBe(kept);
});
