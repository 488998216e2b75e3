import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { PARTS } from '../../src/explorer/page.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { serve } from './serving.js';

const ELSEWHERE = 'https://elsewhere.example';

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

describe('a page of another site', () => {
  const ROUTES = [
    ['POST', '/graphql'],
    ['GET', '/operations/34-portal-whole'],
    ['POST', '/evidence'],
    ['GET', '/evidence/1'],
    ['GET', '/explorer'],
    ['GET', PARTS.start],
    ['GET', '/health/ready'],
    ['GET', '/nothing'],
  ] as const;

  it.each(ROUTES)('is let do nothing at %s %s', async (method, url) => {
    const asked = { origin: ELSEWHERE, 'access-control-request-method': method, 'access-control-request-headers': 'authorization, content-type' };
    const json = { 'content-type': 'application/json' };
    for (const response of [
      await app.inject({ method: 'OPTIONS', url, headers: asked }),
      await app.inject({
        method,
        url,
        headers: { origin: ELSEWHERE, ...(method === 'POST' && json) },
        ...(method === 'POST' && { payload: '{"query":"{ __typename }"}' }),
      }),
    ]) {
      expect(response.statusCode).toBeLessThan(500);
      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(response.headers['set-cookie']).toBeUndefined();
    }
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'has no operation run by a form of %s, which browsers send without asking',
    async (type) => {
      const payload = '{"query":"{ __typename }"}';
      const response = await app.inject({ method: 'POST', url: '/graphql', headers: { origin: ELSEWHERE, 'content-type': type }, payload });
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.json().data).toBeUndefined();
    },
  );
});

describe('the explorer', () => {
  const parts = Object.values(PARTS).flatMap((part) => (typeof part === 'string' ? [part] : Object.values(part)));

  it.each(['/explorer', ...parts])('lets a browser load nothing from another host, run nothing but files, and frame it nowhere: %s', async (url) => {
    const { headers } = await app.inject(url);
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'worker-src': "'self'",
      'connect-src': "'self'",
      // The editor writes style elements while it runs, and styles reach no other host either.
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self' data:",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect([headers['x-content-type-options'], headers['referrer-policy']]).toEqual(['nosniff', 'no-referrer']);
  });

  it('has no script in its page', async () => {
    const { body } = await app.inject('/explorer');
    const scripts = [...body.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].filter(([, , text]) => text !== '');
    expect(scripts.map(([, attributes]) => attributes)).toEqual([' type="application/json" id="settings"']);
    expect(body).not.toMatch(/\son\w+=|javascript:/i);
  });
});
