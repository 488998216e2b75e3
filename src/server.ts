import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { IdentityProvider, ProviderSettings } from './access/identity-provider.js';
import { keepSignInLimits } from './account/sign-in-attempts.js';
import type { Config } from './config.js';
import type { Database } from './database.js';
import { callerOf } from './edges/caller.js';
import { boundConnections, nodeOptions } from './edges/connections.js';
import { drainOnClose } from './edges/draining.js';
import { errorsPlugin } from './edges/errors.plugin.js';
import { serveEvidence } from './edges/evidence.routes.js';
import { fewerErrorsPlugin } from './edges/fewer-errors.plugin.js';
import { fromLedgerPlugin } from './edges/from-ledger.plugin.js';
import { Gate } from './edges/gate.js';
import { serveGraphQL } from './edges/graphql.routes.js';
import { serveHealth } from './edges/health.routes.js';
import { answerHttpErrors, refuseAddress } from './edges/http-errors.js';
import { introspectionPlugin } from './edges/introspection.plugin.js';
import { KnownOperations } from './edges/known-operations.js';
import { masked } from './edges/masking.js';
import { operationEndPlugin } from './edges/operation-end.plugin.js';
import { overSocketsPlugin } from './edges/over-sockets.plugin.js';
import { answerBrokenHttp } from './edges/raw-answers.js';
import { loggerOptions } from './edges/request-log.js';
import type { ServerContext } from './edges/server-context.js';
import { limitSlowBodies } from './edges/slow-requests.js';
import { serveSockets } from './edges/sockets.js';
import { statusPlugin } from './edges/status.plugin.js';
import { Subscriptions } from './edges/subscriptions.js';
import { Watch } from './edges/watch.js';
import { createExecutor } from './execution/compiled.js';
import { documentStore } from './execution/document-store.js';
import { gatewayOf } from './execution/gateway.js';
import { serveExplorer } from './explorer/explorer.routes.js';
import { Budgets } from './limits/budgets.js';
import { costPlugin, type Till } from './limits/cost.plugin.js';
import { DocumentGate } from './limits/document-gate.js';
import type { Metrics } from './metrics/metrics.js';
import type { Tracing } from './seeing/tracing.js';

type ServerConfig = Pick<
  Config,
  'trustedProxies' | 'identityProvider' | 'introspection' | 'logLevel' | 'slowMs' | 'http' | 'limits' | 'sockets' | 'signIn' | 'evidence'
>;

/** What a server serves. */
export interface Served {
  readonly database: Database;
  readonly schema: GraphQLSchema;
  readonly config: ServerConfig;
  /** What is written down for operators; null where nobody watches. */
  readonly metrics?: Metrics | null;
  /** Where traces are told; null where nobody wants them. */
  readonly tracing?: Tracing | null;
}

/** The HTTP server, not listening yet: the API at /graphql, evidence files, the explorer, and the health of all. */
export async function createServer({ database, schema, config, metrics = null, tracing = null }: Served): Promise<FastifyInstance> {
  const app = fastify({
    logger: loggerOptions(config.logLevel),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    bodyLimit: config.http.bodyBytes,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    ...nodeOptions(config.http),
    return503OnClosing: false,
    clientErrorHandler: answerBrokenHttp(config.http.headerBytes),
    frameworkErrors: refuseAddress,
  });
  const watch = new Watch({ log: app.log, metrics, tracing, slowMs: config.slowMs });
  watch.requests(app);
  boundConnections(app, config.http);
  drainOnClose(app);
  limitSlowBodies(app, config.http.bodySeconds);
  answerHttpErrors(app, config.http.bodyBytes);
  serveHealth(app, database);
  await serveExplorer(app);

  keepSignInLimits(database.pool, config.signIn);
  const provider = config.identityProvider && (await openProvider(app, database, config.identityProvider));
  const execute = createExecutor(schema);
  const { limits } = config;
  const budgets = new Budgets({ cost: limits.costPerMinute, misses: limits.missesPerMinute });
  const till = tillOf(budgets);
  const documents = new DocumentGate(schema, limits);
  const known = new KnownOperations({ schema, execute, limits, till });
  const apollo = createApollo({ config, app, gateway: gatewayOf(schema, execute), plugins: [costPlugin(limits, till), known.plugin()] });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  serveGraphQL(app, { apollo, database, provider, schema, known, watch, gate: new Gate(documents, budgets) });
  serveSockets(app, {
    database,
    provider,
    subscriptions: new Subscriptions({ schema, execute, watch, gate: documents, ...config }),
    budgets,
    config,
  });
  serveEvidence(app, { database, provider, budgets, settings: config.evidence, uploadSeconds: config.http.uploadSeconds });
  return app;
}

/** Where operations are paid. What was run already, and is Apollo's only to answer, was paid then. */
function tillOf(budgets: Budgets): Till<ServerContext> {
  return {
    charge: (context, cost, lookUps) => {
      if (context.result !== undefined) return null;
      const caller = callerOf(context);
      const refusal = budgets.spend(caller, cost, lookUps);
      if (refusal === null && context.request.running) context.request.running.charge = { tier: caller.tier, rows: cost };
      return refusal;
    },
    owe: (context, cost) => budgets.owe(callerOf(context), cost),
    miss: (context, misses, lookUps) => budgets.miss(callerOf(context), misses + context.misses(), lookUps),
  };
}

/** What speaks to a provider is loaded where there is one. */
async function openProvider(app: FastifyInstance, database: Database, settings: ProviderSettings): Promise<IdentityProvider> {
  const [{ IdentityProvider }, { serveSignIn }] = await Promise.all([import('./access/identity-provider.js'), import('./edges/sign-in.routes.js')]);
  const provider = new IdentityProvider(settings);
  if (settings.client) serveSignIn(app, { database, provider, client: settings.client });
  return provider;
}

interface ApolloParts {
  readonly config: ServerConfig;
  readonly app: FastifyInstance;
  readonly gateway: ReturnType<typeof gatewayOf>;
  readonly plugins: readonly ApolloServerPlugin<ServerContext>[];
}

function createApollo({ config: { introspection, limits }, app, gateway, plugins }: ApolloParts): ApolloServer<ServerContext> {
  return new ApolloServer<ServerContext>({
    gateway,
    documentStore: documentStore(),
    introspection: introspection !== 'nobody',
    // With the schema not for everybody, an error must not spell out the name that somebody nearly guessed.
    hideSchemaDetailsFromClientErrors: introspection !== 'everybody',
    // None of these can be sent by a foreign page without being asked for first.
    csrfPrevention: { requestHeaders: ['authorization', 'apollo-require-preflight'] },
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: limits.tokens },
    formatError: masked,
    logger: app.log,
    plugins: [
      errorsPlugin(limits.errors),
      operationEndPlugin(),
      fromLedgerPlugin(),
      overSocketsPlugin(),
      introspectionPlugin(introspection),
      statusPlugin(),
      ...plugins,
      fewerErrorsPlugin(limits.errors),
      // It looks at every field of every answer, and nothing here is cached by it.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
    stopOnTerminationSignals: false,
  });
}
