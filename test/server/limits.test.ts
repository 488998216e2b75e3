import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { getIntrospectionQuery } from 'graphql';
import { openPlatform, type Platform } from '../support/platform.js';
import { post, serve } from './serving.js';

let platform: Platform;
let app: FastifyInstance;

beforeAll(async () => {
  platform = await openPlatform();
  app = await serve(platform.database, platform.schema, {
    LIMIT_DEPTH: '8',
    LIMIT_ALIASES: '5',
    LIMIT_ROOT_FIELDS: '6',
    LIMIT_COST: '5000',
    LIMIT_TOKENS: '700',
  });
});

afterAll(async () => {
  await app.close();
  await platform.close();
});

function nested(levels: number): string {
  return `{ places { nodes ${'{ parent '.repeat(levels - 3)}{ id }${' }'.repeat(levels - 3)} } }`;
}

async function limitOf(query: string, variables: object = {}): Promise<unknown> {
  const { status, body } = await post(app, { query, variables });
  const { code, limit, allowed, actual } = body.errors?.[0]?.extensions ?? {};
  return code === undefined ? status : { status, code, limit, allowed, actual };
}

const refused = (limit: string, allowed: number, actual: number | null) => ({ status: 400, code: 'LIMIT_EXCEEDED', limit, allowed, actual });

