import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { issueToken } from '../../src/access/tokens.js';
import { hubOf } from '../../src/event/hub.js';
import { sql } from '../../src/shared/sql.js';
import { newKey } from '../history/sealed.js';
import { serve } from '../server/serving.js';
import { confirm, confirmAndAccept, receiverOf, sameFigure } from '../support/life.js';
import { openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, type World } from '../support/world.js';
import { aWhile, type Subscriber, subscribe } from './subscribing.js';
import { tellEverything } from './telling.js';

const CHANGED = `subscription ($id: ID!, $after: String) {
  changed(id: $id, after: $after) { change at position node { __typename id ... on Contribution { state } } historyEntry { action changes { field new } } }
}`;
const WAITING = `subscription ($after: String) {
  waitingChanged(after: $after) { change kind position item { kind contribution { id } } node { id } }
}`;

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('on %s', (_where, opening) => {
  const given = useWorld(() => opening(), 60);
  const key = newKey();
  let app: FastifyInstance;
  let address: string;
  const open: Subscriber[] = [];

  beforeAll(async () => {
    app = await serve(given.platform.database, given.platform.schema, { SOCKET_CHECK_SECONDS: '1' });
    await app.listen({ host: '127.0.0.1', port: 0 });
    address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await nobodyListens();
  });
  afterAll(() => app?.close());

  const nobodyListens = async () => {
    while (hubOf(given.platform.database.pool).listeners > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const tell = () => tellEverything(given.platform, key);
  const subscribing = async (query: string, token: string | undefined, variables: Record<string, unknown> = {}) => {
    const hub = hubOf(given.platform.database.pool);
    const before = hub.listeners;
    const one = subscribe(address, query, { token, variables });
    open.push(one);
    let isOver = false;
    void one.ended.then(() => {
      isOver = true;
    });
    while (hub.listeners <= before && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
    return one;
  };
  const logged = (input: object = {}) =>
    given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));

  test('whoever has a hand in a row is told each change of it, with the row as it is then and its entry of the history', async () => {
    const { platform, world } = given;
    const id = await logged();
    await tell();
    const one = await subscribing(CHANGED, world.shanghai.token, { id });
    await confirm(platform, id);
    await tell();
    await one.until(1);
    await platform.done(world.office, 'acceptContribution', { contribution: id });
    await tell();
    expect(await one.until(2)).toEqual([
      {
        changed: {
          change: 'confirmContribution',
          at: expect.any(String),
          position: expect.stringMatching(/^\d+$/),
          node: { __typename: 'Contribution', id, state: 'CONFIRMED' },
          historyEntry: { action: 'confirmContribution', changes: expect.arrayContaining([{ field: 'state', new: 'CONFIRMED' }]) },
        },
      },
      { changed: expect.objectContaining({ change: 'acceptContribution', node: { __typename: 'Contribution', id, state: 'ACCEPTED' } }) },
    ]);
  });

  test('an organisation is told what begins to wait for it and what waits no more, and no other is', async () => {
    const { platform, world } = given;
    await tell();
    const county = await subscribing(WAITING, world.county.token);
    const otherCounty = await subscribing(WAITING, world.otherCounty.token);
    const office = await subscribing(WAITING, world.office.token);
    const id = await logged();
    await tell();
    await county.until(1);
    await platform.done(await receiverOf(platform, id), 'confirmContribution', await sameFigure(platform, id));
    await tell();
    const told = (await county.until(3)).map(({ waitingChanged: { change, kind, item, node } }) => [change, kind, item?.contribution.id, node.id]);
    expect(told[0]).toEqual(['ADDED', 'CONFIRM', id, id]);
    expect(told.slice(1).sort()).toEqual([
      ['ADDED', 'ACCEPT', id, id],
      ['DONE', 'CONFIRM', undefined, id],
    ]);
    expect([otherCounty.told, office.told]).toEqual([[], []]);
  });

  test('who merely sees a row is told when what is selected of it reads otherwise, and nothing of how that came about', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }], nameZh: '旧名' });
    await tell();
    const query = 'subscription ($id: ID!) { changed(id: $id) { change historyEntry { id } node { ... on Project { nameZh } } } }';
    const stranger = await subscribing(query, undefined, { id: project });
    const partner = await subscribing(query, world.guangdong.token, { id: project });
    const own = await subscribing(query, world.shanghai.token, { id: project });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Project { version } } }', { variables: { id: project } });
    await platform.done(world.shanghai, 'updateProject', { project, version: node.version, nameEn: 'Something else' });
    await tell();
    await own.until(1);
    await platform.done(world.shanghai, 'updateProject', { project, version: node.version + 1, nameZh: '新名' });
    await tell();
    await Promise.all([stranger.until(1), partner.until(1), own.until(2)]);
    for (const { told } of [stranger, partner]) expect(told).toEqual([{ changed: { change: null, historyEntry: null, node: { nameZh: '新名' } } }]);
    expect(own.told[0].changed.change).toBe('updateProject');
  });

  test('of what does not show in a row, whoever merely sees it is not even told that it happened', async () => {
    const { platform, world } = given;
    const id = await logged();
    await confirmAndAccept(platform, world.office, id);
    await tell();
    const query = 'subscription ($id: ID!) { changed(id: $id) { at position node { ... on Contribution { state amount { yuan } } } } }';
    const stranger = await subscribing(query, undefined, { id });
    const own = await subscribing(query, world.shanghai.token, { id });
    await platform.rows(sql`
      insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change)
      values ('x', '', 'correctContribution', 'Contribution', ${keyIn(id)}::bigint, '{}')`);
    await tell();
    await own.until(1);
    await aWhile();
    expect(stranger.told).toEqual([]);
  });

  test('a subscription ends, without a word, when its row goes out of sight', async () => {
    const { platform, world } = given;
    const id = await logged();
    await tell();
    const county = await subscribing(CHANGED, world.county.token, { id });
    await platform.done(world.shanghai, 'withdrawContribution', { contribution: id });
    await tell();
    expect(await county.ended).toEqual({});
    expect(county.told).toEqual([]);
  });

  test('a row that is not to be seen cannot be subscribed to, no more than one that is not there', async () => {
    const { world } = given;
    const draft = await logged({ draft: true });
    const code = async (token: string | undefined, id: string) =>
      (await (await subscribing(CHANGED, token, { id })).ended).errors?.[0].extensions.code;
    expect(await code(world.guangdong.token, draft)).toBe('NOT_FOUND');
    expect(await code(undefined, draft)).toBe('NOT_FOUND');
    expect(await code(world.office.token, Buffer.from('Contribution:999999').toString('base64url'))).toBe('NOT_FOUND');
    expect(await code(world.office.token, 'x')).toBe('BAD_USER_INPUT');
  });

  test('a token that is taken back is told nothing more: its socket is closed, with an event or without one', async () => {
    const { platform, world } = given;
    const id = await logged();
    await tell();
    const [account] = await platform.rows<{ id: string }>(sql`
      insert into account (name) values ('短期') returning id::text as id`);
    await platform.rows(sql`
      insert into membership (account_id, role, partner_id) values (${account?.id}::bigint, 'PARTNER', ${keyIn(world.shanghaiId)}::bigint)`);
    const tokens = await Promise.all([1, 2].map(async () => issueToken(platform.owner, account?.id ?? '', 1)));
    const [told, idle] = [await subscribing(CHANGED, tokens[0], { id }), await subscribing(CHANGED, tokens[1], { id })];
    await platform.rows(sql`update access_token set revoked_at = now() where account_id = ${account?.id}::bigint`);
    await confirm(platform, id);
    await tell();
    expect(await told.ended).toMatchObject({ code: 4403 });
    expect(await idle.ended).toMatchObject({ code: 4403 });
    expect([told.told, idle.told]).toEqual([[], []]);
  });

  test('who comes again with the last position is told what it has missed, in order, each once', async () => {
    const { world } = given;
    await tell();
    const seen: string[] = [];
    let after: string | null = null;
    const first = await subscribing(WAITING, world.county.token, { after });
    await logged();
    await tell();
    after = (await first.until(1))[0].waitingChanged.position;
    await first.close();
    await nobodyListens();
    const ids = [];
    for (let number = 0; number < 5; number += 1) ids.push(await logged());
    await tell();
    for (let round = 0; round < 5; round += 1) {
      const again = await subscribing(WAITING, world.county.token, { after });
      const [{ waitingChanged }] = await again.until(1);
      seen.push(waitingChanged.node.id);
      after = waitingChanged.position;
      await again.close();
      await nobodyListens();
    }
    expect(seen).toEqual(ids);
  });
});

