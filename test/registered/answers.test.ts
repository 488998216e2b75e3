import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { PUBLIC_VIEWER } from '../../src/access/viewer.js';
import { readOperations } from '../../src/explorer/operations.js';
import { allShapes } from '../../src/reading/shape.js';
import { foldPublicChanges, PublicVersion, type PublicVersions } from '../../src/registered/public-version.js';
import { registeredOperations } from '../../src/registered/registered-operations.js';
import { alias, type Executor, sql } from '../../src/shared/sql.js';
import { serve } from '../server/serving.js';
import { confirmAndAccept } from '../support/life.js';
import { statementsOf } from '../support/statements.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, newCreditCode } from '../support/world.js';

const given = useWorld();
let app: FastifyInstance;
beforeAll(async () => {
  app = await serve(given.platform.database, given.platform.schema);
});
afterAll(() => app?.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
const search = (text: string) => `/operations/Search?variables=${encodeURIComponent(JSON.stringify({ text }))}`;
const register = (nameZh: string) =>
  given.platform.done(given.world.office, 'registerPartner', { kind: 'ENTERPRISE', nameZh, creditCode: newCreditCode() });

describe('a registered operation', () => {
  test('is answered by its name and by its hash, as it is when its text is sent', async () => {
    const { query = '' } = readOperations().find(({ name }) => name === '34-portal-whole') ?? {};
    const hash = createHash('sha256').update(query).digest('hex');
    const sent = await app.inject({ method: 'POST', url: '/graphql', payload: { query } });
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }));
    for (const url of ['/operations/Whole', `/graphql?extensions=${extensions}`]) {
      const answer = await get(url);
      expect([answer.statusCode, answer.json()]).toEqual([200, sent.json()]);
      expect(answer.headers).toMatchObject({ 'cache-control': 'public, no-cache', etag: expect.stringMatching(/^"[\w-]+"$/), vary: 'authorization' });
    }
  });

  test('that looks back is kept for its own instant, and given for no other and not for the present', async () => {
    const url = (asOf: string) => `/operations/AsOf?variables=${encodeURIComponent(JSON.stringify({ asOf }))}`;
    const known = async (asOf: string) => {
      const { now, then } = (await get(url(asOf))).json().data;
      return [now, then].map(({ impact }) => impact.counts.contributions);
    };
    const { platform, world } = given;
    const before = new Date(Date.now() - 1).toISOString();
    const [atFirst] = await known(before);
    await confirmAndAccept(platform, world.office, await platform.done(world.shanghai, 'logContribution', gift({ project: world.project })));
    // An instant is told in whole milliseconds, and what was written within this one came after it.
    await setTimeout(2);
    const between = new Date().toISOString();
    await confirmAndAccept(platform, world.office, await platform.done(world.shanghai, 'logContribution', gift({ project: world.project })));
    for (let again = 0; again < 2; again += 1) {
      expect(await known(before)).toEqual([atFirst + 2, atFirst]);
      expect(await known(between)).toEqual([atFirst + 2, atFirst + 1]);
    }
  });

  test('that nobody registered is not found, and the text of another one needs the header against foreign pages', async () => {
    expect((await get('/operations/Nothing')).statusCode).toBe(404);
    expect((await get('/operations/%E0%A4%A')).statusCode).toBeGreaterThanOrEqual(400);
    expect((await get('/graphql?query={__typename}')).statusCode).toBe(400);
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } }));
    expect((await get(`/graphql?extensions=${extensions}`)).statusCode).toBe(400);
  });

  test('that writes is refused by GET', async () => {
    const answer = await get('/operations/Submit?variables={"contribution":"1"}');
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([405, 'private, no-store']);
  });

  test('is not kept for who is signed in, and not given from what is kept for the public', async () => {
    const publicly = await get('/operations/Waiting');
    const signedIn = { authorization: `Bearer ${given.world.county.token}` };
    const answers = [
      await get('/operations/Waiting', signedIn),
      await get('/operations/Waiting', { ...signedIn, 'if-none-match': String(publicly.headers.etag) }),
    ];
    for (const answer of answers) {
      expect([answer.statusCode, answer.headers['cache-control'], answer.headers.etag]).toEqual([200, 'private, no-store', undefined]);
      expect(answer.json().data.viewer.place).not.toBeNull();
    }
    expect((await get('/operations/Waiting', { authorization: 'Bearer nonsense' })).statusCode).toBe(401);
  });

  test('with an error is answered anew each time', async () => {
    const answer = await get('/operations/Search');
    expect(answer.json().errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('an answer that was kept', () => {
  test('costs one look at the version, and nothing when the client has it', async () => {
    const first = await get('/operations/Whole');
    expect(await statementsOf(() => get('/operations/Whole'))).toHaveLength(1);
    for (const tag of [String(first.headers.etag), `W/${first.headers.etag}`, `"other", ${first.headers.etag}`, '*']) {
      const again = await get('/operations/Whole', { 'if-none-match': tag });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
    expect((await get('/operations/Whole', { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('is given no more once what it shows has changed, and has a new tag', async () => {
    const before = await get(search('标签'));
    expect(before.json().data.partners.totalCount).toBe(0);
    await register('标签公司');
    const after = await get(search('标签'), { 'if-none-match': String(before.headers.etag) });
    expect([after.statusCode, after.json().data.partners.totalCount]).toEqual([200, 1]);
    expect(after.headers.etag).not.toBe(before.headers.etag);
  });

  test('is kept apart for other variables', async () => {
    await register('甲甲公司');
    expect((await get(search('甲甲'))).json().data.partners.totalCount).toBe(1);
    expect((await get(search('乙乙'))).json().data.partners.totalCount).toBe(0);
  });

  test('is read once for many who ask at the same time', async () => {
    await register('同时公司');
    const statements = await statementsOf(async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => get(search('同时'))));
      expect(answers.map((answer) => answer.json().data.partners.totalCount)).toEqual(Array(20).fill(1));
    });
    // The two fields of the operation, and two looks at the version: the first's, and one for all who came while it ran.
    expect(statements.filter((text) => !text.includes('public_change'))).toHaveLength(2);
    expect(statements.filter((text) => text.includes('public_change'))).toHaveLength(2);
  });
});

describe('the version of what the public sees', () => {
  let before: PublicVersions;
  const now = () => new PublicVersion(given.platform.owner).now();
  const moved = async () => {
    const after = await now();
    return Object.keys(after).filter((scope) => after[scope as keyof PublicVersions] !== before[scope as keyof PublicVersions]);
  };
  const log = (input: object) => given.platform.done(given.world.shanghai, 'logContribution', gift(input));
  beforeEach(async () => {
    before = await now();
  });

  test('does not move with what the public does not see', async () => {
    const draft = await log({ project: given.world.project, draft: true });
    await given.platform.done(given.world.shanghai, 'submitContribution', { contribution: draft });
    await log({ fund: given.world.fund });
    expect(await moved()).toEqual([]);
  });

  test('moves with an acceptance, and a balance with it', async () => {
    const contribution = await log({ fund: given.world.fund });
    await confirmAndAccept(given.platform, given.world.office, contribution);
    expect((await moved()).sort()).toEqual(['CONTRIBUTION', 'FUND']);
  });

  test('moves with a correction that takes the place of an accepted row', async () => {
    const contribution = await log({ project: given.world.project });
    await confirmAndAccept(given.platform, given.world.office, contribution);
    before = await now();
    const correction = await given.platform.done(given.world.shanghai, 'correctContribution', { contribution, amount: '99', reason: '笔误' });
    await confirmAndAccept(given.platform, given.world.office, correction);
    expect(await moved()).toEqual(['CONTRIBUTION']);
  });

  test('moves when figures of the rollups are mended, and not when there is nothing to mend', async () => {
    await given.platform.rows(sql`select impact_repair()`);
    expect(await moved()).toEqual([]);
    await given.platform.rows(sql`update impact_money set net_fen = net_fen + 1`);
    await given.platform.rows(sql`select impact_repair()`);
    expect(await moved()).toEqual(['CONTRIBUTION']);
  });

  test('moves with a project, a pairing and a partner', async () => {
    await given.platform.done(given.world.shanghai, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '项目',
      sector: '31120',
      places: [{ place: COUNTY }],
    });
    expect(await moved()).toEqual(['PROJECT']);
    await register('版本公司');
    expect((await moved()).sort()).toEqual(['PROJECT', 'REFERENCE']);
  });

  test('moves when the change can be seen, and not when it is taken back', async () => {
    const { pool } = given.platform.database;
    const touchPartner = async (database: Executor) => {
      await sql`set local role none`.execute(database);
      await sql`update partner set name_en = name_en where id = (select min(id) from partner)`.execute(database);
    };
    const change = pool.transaction(async (transaction) => {
      await touchPartner(transaction);
      expect(await moved()).toEqual([]);
    });
    await change;
    expect(await moved()).toEqual(['REFERENCE']);
    before = await now();
    await expect(
      pool.transaction(async (transaction) => {
        await touchPartner(transaction);
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    expect(await moved()).toEqual([]);
  });

  test('is never older than what was acknowledged before it was asked for, however many ask at once', async () => {
    const version = new PublicVersion(given.platform.database.pool);
    let asking = true;
    const others = Array.from({ length: 4 }, async () => {
      while (asking) await version.now();
    });
    const least = BigInt(before.REFERENCE);
    for (let change = 1n; change <= 60n; change += 1n) {
      await sql`update sector set code = code where false`.execute(given.platform.owner);
      expect(BigInt((await version.now()).REFERENCE)).toBe(least + change);
    }
    asking = false;
    await Promise.all(others);
  });

  test('stays as it is when it is folded, also while others write and fold', async () => {
    const { pool } = given.platform.database;
    await Promise.all(Array.from({ length: 5 }, () => sql`update sector set code = code where false`.execute(given.platform.owner)));
    before = await now();
    await Promise.all(Array.from({ length: 5 }, () => foldPublicChanges(pool)));
    expect(await moved()).toEqual([]);
    const { rows } = await sql<{ left: number }>`select count(*)::int as left from public_change`.execute(pool);
    expect(rows).toEqual([{ left: 0 }]);

    const count = BigInt(before.REFERENCE);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 4 === 0 ? foldPublicChanges(pool) : sql`update sector set code = code where false`.execute(given.platform.owner),
      ),
    );
    expect(BigInt((await now()).REFERENCE)).toBe(count + 30n);
  });

  test('moves with every table that the public reads', async () => {
    const { rows } = await sql<{ name: string }>`
      select distinct relname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
      join pg_proc on pg_proc.oid = tgfoid where proname like 'public%changed' or proname like 'public%updated'`.execute(given.platform.owner);
    const watched = rows.map(({ name }) => name);
    // Two are views of the parts.
    const parts: Readonly<Record<string, string>> = {
      contribution_place: 'contribution_part',
      contribution_sector: 'contribution_part',
      // A version comes with a change of its period.
      reporting_period_version: 'reporting_period',
      reporting_period_figure: 'reporting_period',
    };
    // These are reached by what the public sees nothing of.
    const neverPublic = ['confirmation_line', 'webhook_delivery', 'webhook_attempt', 'report_figure', 'report_review', 'report_forecast'];
    const read = allShapes()
      .filter(({ visibility }) => visibility.predicate(alias('t'), PUBLIC_VIEWER).statement().text !== 'false')
      .map(({ from }) => from.statement().text);
    expect(read.filter((table) => !watched.includes(parts[table] ?? table) && !neverPublic.includes(table))).toEqual([]);
  });
});

test('what an operation depends on follows from the types that it selects, and an impact depends on everything', () => {
  const scopes = Object.fromEntries(registeredOperations(given.platform.schema).map(({ name, scopes: of }) => [name, of]));
  expect(scopes).toMatchObject({
    Search: ['REFERENCE'],
    Projects: ['REFERENCE', 'PROJECT', 'CONTRIBUTION'],
    Whole: ['REFERENCE', 'PROJECT', 'FUND', 'CONTRIBUTION', 'RESULT', 'EVIDENCE', 'AUDIT'],
    Counties: ['REFERENCE', 'PROJECT', 'FUND', 'CONTRIBUTION', 'RESULT', 'EVIDENCE', 'AUDIT'],
  });
});
