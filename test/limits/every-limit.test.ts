import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { WebSocket } from 'ws';
import { LIMIT_SETTINGS, type Limit, type Told } from '../../src/limits/limit-settings.js';
import type { ErrorCode } from '../../src/shared/errors/app-error.js';
import { serve } from '../server/serving.js';
import { newPerson, type Person } from '../support/people.js';
import { useWorld } from '../support/use-world.js';

type Name = keyof typeof LIMIT_SETTINGS;
type Environment = Readonly<Record<string, string>>;

const given = useWorld();
const PATIENCE_MS = 25_000;
const open: FastifyInstance[] = [];
let person: Person;

/** A server on a network, with these settings. */
async function listening(environment: Environment, schema = given.platform.schema): Promise<{ app: FastifyInstance; port: number }> {
  const app = await serve(given.platform.database, schema, environment);
  open.push(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, port: (app.server.address() as AddressInfo).port };
}

/** What an answer tells: its status, its code, and which limit it was. */
function toldBy(text: string, status: number): Told {
  const { extensions } =
    (JSON.parse(text) as { errors: { extensions: { code?: ErrorCode; limit?: string; reason?: string } }[] }).errors.at(-1) ?? {};
  const { code, limit, reason } = extensions ?? ({} as Record<string, undefined>);
  return { status, ...(code && { code }), ...(limit && { limit }), ...(reason && { reason }) };
}

async function posted(
  environment: Environment,
  payload: unknown,
  { as, times = 1 }: { as?: string | undefined; times?: number } = {},
): Promise<Told> {
  const app = await serve(given.platform.database, given.platform.schema, environment);
  open.push(app);
  const headers = { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) };
  let answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: payload as object });
  for (let time = 1; time < times; time += 1) answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: payload as object });
  const told = toldBy(answer.body, answer.statusCode);
  if (told.status === 429) {
    const { retryAfterSeconds, left = 0 } = answer.json().errors[0].extensions;
    expect(answer.headers['retry-after']).toBe(String(retryAfterSeconds));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(left).toBeGreaterThanOrEqual(0);
  }
  return told;
}

const asked = (environment: Environment, query: string, variables?: object) => posted(environment, { query, variables });

/** What comes back on a connection of its own until it is closed: nothing, or an answer. */
async function sent(port: number, text: string): Promise<Told> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk;
  });
  socket.on('error', () => undefined);
  if (text !== '') socket.write(text);
  await closed(socket);
  const status = /^HTTP\/1.1 (\d+)/.exec(said)?.[1];
  return status === undefined || status === '200' ? {} : toldBy(said.slice(said.indexOf('\r\n\r\n')), Number(status));
}