describe('a client of the socket', () => {
  const given = useWorld(openPlatform, 60);
  let app: FastifyInstance;
  let address: string;
  beforeAll(async () => {
    app = await serve(given.platform.database, given.platform.schema, {
      LIMIT_SOCKETS_PER_CALLER: '3',
      LIMIT_SUBSCRIPTIONS: '2',
      LIMIT_MESSAGE_BYTES: '2000',
      LIMIT_DEPTH: '6',
      SOCKET_INIT_SECONDS: '1',
      SOCKET_PING_SECONDS: '1',
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });
  afterAll(() => app?.close());

  const raw = (path = '/graphql') => new WebSocket(`${address.replace('http', 'ws')}${path}`, 'graphql-transport-ws');
  const closing = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));
  const opened = (socket: WebSocket) => new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const refusal = async (query: string, token?: string) => {
    const one = subscribe(address, query, { token });
    const { errors } = await one.ended;
    await one.close();
    return errors?.[0];
  };

  test('is refused what a request is refused, in its language and masked as there', async () => {
    expect(await refusal('subscription { changed(id: "x") { nothing } }')).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    expect(await refusal('subscription {')).toMatchObject({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    const deep =
      'subscription { changed(id: "x") { node { ... on Contribution { project { lead { projects(first: 1) { nodes { lead { id } } } } } } } } }';
    expect(await refusal(deep)).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED', limit: 'depth' } });
    const wide =
      'subscription { changed(id: "x") { node { ... on Partner { projects(first: 100) { nodes { contributions(first: 100) { nodes { id } } } } } } } }';
    expect((await refusal(wide.replace('nodes { id }', 'totalCount')))?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await refusal('subscription { waitingChanged { position } }')).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(await refusal('subscription ($id: ID!) { changed(id: $id) { position } }')).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await refusal('subscription { waitingChanged(after: "x") { position } }', given.world.county.token)).toMatchObject({
      message: expect.stringContaining('after takes'),
      extensions: { code: 'BAD_USER_INPUT', reason: 'POSITION_MALFORMED' },
    });
  });

  test('subscribes and does nothing else: queries and mutations go by requests', async () => {
    expect(await refusal('{ viewer { role } }')).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await refusal('mutation { signOut { signedOut } }')).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  test.each(['Bearer x', '', `Bearer xs_${'A'.repeat(43)}`, 7, {}])(
    'with a token that is not good is refused, and not taken for the public: %p',
    async (authorization) => {
      const one = subscribe(address, 'subscription { waitingChanged { position } }', { params: { authorization } });
      expect(await one.ended).toMatchObject({ code: 4403 });
      await one.close();
    },
  );

  test('with a service token that does not read is told nothing', async () => {
    const { platform, world } = given;
    const token = (
      await platform.read(
        'mutation ($key: String!) { createServiceToken(input: { name: "x", scopes: [registerPartner] }, idempotencyKey: $key) { secret } }',
        { as: world.administrator, variables: { key: randomUUID() } },
      )
    ).createServiceToken.secret;
    expect(await refusal('subscription { waitingChanged { position } }', token)).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  test('says who it is soon, or is closed', async () => {
    expect(await closing(raw())).toBe(4408);
  });

  test('has so many sockets, and so many subscriptions of each', async () => {
    const sockets = [raw(), raw(), raw()];
    await Promise.all(sockets.map(opened));
    await expect(opened(raw())).rejects.toThrow('429');
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map(closing));

    const socket = raw();
    await opened(socket);
    const messages: { type: string; id?: string; payload?: [{ extensions: object }] }[] = [];
    socket.on('message', (text) => messages.push(JSON.parse(String(text))));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${given.world.county.token}` } }));
    await aWhile();
    for (const id of ['1', '2', '3'])
      socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query: 'subscription { waitingChanged { position } }' } }));
    await aWhile();
    const errors = messages.filter(({ type }) => type === 'error');
    expect(errors).toMatchObject([{ id: '3', payload: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'subscriptions' } }] }]);
    socket.close();
    await closing(socket);
  });

  test('that goes while it says who it is leaves no place taken', async () => {
    const init = JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${given.world.otherCounty.token}` } });
    for (let time = 0; time < 12; time += 1) {
      const socket = raw();
      await opened(socket);
      socket.send(init, () => socket.terminate());
      await closing(socket);
    }
    await aWhile();
    const sockets = [raw(), raw(), raw()];
    await Promise.all(sockets.map(opened));
    const acknowledged = sockets.map((socket) => new Promise((resolve) => socket.once('message', (text) => resolve(JSON.parse(String(text)).type))));
    for (const socket of sockets) socket.send(init);
    expect(await Promise.all(acknowledged)).toEqual(['connection_ack', 'connection_ack', 'connection_ack']);
    await expect(opened(raw()).then(() => 'open')).resolves.toBe('open');
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map(closing));
  });

  test('pays for each event that it is told of, and comes again later where it has nothing left', async () => {
    const { platform, world } = given;
    const poor = await serve(platform.database, platform.schema, { LIMIT_COST: '100', LIMIT_COST_PER_MINUTE_ACCOUNT: '100' });
    await poor.listen({ host: '127.0.0.1', port: 0 });
    const where = `http://127.0.0.1:${(poor.server.address() as AddressInfo).port}`;
    const query = `subscription { changed(id: "${world.project}") { node { ... on Project { contributions(first: 10) { nodes { id } } } } } }`;
    const one = subscribe(where, query, { token: world.shanghai.token });
    await aWhile();
    for (let version = 2; version < 22; version += 1) {
      await platform.done(world.shanghai, 'updateProject', { project: world.project, version, budget: String(version) });
    }
    await tellEverything(platform, newKey());
    expect(await one.ended).toEqual({ code: 1013 });
    expect(one.told.length).toBeGreaterThan(0);
    expect(one.told.length).toBeLessThan(10);
    await poor.close();
  });

  test('sends no message that is too large, and not too many', async () => {
    const socket = raw();
    await opened(socket);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { x: 'x'.repeat(3000) } }));
    expect(await closing(socket)).toBe(1009);
    const busy = raw();
    await opened(busy);
    for (let number = 0; number < 300; number += 1) busy.send(JSON.stringify({ type: 'ping' }));
    expect(await closing(busy)).toBe(4429);
  });

  test('that does not answer any more is dropped', async () => {
    const socket = raw();
    await opened(socket);
    socket.send(JSON.stringify({ type: 'connection_init' }));
    socket.pong = () => undefined;
    expect(await closing(socket)).toBe(1006);
  });

  test('is at the address of the API and at no other', async () => {
    await expect(opened(raw('/elsewhere'))).rejects.toThrow('404');
  });

  test('that is gone leaves nothing behind', async () => {
    const { world } = given;
    const one = subscribe(address, 'subscription { waitingChanged { position } }', { token: world.county.token });
    await aWhile();
    const listening = () => hubOf(given.platform.database.pool).listeners;
    expect(listening()).toBe(1);
    await one.close();
    await aWhile();
    expect(listening()).toBe(0);
  });
});

