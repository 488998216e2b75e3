import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { encodeId } from '../../src/shared/id.js';
import { subscribe } from '../event/subscribing.js';
import { serve } from '../server/serving.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();
const open: FastifyInstance[] = [];
afterAll(() => Promise.all(open.map((app) => app.close())));

const MOST = 10;
const guesses = Array.from({ length: MOST }, (_, nth) => nth);
const guessed = (type: string, nth: number) => encodeId(type, String(900_000_000 + nth));

type Way = (app: FastifyInstance) => Promise<unknown>;

const post = (app: FastifyInstance, query: string, variables = {}) =>
  app.inject({ method: 'POST', url: '/graphql', headers: headers(), payload: { query, variables } });
const headers = () => ({ authorization: `Bearer ${given.world.county.token}` });

const SUBSCRIPTION = 'subscription ($id: ID!) { changed(id: $id) { position } }';

const WAYS: Record<string, Way> = {
  'aliases of one field': (app) => post(app, `{ ${guesses.map((nth) => `a${nth}: place(code: "9${nth}0000") { id }`).join(' ')} }`),
  'a list of ids': (app) =>
    post(app, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: guesses.map((nth) => guessed('Contribution', nth)) }),
  mutations: (app) =>
    Promise.all(
      guesses.map((nth) =>
        post(app, 'mutation ($id: ID!) { returnContribution(contribution: $id, reason: "x") { contribution { id } } }', {
          id: guessed('Contribution', nth),
        }),
      ),
    ),
  'one mutation of many rows, whatever of their outcomes is asked for': (app) =>
    post(
      app,
      'mutation ($input: [ConfirmContributionInput!]!, $key: String!) { confirmContributions(input: $input, idempotencyKey: $key) { __typename } }',
      {
        input: guesses.map((nth) => ({ contribution: guessed('Contribution', nth), amount: '1', confirmedOn: '2020-05-02' })),
        key: randomUUID(),
      },
    ),
  subscriptions: async (app) => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    for (const nth of guesses) {
      const one = subscribe(address, SUBSCRIPTION, { token: given.world.county.token, variables: { id: guessed('Contribution', nth) } });
      expect((await one.ended).errors?.[0].extensions.code).toBe('NOT_FOUND');
      await one.close();
    }
  },
  'downloads of evidence': (app) =>
    Promise.all(guesses.map((nth) => app.inject({ url: `/evidence/${guessed('EvidenceFile', nth)}`, headers: headers() }))),
};

describe('whoever guesses is held up for a while', () => {
  test.each(Object.entries(WAYS))('by %s', async (_way, guess) => {
    const app = await serve(given.platform.database, given.platform.schema, { LIMIT_MISSES_PER_MINUTE: String(MOST) });
    open.push(app);
    const held = async () => [
      (await post(app, '{ viewer { role } }')).statusCode,
      (await app.inject({ url: `/evidence/${guessed('EvidenceFile', 0)}`, headers: headers() })).statusCode,
    ];
    await guess(app);
    const download = await app.inject({ url: `/evidence/${guessed('EvidenceFile', 0)}`, headers: headers() });
    expect([download.statusCode, download.json().errors[0].extensions.limit, Number(download.headers['retry-after']) > 0]).toEqual([
      429,
      'missesPerMinute',
      true,
    ]);
    expect(await held()).toEqual([429, 429]);
    // Others go on.
    const other = await app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ place(code: "53") { code } }' } });
    expect(other.json().data.place.code).toBe('53');
  });

  test('also by requests at once, of which not all are let in', async () => {
    const app = await serve(given.platform.database, given.platform.schema, { LIMIT_MISSES_PER_MINUTE: String(MOST) });
    open.push(app);
    const aliases = guesses.map((nth) => `a${nth}: place(code: "9${nth}0000") { id }`).join(' ');
    const asked = await Promise.all(Array.from({ length: 40 }, () => post(app, `{ ${aliases} }`)));
    const answered = asked.filter(({ statusCode }) => statusCode === 200).length;
    expect(answered).toBeGreaterThan(0);
    expect(answered * MOST).toBeLessThanOrEqual(2 * MOST + 1);
    expect(asked.filter(({ statusCode }) => statusCode === 429)).toHaveLength(40 - answered);
    // Nobody owes more than a minute's.
    expect(asked.at(-1)?.json().errors[0].extensions.retryAfterSeconds).toBeLessThanOrEqual(67);
  });

  test('and nobody who finds what is asked for', async () => {
    const app = await serve(given.platform.database, given.platform.schema, { LIMIT_MISSES_PER_MINUTE: String(MOST) });
    open.push(app);
    for (const _ of [...guesses, ...guesses]) expect((await post(app, '{ place(code: "53") { code } }')).statusCode).toBe(200);
  });
});

test('a file is paid for by its size, and who has nothing left neither fetches nor sends one', async () => {
  const app = await serve(given.platform.database, given.platform.schema, { LIMIT_COST: '100', LIMIT_COST_PER_MINUTE_ACCOUNT: '100' });
  open.push(app);
  const send = (text: string) => {
    const parts = ['--x', 'content-disposition: form-data; name="file"; filename="a.txt"', 'content-type: text/plain', '', text, '--x--', ''];
    return app.inject({
      method: 'POST',
      url: '/evidence',
      headers: { ...headers(), 'content-type': 'multipart/form-data; boundary=x' },
      payload: parts.join('\r\n'),
    });
  };
  const sent = await send('收据'.padEnd(60_000, '.'));
  expect(sent.statusCode).toBe(201);
  const fetched = () => app.inject({ url: `/evidence/${sent.json().id}`, headers: headers() });
  expect((await fetched()).statusCode).toBe(200);
  const second = await fetched();
  expect([second.statusCode, second.json().errors[0].extensions.limit]).toEqual([429, 'costPerMinute']);
  expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
  // What is not sent again costs no more than to say so.
  const known = await app.inject({ url: `/evidence/${sent.json().id}`, headers: { ...headers(), 'if-none-match': `"${sent.json().sha256}"` } });
  expect(known.statusCode).toBe(304);
  for (let time = 0; time < 100 && (await post(app, '{ viewer { role } }')).statusCode === 200; time += 1);
  expect((await send('又')).statusCode).toBe(429);
});
