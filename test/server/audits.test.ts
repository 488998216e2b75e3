import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditResult, serverAudits } from 'graphql-http';
import { openPlatform, type Platform } from '../support/platform.js';
import { type Program, startProgram } from './program.js';

let platform: Platform;
const running: Program[] = [];
let address: string;
let openAddress: string;
let token: string;

beforeAll(async () => {
  platform = await openPlatform();
  address = await started();
  openAddress = await started({ XIESHOU_INTROSPECTION: 'everybody' });
  ({ token } = await platform.account('AUDITOR'));
}, 120_000);

afterAll(async () => {
  for (const program of running) {
    program.process.kill('SIGTERM');
    await program.ended;
  }
  await platform?.close();
});

async function started(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  const program = startProgram({ DATABASE_URL: storage.url, XIESHOU_PROCESSES: '1', ...environment });
  running.push(program);
  return `${await program.address()}/graphql`;
}

/** What a result says, and what the server answered where it is not well. */
async function told({ status, ...result }: AuditResult): Promise<object> {
  if (!('response' in result)) return { status };
  const { response, reason } = result;
  return { status, reason, answered: response.status, body: await response.clone().text() };
}

const audits = serverAudits({
  url: () => address,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` } }),
});

it('GraphQL over HTTP has as many audits as were looked at', () => expect(audits).toHaveLength(61));

describe('with a token', () => {
  for (const { id, name, fn } of audits) it(`${id} ${name}`, async () => expect(await told(await fn())).toMatchObject({ status: 'ok' }));
});

describe('without a token, where the schema is for everybody', () => {
  const FORBIDDEN = ['5A70', 'D6D5', '6A70'];

  for (const { id, name, fn } of serverAudits({ url: () => openAddress })) {
    const isForbidden = FORBIDDEN.includes(id);
    it(`${id} ${name}${isForbidden ? ': not done, for a foreign page could make a browser send it' : ''}`, async () =>
      expect(await told(await fn())).toMatchObject({ status: isForbidden ? 'notice' : 'ok' }));
  }
});
