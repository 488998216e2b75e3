import { afterEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { sql } from '../../src/shared/sql.js';
import { serve } from '../server/serving.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();
let app: FastifyInstance | undefined;
afterEach(() => app?.close());

/** Where a try to sign in that says it was forwarded is counted, with these proxies trusted. */
async function countedAt(trusted: string): Promise<string[]> {
  const { platform } = given;
  app = await serve(platform.database, platform.schema, { TRUSTED_PROXIES: trusted });
  await app.inject({
    method: 'POST',
    url: '/graphql',
    remoteAddress: '10.1.2.3',
    headers: { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' },
    payload: { query: 'mutation { signIn(input: { signInName: "nobody", password: "wrong wrong wrong" }) { token } }' },
  });
  const rows = await platform.rows<{ address: string }>(sql`delete from sign_in_attempt returning address`);
  return rows.map(({ address }) => address);
}

test('a try to sign in is counted where it comes from, whatever it says of itself', async () => {
  expect(await countedAt('')).toEqual(['10.1.2.3']);
});

test('a proxy that is trusted says where it comes from, and one before it that is not does not', async () => {
  expect(await countedAt('10.0.0.0/8')).toEqual(['198.51.100.7']);
});