async function closed(socket: Socket): Promise<void> {
  await once(socket, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
}

interface Opened {
  readonly socket: WebSocket;
  readonly told: Promise<Told>;
}

/** A socket for subscriptions, and what it is told: a refusal of the handshake, an error, or how it is closed. */
async function subscribing(
  environment: Environment,
  messages: readonly object[] = [],
  prepare: (socket: WebSocket) => void = () => undefined,
): Promise<Opened> {
  const { port } = await listening(environment);
  return socketTo(port, messages, prepare);
}

function socketTo(port: number, messages: readonly object[] = [], prepare: (socket: WebSocket) => void = () => undefined): Opened {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  prepare(socket);
  const told = new Promise<Told>((resolve, reject) => {
    setTimeout(() => reject(new Error('Expected a socket to be told something, and it was not')), PATIENCE_MS).unref();
    socket.on('unexpected-response', async (_request, response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(toldBy(text, response.statusCode ?? 0));
    });
    socket.on('error', () => undefined);
    socket.on('message', (text) => {
      const { type, payload } = JSON.parse(String(text)) as { type: string; payload?: never };
      if (type === 'error') {
        const { status: _none, ...error } = toldBy(JSON.stringify({ errors: payload }), 0);
        resolve(error);
      }
    });
    socket.on('close', (close) => resolve({ close }));
    socket.on('open', () => {
      for (const message of messages) socket.send(JSON.stringify(message));
    });
  });
  return { socket, told };
}

const INIT = { type: 'connection_init' };
const asPerson = () => ({ type: 'connection_init', payload: { authorization: `Bearer ${given.world.county.token}` } });
const subscription = (id: string) => ({ type: 'subscribe', id, payload: { query: 'subscription { waitingChanged { position } }' } });
const times = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');
const LOW_COST = {
  LIMIT_COST: '100',
  LIMIT_COST_PER_MINUTE_PUBLIC: '100',
  LIMIT_COST_PER_MINUTE_ACCOUNT: '100',
  LIMIT_COST_PER_MINUTE_MACHINE: '100',
};
const FORTY_ROWS = { query: '{ places(first: 40) { nodes { code } } }' };

async function uploaded(environment: Environment, bytes: number): Promise<Told> {
  const { port } = await listening(environment);
  const form = new FormData();
  form.append('file', new Blob(['收据 '.padEnd(bytes, 'x')]), 'receipt.txt');
  const headers = { authorization: `Bearer ${given.world.shanghai.token}` };
  const answer = await fetch(`http://127.0.0.1:${port}/evidence`, { method: 'POST', headers, body: form });
  return toldBy(await answer.text(), answer.status);
}

interface Tried {
  readonly told: Told;
  readonly retryAfterSeconds: number;
}

let addresses = 0;

/** Signs in with a wrong password so often from an address of its own, and gives what came of the last time. */
async function triedToSignIn(environment: Environment, tries: number, signInName = (_n: number) => person.signInName): Promise<Tried> {
  const app = await serve(given.platform.database, given.platform.schema, environment);
  open.push(app);
  addresses += 1;
  const remoteAddress = `192.0.2.${addresses}`;
  let [told, retryAfterSeconds]: [Told, number] = [{}, 0];
  for (let time = 0; time < tries; time += 1) {
    const query = `mutation { signIn(input: { signInName: "${signInName(time)}", password: "not the right one" }) { token } }`;
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers, remoteAddress, payload: { query } });
    told = toldBy(answer.body, answer.statusCode);
    retryAfterSeconds = Number(answer.headers['retry-after']);
  }
  return { told, retryAfterSeconds };
}

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** How each limit is gone beyond. A limit that is new and is not here does not compile. */
const BEYOND: Record<Name, () => Promise<Told>> = {
  connections: async () => {
    const { port } = await listening({ LIMIT_CONNECTIONS: '10' });
    const held = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      }),
    );
    const told = await sent(port, '');
    for (const socket of held) socket.destroy();
    return told;
  },
  headerBytes: async () => sent((await listening({ LIMIT_HEADER_BYTES: '4096' })).port, `${HEAD}X: ${'x'.repeat(5_000)}\r\n\r\n`),
  headerSeconds: async () => sent((await listening({ LIMIT_HEADER_SECONDS: '1' })).port, HEAD),
  bodySeconds: async () => sent((await listening({ LIMIT_BODY_SECONDS: '1' })).port, `${HEAD}Content-Length: 9\r\n\r\n{`),
  uploadSeconds: async () => {
    const head = `POST /evidence HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${given.world.shanghai.token}\r\nContent-Type: multipart/form-data; boundary=x\r\n`;
    return sent((await listening({ LIMIT_UPLOAD_SECONDS: '1' })).port, `${head}Content-Length: 999\r\n\r\n--x`);
  },
  idleSeconds: async () => sent((await listening({ LIMIT_IDLE_SECONDS: '1' })).port, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'),
  silentSeconds: async () => {
    const never = new GraphQLObjectType({ name: 'Query', fields: { never: { type: GraphQLString, resolve: () => new Promise(() => undefined) } } });
    const { port } = await listening({ LIMIT_SILENT_SECONDS: '1' }, new GraphQLSchema({ query: never }));
    return sent(port, `${HEAD}Content-Length: 19\r\n\r\n{"query":"{never}"}`);
  },
  bodyBytes: () => asked({ LIMIT_BODY_BYTES: '1024' }, `{ ${' '.repeat(1_024)} __typename }`),
  documentBytes: () => asked({ LIMIT_DOCUMENT_BYTES: '1024' }, `{ ${' '.repeat(1_024)} __typename }`),
  tokens: () => asked({ LIMIT_TOKENS: '100' }, `{ viewer { ${'role '.repeat(100)} } }`),
  depth: () => asked({ LIMIT_DEPTH: '1' }, '{ viewer { role } }'),
  aliases: () => asked({ LIMIT_ALIASES: '1' }, '{ viewer { a: role b: role } }'),
  rootFields: () => asked({ LIMIT_ROOT_FIELDS: '1' }, '{ viewer { role } programmes { code } }'),
  directives: () => asked({ LIMIT_DIRECTIVES: '1' }, '{ viewer @skip(if: false) { role @include(if: true) } }'),
  fragments: () => asked({ LIMIT_FRAGMENTS: '1' }, '{ viewer { ...a ...b } } fragment a on Viewer { role } fragment b on Viewer { role }'),
  operations: () => posted({ LIMIT_OPERATIONS: '1' }, { query: 'query A { viewer { role } } query B { viewer { role } }', operationName: 'A' }),
  overlaps: () => asked({ LIMIT_OVERLAPS: '10' }, `{ viewer { ${'role '.repeat(6)} } }`),
  listItems: () =>
    asked({ LIMIT_LIST_ITEMS: '10' }, 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }', { ids: Array.from({ length: 11 }, String) }),
  errors: () => asked({ LIMIT_ERRORS: '2' }, '{ a b c }'),
  cost: () => asked({ LIMIT_COST: '100' }, '{ places(first: 100) { nodes { parent { code } } } }'),
  costPerMinutePublic: () => posted(LOW_COST, FORTY_ROWS, { times: 4 }),
  costPerMinuteAccount: () => posted(LOW_COST, FORTY_ROWS, { as: given.world.auditor.token, times: 4 }),
  costPerMinuteMachine: async () => {
    const { createServiceToken } = await given.platform.read(
      'mutation ($key: String!) { createServiceToken(input: { name: "x", scopes: [READ] }, idempotencyKey: $key) { secret } }',
      { as: given.world.administrator, variables: { key: randomUUID() } },
    );
    return posted(LOW_COST, FORTY_ROWS, { as: createServiceToken.secret, times: 4 });
  },
  missesPerMinute: () =>
    posted({ LIMIT_MISSES_PER_MINUTE: '30' }, { query: `{ ${times(15, (n) => `a${n}: place(code: "99${n}") { id }`)} }` }, { times: 3 }),
  sockets: async () => {
    const { port } = await listening({ LIMIT_SOCKETS: '1' });
    await once(socketTo(port).socket, 'open');
    return socketTo(port).told;
  },
  socketsPerCaller: async () => {
    const { port } = await listening({ LIMIT_SOCKETS_PER_CALLER: '1' });
    await once(socketTo(port).socket, 'open');
    const refused = await socketTo(port).told;
    // By the account, once it has said who it is, from whatever address.
    const other = await listening({ LIMIT_SOCKETS_PER_CALLER: '2' });
    const [first, second, third] = [1, 2, 3].map(() => asPerson());
    for (const init of [first, second]) await once(socketTo(other.port, [init as object]).socket, 'message');
    return { ...refused, ...(await socketTo(other.port, [third as object]).told) };
  },
  subscriptions: async () => {
    const { socket, told } = await subscribing({ LIMIT_SUBSCRIPTIONS: '1' }, [asPerson()]);
    await once(socket, 'message');
    for (const id of ['1', '2']) socket.send(JSON.stringify(subscription(id)));
    return told;
  },
  messageBytes: async () => (await subscribing({ LIMIT_MESSAGE_BYTES: '1024' }, [{ ...INIT, payload: { x: 'x'.repeat(1_024) } }])).told,
  messages: async () =>
    (
      await subscribing(
        { LIMIT_MESSAGES: '10' },
        Array.from({ length: 12 }, () => ({ type: 'ping' })),
      )
    ).told,
  unsentBytes: async () => {
    // The answer to a ping has what the ping had, and this client takes none.
    const ping = { type: 'ping', payload: { x: 'x'.repeat(900_000) } };
    const environment = { LIMIT_UNSENT_BYTES: '10000', LIMIT_MESSAGE_BYTES: '1000000', LIMIT_MESSAGES: '1000' };
    const { socket, told } = await subscribing(environment, [INIT, ...Array.from({ length: 30 }, () => ping)], (one) =>
      one.once('open', () => one.pause()),
    );
    setTimeout(() => socket.resume(), 2_000);
    return told;
  },
  socketInitSeconds: async () => (await subscribing({ SOCKET_INIT_SECONDS: '1' })).told,
  socketIdleSeconds: async () => (await subscribing({ LIMIT_SOCKET_IDLE_SECONDS: '1' }, [INIT])).told,
  socketPingSeconds: async () =>
    (
      await subscribing({ SOCKET_PING_SECONDS: '1' }, [INIT], (socket) => {
        socket.pong = () => undefined;
      })
    ).told,
  socketCheckSeconds: async () => {
    const { platform, world } = given;
    const { token } = await newPerson(platform, world.administrator, { role: 'AUDITOR' });
    const { socket, told } = await subscribing({ SOCKET_CHECK_SECONDS: '1' }, [{ ...INIT, payload: { authorization: `Bearer ${token}` } }]);
    await once(socket, 'message');
    await platform.read('mutation { signOut { signedOut } }', { as: { token } });
    return told;
  },
  signInTries: async () => (await triedToSignIn({ LIMIT_SIGN_IN_TRIES: '2' }, 3)).told,
  signInTriesPerAddress: async () => (await triedToSignIn({ LIMIT_SIGN_IN_TRIES_PER_ADDRESS: '2' }, 3, (n) => `nobody.${n}`)).told,
  signInMinutes: async () => {
    const { told, retryAfterSeconds } = await triedToSignIn({ LIMIT_SIGN_IN_TRIES: '1', LIMIT_SIGN_IN_MINUTES: '2' }, 2, () => 'somebody');
    expect(retryAfterSeconds).toBeLessThanOrEqual(120);
    return told;
  },
  evidenceBytes: () => uploaded({ EVIDENCE_MAX_BYTES: '1024' }, 2_000),
  evidenceDailyBytes: () => uploaded({ EVIDENCE_DAILY_BYTES: '1024' }, 2_000),
};

describe('beyond each limit a caller is told what docs/limits.md says', () => {
  const told = new Map<string, Promise<Told | Error>>();
  const goBeyond = ([name, beyond]: [string, () => Promise<Told>]) => {
    const answer = beyond().catch((error: Error) => error);
    told.set(name, answer);
    return answer;
  };
  beforeAll(async () => {
    person = await newPerson(given.platform, given.world.administrator, { role: 'AUDITOR' });
    const isOfSigningIn = ([name]: [string, unknown]) => LIMIT_SETTINGS[name as Name].group === 'sign-in';
    const probes = Object.entries(BEYOND);
    // Together, for some of them wait for seconds. Those of signing in are of a database, and these servers have one.
    await Promise.all(probes.filter((probe) => !isOfSigningIn(probe)).map(goBeyond));
    for (const probe of probes.filter(isOfSigningIn)) await goBeyond(probe);
  }, 60_000);
  afterAll(() => Promise.all(open.map((app) => app.close())));

  it.each(Object.entries<Limit>(LIMIT_SETTINGS))('%s', async (name, limit) => {
    expect(await told.get(name)).toEqual(limit.told);
  });
});
