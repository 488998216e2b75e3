import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { failingSchema, logOf, post, type Reply, serve } from './serving.js';

let platform: Platform;
let app: FastifyInstance;

beforeAll(async () => {
  platform = await openPlatform();
  app = await serve(platform.database, failingSchema());
});

afterAll(async () => {
  await app.close();
  await platform.close();
});

describe('an error that nobody foresaw', () => {
  it.each(['crash', 'foreign', 'never'])('is masked with an id: %s', async (field) => {
    const { status, body, text } = await post(app, { query: `{ ${field} }` }, { 'accept-language': 'en' });
    expect(status).toBe(200);
    expect(body.errors[0].message).toBe('Something went wrong on the server. Please give the errorId to the administrator; the log has the details.');
    expect(body.errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(text).not.toMatch(/select|secret|\/srv|node_modules|stack/);
  });
});

describe('the errorId of a masked error stands in the log beside the error itself:', () => {
  let logging: FastifyInstance;
  beforeAll(async () => {
    logging = await serve(platform.database, failingSchema(), { LOG_LEVEL: 'error' });
    logging.get('/crash', () => {
      throw new Error('a secret of the server');
    });
  });
  afterAll(() => logging.close());

  /** Asks for what goes wrong, and gives the one line that the log has about it. */
  async function lineAbout(ask: () => Promise<Reply>): Promise<unknown> {
    let errorId: unknown;
    const lines = await logOf(async () => {
      const { body } = await ask();
      errorId = body.errors[0].extensions.errorId;
    });
    expect(errorId).toMatch(/^[\da-f-]{36}$/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ msg: 'masked error', errorId, requestId: errorId });
    return lines[0];
  }

  it.each([
    ['crash', 'select secret from account where password = 1 at /srv/app/node_modules/pg/lib/client.js'],
    ['foreign', 'a library says /srv/app/secret'],
    ['never', 'Cannot return null for non-nullable field Query.never.'],
  ])('of a field: %s', async (field, message) => {
    const line = await lineAbout(() => post(logging, { query: `{ ${field} }` }));
    expect(line).toMatchObject({ path: [field], err: { message, stack: expect.stringContaining(message) } });
  });

  it('of finding out who asks', async () => {
    const { owner } = platform;
    await sql`alter table access_token rename to lost_token`.execute(owner);
    const asking = lineAbout(() => post(logging, { query: '{ refused }' }, { authorization: `Bearer xs_${'a'.repeat(43)}` }));
    const line = await asking.finally(() => sql`alter table lost_token rename to access_token`.execute(owner));
    expect(line).toMatchObject({ err: { message: expect.stringContaining('relation "access_token" does not exist'), stack: expect.any(String) } });
  });

  it('of the server before GraphQL', async () => {
    const line = await lineAbout(async () => {
      const response = await logging.inject('/crash');
      expect(response.body).not.toContain('secret');
      return { status: response.statusCode, body: response.json(), text: response.body };
    });
    expect(line).toMatchObject({ err: { message: 'a secret of the server', stack: expect.stringContaining('errors.test') } });
  });
});

test.each([
  ['full', 'The server has no room for files at present; please try again later.'],
  ['gone', 'The database is not available; please try again shortly.'],
])('what passes is said to pass, wherever in the program it came up: %s', async (field, message) => {
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: { 'accept-language': 'en' }, payload: { query: `{ ${field} }` } });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
  expect(answer.json().errors[0]).toMatchObject({ message, extensions: { code: 'SERVICE_UNAVAILABLE' } });
  expect(answer.body).not.toMatch(/ENOSPC|\/srv|administrator/);
});

describe('an error of ours', () => {
  it('speaks Chinese unless English is preferred', async () => {
    expect((await post(app, { query: '{ refused }' })).body.errors[0]).toMatchObject({
      message: '没有找到',
      path: ['refused'],
      extensions: { code: 'NOT_FOUND' },
    });
    expect((await post(app, { query: '{ refused }' }, { 'accept-language': 'en-GB,en' })).body.errors[0].message).toBe('not found');
  });

  it("says each broken rule in the client's language, with both sentences beside it", async () => {
    const { body } = await post(app, { query: '{ broken }' }, { 'accept-language': 'en' });
    expect(body.errors[0].extensions).toEqual({
      code: 'RULE_BROKEN',
      rules: [{ code: 'AMOUNT', path: ['amount'], message: 'The amount is wrong.', messages: { zh: '金额不对', en: 'The amount is wrong.' } }],
    });
  });
});

describe("an error of GraphQL's own", () => {
  it.each([
    ['{ places', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query A { never } query B { never }', 'OPERATION_RESOLUTION_FAILURE'],
    ['query ($first: Int) { people(first: $first) { nodes { name } } }', 'BAD_USER_INPUT'],
  ])('passes with its code, and a status to those alone who read it: %s', async (query, code) => {
    const sent = { query, variables: { first: 'many' } };
    for (const [accept, expected] of [
      ['application/json', 200],
      ['application/graphql-response+json', 400],
    ] as const) {
      const { status, body } = await post(app, sent, { accept });
      expect([status, body.errors[0].extensions.code, 'data' in body]).toEqual([expected, code, false]);
    }
  });
});

describe('a token', () => {
  it('that is not good is refused before anything runs', async () => {
    const { status, body } = await post(app, { query: '{ crash }' }, { authorization: `Bearer xs_${'a'.repeat(43)}`, 'accept-language': 'en' });
    expect(status).toBe(401);
    expect(body.errors).toEqual([{ message: 'The token is not valid or has expired; get a new one.', extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(body.data).toBeUndefined();
  });

  it('of no known form is refused in the same way', async () => {
    expect((await post(app, { query: '{ refused }' }, { authorization: 'Basic eDp5' })).status).toBe(401);
  });

  it('that has expired is refused', async () => {
    const account = await platform.account('AUDITOR');
    const headers = { authorization: `Bearer ${account.token}` };
    expect((await post(app, { query: '{ __typename }' }, headers)).status).toBe(200);
    await platform.rows(sql`update access_token set issued_at = now() - interval '2 days', expires_at = now() - interval '1 day'`);
    expect((await post(app, { query: '{ __typename }' }, headers)).status).toBe(401);
  });
});
