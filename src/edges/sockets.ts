import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import proxyAddress from '@fastify/proxy-addr';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { IdentityProvider } from '../access/identity-provider.js';
import type { Config } from '../config.js';
import type { Database } from '../database.js';
import { hubOf } from '../event/hub.js';
import type { Budgets } from '../limits/budgets.js';
import { limitExceeded } from '../limits/limit-exceeded.js';
import { languageOf } from '../shared/errors/messages.js';
import { networkOf } from '../shared/network.js';
import { callerOf } from './caller.js';
import { Callers } from './callers.js';
import { isPassing } from './masking.js';
import { answerRaw } from './raw-answers.js';
import { SessionEnded, SocketSession } from './socket-session.js';
import { spokenErrors } from './spoken-errors.js';
import { Overspent, type Prepared, type Subscriptions } from './subscriptions.js';

const PATH = '/graphql';

/** What a client's messages are counted in. */
const MESSAGES_MS = 10_000;

/** How long a client has to answer that the server goes away. */
const GOING_AWAY_MS = 1_000;

/** Codes of closing. By 1001 and 1013 a client comes again by itself, by 1000 only one that has something to ask. */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const TRY_AGAIN = 1013;
const TOO_MANY = 4429;

interface Served {
  readonly database: Database;
  readonly provider: IdentityProvider | null;
  readonly subscriptions: Subscriptions;
  readonly budgets: Budgets;
  readonly config: Pick<Config, 'sockets' | 'limits' | 'trustedProxies' | 'introspection'>;
}

/** A client that is connected. */
interface Client {
  readonly socket: WebSocket;
  readonly address: string;
  readonly id: string;
  readonly acceptLanguage: string | undefined;
  readonly log: FastifyBaseLogger;
  /** Whom the socket counts for. */
  caller: string;
  session?: SocketSession;
  /** Its subscriptions, once it has said who it is. */
  open: Readonly<Record<string, unknown>>;
  /** Something was subscribed to since it was looked at last. */
  wasBusy: boolean;
  /** It has gone, and nothing counts for it any more. */
  isGone: boolean;
}

type Extra = Record<'client', Client>;

