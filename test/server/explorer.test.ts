import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { parse, validate } from 'graphql';
import { readConfig } from '../../src/config.js';
import { readOperations } from '../../src/explorer/operations.js';
import { costOf } from '../../src/limits/cost.calculation.js';
import { DocumentGate } from '../../src/limits/document-gate.js';
import { buildApiSchema } from '../../src/schema.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { serve } from './serving.js';

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

describe('the explorer', () => {
  it('is where / leads', async () => {
    const response = await app.inject('/');
    expect([response.statusCode, response.headers.location]).toEqual([302, '/explorer']);
  });

  it('loads all its parts from the platform itself', async () => {
    const { body, headers } = await app.inject('/explorer');
    const parts = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => String(address));
    const { workers } = JSON.parse(/id="settings">(.+?)<\/script>/.exec(body)?.[1] ?? '{}') as { workers: Record<string, string> };
    const all = [...parts, ...Object.values(workers)];
    expect(all.length).toBe(8);
    for (const address of all) {
      expect(address).toMatch(/^\/explorer\//);
      const part = await app.inject(address);
      expect([address, part.statusCode]).toEqual([address, 200]);
      expect(part.body.length).toBeGreaterThan(100);
    }
    expect(body.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/(src|href|url)\s*[=(]\s*["']?(https?:)?\/\//);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  });

  it('has styles that reach for no other host', async () => {
    const { body } = await app.inject('/explorer/graphiql.css');
    const addresses = [...body.matchAll(/url\(\s*['"]?([^'")]{1,60})/g)].map(([, address]) => String(address));
    expect(addresses.filter((address) => !/^(data:|#)/.test(address))).toEqual([]);
    expect(body).not.toMatch(/@import/);
  });

  it('offers every saved operation by its titles in both languages', async () => {
    const { body } = await app.inject('/explorer');
    for (const { name, title } of readOperations()) expect(body).toContain(`<option value="${name}">${title.zh} · ${title.en}</option>`);
  });
});

describe('saved operations', () => {
  const operations = readOperations();
  const schema = buildApiSchema();
  const { limits } = readConfig({});

  it('are a dozen or more', () => expect(operations.length).toBeGreaterThanOrEqual(12));

  it.each(operations)('$name fits the schema and the limits', ({ query, variables }) => {
    const document = parse(query, { maxTokens: limits.tokens });
    expect(validate(schema, document)).toEqual([]);
    expect(new DocumentGate(schema, limits).refusals(query)).toEqual([]);
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('Expected one operation');
    expect(operation.name).toBeDefined();
    expect(costOf(schema, { document, operation, variables: variables === '' ? {} : JSON.parse(variables) })).toBeLessThanOrEqual(limits.cost);
  });

  it.each(operations.filter(({ query }) => /^query/m.test(query)))('$name answers the public', async ({ query, variables }) => {
    const { errors } = await platform.ask(query, { variables: variables === '' ? {} : JSON.parse(variables) });
    expect(errors).toEqual([]);
  });
});
