import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { statementsOf } from '../support/statements.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY } from '../support/world.js';
import { failingSchema, logOf, serve } from './serving.js';

const given = useWorld();
let app: FastifyInstance;
beforeAll(async () => {
  app = await serve(given.platform.database, given.platform.schema, { LOG_LEVEL: 'info', LIMIT_COST: '500' });
});
afterAll(() => app?.close());

type Headers = Record<string, string>;

/** The answer, without what is each request's own. */
async function told(body: object, headers: Headers = {}, server = app): Promise<object> {
  const answer = await server.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json', ...headers }, payload: body });
  const { date: _date, ...said } = answer.headers;
  return { status: answer.statusCode, headers: said, body: answer.body.replace(/"errorId":"[^"]+"/g, '"errorId":"…"') };
}

/** The log lines of a request, without times and ids. */
async function logged(body: object, headers: Headers = {}): Promise<object[]> {
  const lines = await logOf(async () => void (await told(body, headers)));
  return lines.map(({ msg, operation, operationName, role, errorCodes, level }) => ({ msg, operation, operationName, role, errorCodes, level }));
}

describe('an operation that comes again is answered as it was the first time', () => {
  const as = (account: { token: string }): Headers => ({ authorization: `Bearer ${account.token}` });

  test.each<[string, (world: typeof given.world) => [object, Headers?]]>([
    ['a row', () => [{ query: `{ place(code: "${COUNTY}") { id nameZh county { nameZh } } }` }]],
    [
      'with variables and its name',
      () => [{ query: 'query A($n: Int) { places(first: $n) { nodes { code } } }', variables: { n: 3 }, operationName: 'A' }],
    ],
    [
      'with variables that are null',
      () => [{ query: 'query A($n: Int = 2) { places(first: $n) { nodes { code } } }', variables: null, operationName: null }],
    ],
    ['by who is signed in', (world) => [{ query: '{ viewer { role accountName partner { nameZh } } }' }, as(world.shanghai)]],
    ['by a token that is none', () => [{ query: '{ viewer { role } }' }, { authorization: 'Bearer nothing' }]],
    ['in English', () => [{ query: '{ partner { nameZh } }' }, { 'accept-language': 'en' }]],
    ['with a refusal beside an answer', () => [{ query: '{ partner { nameZh } places(first: 1) { nodes { code } } }' }]],
    ['with a variable that is wrong', () => [{ query: 'query ($n: Int) { places(first: $n) { totalCount } }', variables: { n: 'many' } }]],
    ['at too high a cost', () => [{ query: '{ places(first: 100) { nodes { children(first: 100) { nodes { code } } } } }' }]],
    ['with another name than its own', () => [{ query: 'query A { viewer { role } }', operationName: 'B' }]],
    ['for another kind of answer', () => [{ query: '{ viewer { role } }' }, { accept: 'application/graphql-response+json' }]],
    ['for an answer that nobody gives', () => [{ query: '{ viewer { role } }' }, { accept: 'text/html' }]],
    ['as what a page can send without asking', () => [{ query: '{ viewer { role } }' }, { 'content-type': 'text/plain' }]],
    ['with an impact from the ledger', () => [{ query: '{ impact { breakdown(by: [YEAR, SECTOR], first: 1) { nodes { year } } } }' }]],
    [
      'a write that is forbidden',
      (world) => [{ query: `mutation { approveProject(project: "${world.project}") { project { id } } }` }, as(world.shanghai)],
    ],
  ])('%s', async (_, asking) => {
    const [body, headers] = asking(given.world);
    const first = await told(body, headers);
    for (let time = 0; time < 3; time += 1) expect(await told(body, headers)).toEqual(first);
    const log = await logged(body, headers);
    const named = { ...body, query: `# another text\n${(body as { query: string }).query}` };
    expect(log).toEqual(await logged(named, headers));
  });

  test('a write is written once each time it is sent, and a key that is sent again writes nothing', async () => {
    const query = `mutation ($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id } } }`;
    const input = { flowClass: 'DONATION', amount: '5', occurredOn: '2020-05-01', project: given.world.project };
    const written = async (key: string) => (await told({ query, variables: { key, input } }, as(given.world.shanghai))) as { body: string };
    const ids = [await written('known-000001'), await written('known-000002'), await written('known-000002')].map(
      ({ body }) => /"id":"([^"]+)"/.exec(body)?.[1],
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids[1]).toBe(ids[2]);
  });

  test('by another name than its own, once it is known', async () => {
    const query = 'query Known { viewer { role } }';
    await told({ query });
    const [again, anew] = [await told({ query, operationName: 'B' }), await told({ query: `${query} `, operationName: 'B' })];
    expect(again).toEqual(anew);
    expect(again).toMatchObject({ body: expect.stringContaining('OPERATION_RESOLUTION_FAILURE') });
  });

  test('a write by another name than its own is not run, known or not', async () => {
    const query =
      'mutation Write($key: String!, $input: LogContributionInput!) { logContribution(idempotencyKey: $key, input: $input) { contribution { id } } }';
    const input = { flowClass: 'DONATION', amount: '5', occurredOn: '2020-05-01', project: given.world.project };
    const send = (operationName: string, key: string) => told({ query, operationName, variables: { key, input } }, as(given.world.shanghai));
    const written = async () =>
      (await given.platform.read('{ contributions { totalCount } }', { as: given.world.shanghai })).contributions.totalCount;
    const before = await written();
    expect(await send('Other', 'other-0001')).toMatchObject({ body: expect.stringContaining('OPERATION_RESOLUTION_FAILURE') });
    await send('Write', 'other-0002');
    expect(await send('Other', 'other-0003')).toMatchObject({ body: expect.stringContaining('OPERATION_RESOLUTION_FAILURE') });
    expect(await written()).toBe(before + 1);
  });

  test('what has an error in it is run once', async () => {
    const query = '{ partner { nameZh } places(first: 1) { nodes { code } } }';
    for (let time = 0; time < 3; time += 1) expect(await statementsOf(() => told({ query }))).toHaveLength(1);
  });

  test('errors that are not for clients, masked each time', async () => {
    const failing = await serve(given.platform.database, failingSchema());
    for (const query of ['{ crash }', '{ never }', '{ broken refused }', '{ foreign crash }']) {
      const first = await told({ query }, {}, failing);
      for (let time = 0; time < 3; time += 1) expect(await told({ query }, {}, failing)).toEqual(first);
      expect(JSON.stringify(first)).not.toContain('/srv/app');
    }
    await failing.close();
  });
});