/** The API's subscriptions, over WebSockets at the address that it has for requests (graphql-transport-ws). */
export function serveSockets(app: FastifyInstance, { database, provider, subscriptions, budgets, config }: Served): void {
  const { sockets: limits } = config;
  const introspection = config.introspection === 'everybody';
  const clientAddress = addressBehind(config.trustedProxies);
  const callers = new Callers(limits.perCaller);
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, handleProtocols });
  // What is no handshake, which the library would answer in plain text.
  server.on('wsClientError', (_error, stream) => answerRaw(stream, 400));
  const hub = hubOf(database.pool);
  hub.onFailure = (error) => app.log.warn({ err: error }, 'what happened could not be read; it is tried again');
  let closing = false;

  const spoken = (client: Client, errors: readonly GraphQLError[]) =>
    spokenErrors(errors, {
      language: client.session?.language ?? languageOf(client.acceptLanguage),
      errorId: client.id,
      log: client.log,
      introspection,
      most: config.limits.errors,
    });

  const protocol = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: limits.initSeconds * 1000,
    onConnect: async ({ subscriptions: open, extra: { client }, connectionParams = {} }) => {
      client.open = open;
      const session = await opened(client, connectionParams);
      if (session === null || client.isGone) return false;
      const caller = session.viewer.accountId === null ? networkOf(client.address) : `account ${session.viewer.accountId}`;
      if (caller !== client.caller) {
        if (!callers.enter(caller)) {
          client.socket.close(TOO_MANY, 'Too many sockets');
          return false;
        }
        callers.leave(client.caller);
        client.caller = caller;
      }
      client.session = session;
      return true;
    },
    onSubscribe: ({ subscriptions: open, extra: { client } }, _id, asked) => {
      client.wasBusy = true;
      const count = Object.keys(open).length;
      if (count > limits.subscriptions) {
        return [limitExceeded('subscriptions', limits.subscriptions, count, { zh: '一个连接上的订阅数', en: 'subscriptions of a socket' })];
      }
      const caller = callerOf({ viewer: sessionOf(client).viewer, address: client.address });
      const refusal = budgets.refusal(caller);
      if (refusal) return [refusal];
      return subscriptions.prepare(asked, {
        charge: (cost, lookUps) => budgets.spend(caller, cost, lookUps),
        owe: (cost) => budgets.owe(caller, cost),
        miss: (misses, lookUps) => budgets.miss(caller, misses, lookUps),
      });
    },
    // What `prepare` gave.
    subscribe: (args) => subscriptions.run(args as Prepared, sessionOf((args.contextValue as { client: Client }).client)),
    context: ({ extra }) => extra as never,
    onNext: ({ extra: { client } }, _id, _payload, _args, { errors, ...result }) => {
      // An event that could not be read just now is told once the client has come again, for it goes on behind the last one that it got.
      if (errors?.some(isPassing)) client.socket.close(TRY_AGAIN, 'Try again later');
      return { ...result, ...(errors && { errors: spoken(client, errors) }) };
    },
    onError: ({ extra: { client } }, _id, _payload, errors) => {
      if (errors.some((error) => isPassing(error) || error.originalError instanceof Overspent)) {
        client.socket.close(TRY_AGAIN, 'Try again later');
        return [];
      }
      if (errors.some(({ originalError }) => originalError instanceof SessionEnded)) {
        client.socket.close(CloseCode.Forbidden, 'Forbidden');
        return [];
      }
      return spoken(
        client,
        errors.map((error) => (error.originalError instanceof GraphQLError ? error.originalError : error)),
      );
    },
  } satisfies ServerOptions<Record<string, unknown>, Extra>);

  async function opened(
    { socket, address, id, acceptLanguage, log }: Client,
    params: Readonly<Record<string, unknown>>,
  ): Promise<SocketSession | null> {
    const said = saidIn(params);
    const language = languageOf(said('accept-language') ?? acceptLanguage);
    const credentials = { authorization: said('authorization'), actingFor: said('xieshou-acting-for') };
    try {
      return await SocketSession.open({ database, provider, credentials, language, requestId: id, address });
    } catch (error) {
      if (!isRefusal(error)) {
        log.error({ err: error, errorId: id }, 'masked error');
        socket.close(TRY_AGAIN, 'Try again later');
      }
      return null;
    }
  }

  /** Nothing is told by then to whom it is not for any more; this is for those to whom nothing is told. */
  async function check({ socket, session, log }: Client): Promise<void> {
    try {
      await session?.renew();
    } catch (error) {
      if (error instanceof SessionEnded) socket.close(CloseCode.Forbidden, 'Forbidden');
      else log.warn({ err: error }, 'the token of a socket could not be looked at; it is tried again');
    }
  }

  function serve(socket: WebSocket, client: Client): void {
    let isAlive = true;
    let messages = 0;
    const timers = [
      setInterval(() => {
        if (!isAlive) socket.terminate();
        isAlive = false;
        socket.ping();
      }, limits.pingSeconds * 1000),
      setInterval(() => void check(client), limits.checkSeconds * 1000),
      setInterval(() => {
        messages = 0;
      }, MESSAGES_MS),
      setInterval(() => {
        if (!client.wasBusy && Object.keys(client.open).length === 0) socket.close(NORMAL, 'Nothing is subscribed to');
        client.wasBusy = false;
      }, limits.idleSeconds * 1000),
    ];
    // What is wrong with a socket, such as a message that is too large, closes it.
    socket.on('error', (error) => client.log.debug({ err: error }, 'a socket went wrong'));
    socket.on('pong', () => {
      isAlive = true;
    });
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sent(socket, text, limits.unsentBytes),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (message) => {
            messages += 1;
            if (messages > limits.messages) return socket.close(TOO_MANY, 'Too many messages');
            void take(String(message)).catch((error: unknown) => {
              if (error instanceof SessionEnded) return socket.close(CloseCode.Forbidden, 'Forbidden');
              client.log.error({ err: error, errorId: client.id }, 'masked error');
              return socket.close(TRY_AGAIN, 'Try again later');
            });
          }),
      },
      { client },
    );
    socket.once('close', (code, reason) => {
      for (const timer of timers) clearInterval(timer);
      client.isGone = true;
      callers.leave(client.caller);
      void Promise.resolve(closed(code, String(reason))).catch((error: unknown) => client.log.warn({ err: error }, 'a socket was left open'));
    });
  }

  app.server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const refused = (status: Parameters<typeof answerRaw>[1], about = {}) =>
      answerRaw(stream, status, languageOf(request.headers['accept-language']), about);
    if (request.url?.split('?')[0] !== PATH) return refused(404);
    if (closing || server.clients.size >= limits.most) return refused(503);
    const address = clientAddress(request);
    const network = networkOf(address);
    if (!callers.enter(network)) return refused(429, { limit: 'socketsPerCaller', allowed: limits.perCaller });
    let isOpened = false;
    stream.once('close', () => isOpened || callers.leave(network));
    server.handleUpgrade(request, stream, head, (socket) => {
      isOpened = true;
      const id = randomUUID();
      const acceptLanguage = request.headers['accept-language'];
      serve(socket, {
        socket,
        address,
        id,
        acceptLanguage,
        caller: network,
        log: app.log.child({ requestId: id }),
        open: {},
        wasBusy: true,
        isGone: false,
      });
    });
  });

  // A client is told to come again, and comes to another process or to the next one.
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of server.clients) socket.close(GOING_AWAY, 'Going away');
    if (server.clients.size > 0) await new Promise((resolve) => setTimeout(resolve, GOING_AWAY_MS));
    for (const socket of server.clients) socket.terminate();
    hub.close();
  });
}

/** What a request with such a token is refused with. */
function isRefusal(error: unknown): boolean {
  return error instanceof GraphQLError && (error.extensions.code === 'UNAUTHENTICATED' || error.extensions.code === 'FORBIDDEN');
}

function sessionOf({ session }: Client): SocketSession {
  if (session === undefined) throw new Error('Expected a socket that has said who it is');
  return session;
}

/** What a client sends with connection_init in the place of headers; a browser cannot set any on a socket. Upper and lower case are the same. */
function saidIn(params: Readonly<Record<string, unknown>>): (name: string) => string | undefined {
  const said = new Map(Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = said.get(name);
    // What is there and no text is no token either, and must not be taken for none.
    return value === undefined || value === null ? undefined : String(value);
  };
}

/** A client that does not take what it is sent is cut off once this much waits for it. */
function sent(socket: WebSocket, text: string, mostWaiting: number): Promise<void> {
  if (socket.bufferedAmount > mostWaiting) socket.terminate();
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => socket.send(text, () => resolve()));
}

/** Where a request comes from, past the proxies that are believed. */
function addressBehind(proxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = proxyAddress.compile([...proxies]);
  return (request) => proxyAddress(request, trusted);
}
