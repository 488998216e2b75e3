import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditResult, serverAudits } from 'graphql-http';
import { openPlatform, type Platform } from '../support/platform.js';
import { type Program, startProgram } from './program.js';

let platform: Platform;
let program: Program;
let address: string;
let token: string;

beforeAll(async () => {
  platform = await openPlatform();
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  program = startProgram({ DATABASE_URL: storage.url });
  address = `${await program.address()}/graphql`;
  ({ token } = await platform.account('AUDITOR'));
}, 120_000);

afterAll(async () => {
  program?.process.kill('SIGTERM');
  await program?.ended;
  await platform?.close();
});

const audits = serverAudits({
  url: () => address,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` } }),
});

/** What a result says, and what the server answered where it is not well. */
async function told({ status, ...result }: AuditResult): Promise<object> {
  if (!('response' in result)) return { status };
  const { response, reason } = result;
  return { status, reason, answered: response.status, body: await response.clone().text() };
}

it('GraphQL over HTTP has as many audits as were looked at', () => expect(audits).toHaveLength(61));

describe('with a token', () => {
  for (const { id, name, fn } of audits) it(`${id} ${name}`, async () => expect(await told(await fn())).toMatchObject({ status: 'ok' }));
});

describe('without a token', () => {
  const FORBIDDEN = ['5A70', 'D6D5', '6A70'];
  const asPublic = serverAudits({ url: () => address });

  for (const { id, name, fn } of asPublic) {
    const isForbidden = FORBIDDEN.includes(id);
    it(`${id} ${name}${isForbidden ? ': not done, for a foreign page could make a browser send it' : ''}`, async () =>
      expect(await told(await fn())).toMatchObject({ status: isForbidden ? 'notice' : 'ok' }));
  }
});