describe('depth', () => {
  it('takes the deepest that is allowed', async () => expect(await limitOf(nested(8))).toBe(200));

  it('refuses one level more', async () => expect(await limitOf(nested(9))).toEqual(refused('depth', 8, 9)));

  it('runs nothing of what it refuses, so that it is refused the next time as well', async () => {
    for (let time = 0; time < 4; time += 1) expect(await limitOf(nested(10))).toEqual(refused('depth', 8, 10));
  });

  it.each([
    ['a byte that is no text', '%23%FF'],
    ['a part that is for the browser alone', '#'],
    ['its name once more', '&query=%7B__typename%7D'],
  ])('is not walked round by an address with %s', async (_what, trick) => {
    const query = encodeURIComponent(nested(9));
    const url = trick === '#' ? `/graphql#?query=${query}` : `/graphql?query=${query}${trick}`;
    const { statusCode, body } = await app.inject({ method: 'GET', url, headers: { 'apollo-require-preflight': 'true' } });
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('"data"');
  });

  it('counts what fragments hold', async () => {
    const query =
      '{ places { nodes { ...a } } } fragment a on Place { parent { ...b } } fragment b on Place { parent { parent { parent { parent { parent { id } } } } } }';
    expect(await limitOf(query)).toEqual(refused('depth', 8, 9));
  });

  it('survives a fragment within itself', async () => {
    const { body } = await post(app, { query: '{ places { nodes { ...a } } } fragment a on Place { parent { ...a } }' });
    expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('cost', () => {
  it('multiplies the sizes of nested pages', async () => {
    const query = (inner: number) => `{ places(first: 100) { nodes { code pairings(first: ${inner}) { nodes { id } } } } }`;
    expect(await limitOf(query(10))).toBe(200);
    expect(await limitOf(query(100))).toMatchObject({ status: 400, code: 'LIMIT_EXCEEDED', limit: 'cost' });
  });

  it('reads the sizes from the variables of this request, also when the document is known', async () => {
    const query = 'query ($first: Int = 1) { places(first: 100) { nodes { pairings(first: $first) { nodes { id } } } } }';
    expect(await limitOf(query)).toBe(200);
    expect(await limitOf(query, { first: 100 })).toMatchObject({ limit: 'cost' });
    expect(await limitOf(query, { first: 2 })).toBe(200);
  });

  it('folds fragments that spread each other without walking them out', async () => {
    const levels = Array.from({ length: 30 }, (_, n) => `fragment f${n} on Place { ...f${n + 1} ...f${n + 1} }`).join(' ');
    const started = Date.now();
    expect(await limitOf(`{ places(first: 1) { nodes { ...f0 } } } ${levels} fragment f30 on Place { parent { id } }`)).toMatchObject({
      limit: 'cost',
    });
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

it('refuses too many aliases', async () => {
  const query = (count: number) => `{ places(first: 1) { nodes { ${Array.from({ length: count }, (_, n) => `a${n}: code`).join(' ')} } } }`;
  expect(await limitOf(query(5))).toBe(200);
  expect(await limitOf(query(6))).toEqual(refused('aliases', 5, 6));
});

it('refuses too many fields at the root', async () => {
  const fields =
    'viewer { role } programmes { code } sectors { code } publishedFigures { code } places(first: 1) { totalCount } partners(first: 1) { totalCount }';
  expect(await limitOf(`{ ${fields} }`)).toBe(200);
  expect(await limitOf(`{ ${fields} projects(first: 1) { totalCount } }`)).toEqual(refused('rootFields', 6, 7));
});

it('refuses too many tokens', async () => {
  expect(await limitOf(`{ viewer { ${'role '.repeat(800)} } }`)).toEqual(refused('tokens', 700, null));
});

it('names the limit and what came, in the language of the client', async () => {
  const { body } = await post(app, { query: nested(9) }, { 'accept-language': 'en' });
  expect(body.errors[0].message).toBe(
    'The request goes beyond a limit: levels of nested fields, at most 8, got 9. Please split it into several requests.',
  );
  const chinese = await post(app, { query: nested(9) });
  expect(chinese.body.errors[0].message).toBe('请求超出限制：字段嵌套层数最多 8，收到 9。请拆成几次请求。');
  expect(chinese.text).not.toContain('messages');
});

describe('the budget of a minute', () => {
  const PLACES = '{ places(first: 40) { nodes { code } } }';
  const asked = (server: FastifyInstance, headers: Record<string, string> = {}, payload = PLACES) =>
    server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
      payload: { query: payload },
    });

  it('is what all operations of a caller may cost, whether they are known or not, and the answer says when there is more', async () => {
    const server = await serve(platform.database, platform.schema, {
      LIMIT_COST: '100',
      LIMIT_COST_PER_MINUTE_PUBLIC: '100',
      LIMIT_COST_PER_MINUTE_ACCOUNT: '200',
    });
    expect([(await asked(server)).statusCode, (await asked(server)).statusCode]).toEqual([200, 200]);
    for (const payload of [PLACES, `${PLACES} `]) {
      const answer = await asked(server, {}, payload);
      const { statusCode, headers } = answer;
      const [{ message, extensions }] = answer.json().errors;
      expect([statusCode, extensions.code, extensions.limit, extensions.allowed, extensions.actual]).toEqual([
        429,
        'LIMIT_EXCEEDED',
        'costPerMinute',
        100,
        40,
      ]);
      expect(extensions.left).toBeLessThan(40);
      expect(headers['retry-after']).toBe(String(extensions.retryAfterSeconds));
      expect(message).toMatch(/^Too much was asked within a minute: of 100 rows that may be read, \d+ are left, and this takes 40\./);
    }
    const { token } = await platform.account('AUDITOR');
    const authorization = `Bearer ${token}`;
    const signedIn = [];
    for (let time = 0; time < 6; time += 1) signedIn.push((await asked(server, { authorization })).statusCode);
    expect(signedIn).toEqual([200, 200, 200, 200, 200, 429]);
    await server.close();
  });

  it('counts each field of a request, so that aliases guess no more than requests do', async () => {
    const server = await serve(platform.database, platform.schema, { LIMIT_COST: '100', LIMIT_COST_PER_MINUTE_PUBLIC: '100' });
    const guesses = `{ ${Array.from({ length: 15 }, (_, n) => `a${n}: partner(creditCode: "${n}") { id }`).join(' ')} }`;
    const statuses = [];
    for (let time = 0; time < 8; time += 1) statuses.push((await asked(server, {}, guesses)).statusCode);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    await server.close();
  });
});

describe('introspection', () => {
  it('passes the limits whole', async () => {
    const open = await serve(platform.database, platform.schema, { XIESHOU_INTROSPECTION: 'everybody', LIMIT_TOKENS: '700' });
    const { status, body } = await post(open, { query: getIntrospectionQuery() });
    expect(status).toBe(200);
    expect(body.data.__schema.types.length).toBeGreaterThan(50);
    await open.close();
  });

  it('is for whoever is signed in on a server, also once the question is known', async () => {
    const server = await serve(platform.database, platform.schema, { DATABASE_URL: 'postgres://clerk@localhost/ledger' });
    const { token } = await platform.account('AUDITOR');
    const query = '{ ... on Query { __type(name: "Place") { name } } }';
    const asked = (headers = {}) => post(server, { query }, headers);
    for (let time = 0; time < 3; time += 1) {
      expect((await asked({ authorization: `Bearer ${token}` })).body).toMatchObject({ data: { __type: { name: 'Place' } } });
      const { status, body } = await asked();
      expect([status, body.errors[0].extensions.code, body.data]).toEqual([401, 'UNAUTHENTICATED', undefined]);
    }
    expect((await post(server, { query: '{ plces { totalCount } }' })).text).not.toContain('places');
    await server.close();
  });

  it('can be switched off, and then errors spell out no names', async () => {
    const closed = await serve(platform.database, platform.schema, { XIESHOU_INTROSPECTION: 'nobody' });
    expect((await post(closed, { query: '{ __schema { types { name } } }' })).body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await post(closed, { query: '{ plces { totalCount } }' })).text).not.toContain('places');
    expect((await post(closed, { query: '{ __typename }' })).body).toMatchObject({ data: { __typename: 'Query' } });
    await closed.close();
  });
});