/** Every subscription by name: who may begin it. A new one without a row fails. */
const MAY: Record<string, { query: (world: World) => string; refused: readonly string[] }> = {
  changed: { query: ({ project }) => `subscription { changed(id: "${project}") { position } }`, refused: [] },
  waitingChanged: { query: () => 'subscription { waitingChanged { position } }', refused: ['public'] },
};

describe('every role and every subscription', () => {
  const given = useWorld(openPlatform, 60);
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await serve(given.platform.database, given.platform.schema);
    await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => app?.close());

  test('each has a row', () => {
    expect(Object.keys(MAY).sort()).toEqual(Object.keys(given.platform.schema.getSubscriptionType()?.getFields() ?? {}).sort());
  });

  test.each(Object.entries(MAY))('%s', async (_name, { query, refused }) => {
    const { world } = given;
    const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    for (const who of ['public', 'shanghai', 'village', 'county', 'office', 'auditor', 'administrator'] as const) {
      const one = subscribe(address, query(world), { token: who === 'public' ? undefined : world[who].token });
      const ended = await Promise.race([one.ended, aWhile()]);
      expect([who, ended?.errors?.[0].extensions.code]).toEqual([who, refused.includes(who) ? 'UNAUTHENTICATED' : undefined]);
      await one.close();
    }
  });
});
