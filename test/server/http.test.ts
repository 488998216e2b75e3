import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../../src/database.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { post, serve } from './serving.js';

let platform: Platform;
let app: FastifyInstance;

beforeAll(async () => {
  platform = await openPlatform();
  app = await serve(platform.database, platform.schema);
});

afterAll(async () => {
  await app.close();
  await platform.close();
});

describe('a request', () => {
  it('above a megabyte is refused as other errors are', async () => {
    const { status, body } = await post(app, { query: '{ __typename }', variables: { padding: 'x'.repeat(1_048_576) } }, { 'accept-language': 'en' });
    expect(status).toBe(413);
    expect(body.errors[0].extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'bodyBytes', allowed: 1_048_576 });
    expect(body.errors[0].message).toContain('bytes in the body');
  });

  it('just below a megabyte is taken', async () => {
    const padding = 'x'.repeat(1_048_576 - 100);
    expect((await post(app, { query: '{ __typename }', variables: { padding } })).status).toBe(200);
  });

  it.each(['{', '[]', '"text"'])('whose body is no GraphQL request is refused: %s', async (payload) => {
    const { status, body } = await post(app, payload);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('that a foreign page can make a browser send is refused', async () => {
    const response = await app.inject({ method: 'GET', url: '/graphql?query=%7B__typename%7D' });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].message).toContain('其他网站的页面');
  });

  it('may be a GET when it cannot come from a foreign page, and then only reads', async () => {
    const get = (query: string) =>
      app.inject({ method: 'GET', url: `/graphql?query=${encodeURIComponent(query)}`, headers: { 'apollo-require-preflight': 'true' } });
    expect((await get('{ __typename }')).json()).toMatchObject({ data: { __typename: 'Query' } });
    expect((await get('mutation { approveProject(project: "1") { project { id } } }')).statusCode).toBe(405);
  });

  it('to an unknown address is answered as other errors are', async () => {
    const response = await app.inject({ method: 'GET', url: '/nothing', headers: { 'accept-language': 'en' } });
    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('health', () => {
  it('is live and ready', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'ok' });
    expect((await app.inject('/health/ready')).json()).toEqual({ status: 'ok' });
  });

  it('is live and not ready where the database does not answer', async () => {
    const pool = { ...platform.database.pool, send: () => Promise.reject(new Error('gone')) };
    const gone: Database = { ...platform.database, pool };
    const cut = await serve(gone, platform.schema);
    expect((await cut.inject('/health/live')).statusCode).toBe(200);
    expect((await cut.inject('/health/ready')).statusCode).toBe(503);
    await cut.close();
  });
});
