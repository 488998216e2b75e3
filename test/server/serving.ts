import type { FastifyInstance } from 'fastify';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { readConfig } from '../../src/config.js';
import type { Database } from '../../src/database.js';
import { flushLog } from '../../src/edges/log-stream.js';
import { createServer } from '../../src/server.js';
import { AppError, rulesBroken } from '../../src/shared/errors/app-error.js';

type Environment = Readonly<Record<string, string>>;

/** The HTTP server without a network, with these settings. */
export async function serve(database: Database, schema: GraphQLSchema, environment: Environment = {}): Promise<FastifyInstance> {
  return createServer({ database, schema, config: readConfig({ LOG_LEVEL: 'silent', ...environment }) });
}

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly body: any;
  readonly text: string;
}

export async function post(app: FastifyInstance, payload: object | string, headers: Environment = {}): Promise<Reply> {
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
  return { status: response.statusCode, body: response.json(), text: response.body };
}

/** A request is logged once its answer has left. */
async function aTurn(): Promise<void> {
  await new Promise(setImmediate);
}

/** What the log says while the work is done: each line as its object. The log goes to stderr. */
export async function logOf(work: () => Promise<void>): Promise<Record<string, unknown>[]> {
  flushLog();
  const { write } = process.stderr;
  let text = '';
  process.stderr.write = (chunk: string | Uint8Array) => {
    text += chunk;
    return true;
  };
  await work()
    .then(aTurn)
    .finally(() => {
      flushLog();
      process.stderr.write = write;
    });
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A schema whose fields go wrong in every way there is. */
export function failingSchema(): GraphQLSchema {
  const schema = buildSchema(
    'type Query { crash: String, full: String, gone: String, refused: String, broken: String, foreign: String, never: String!, people(first: Int = 20): People } type People { nodes: [Person!]! } type Person { name: String friends(first: Int = 20): People }',
  );
  const failures: Record<string, () => unknown> = {
    crash: () => {
      throw Object.assign(new Error('select secret from account where password = 1 at /srv/app/node_modules/pg/lib/client.js'), { code: '42601' });
    },
    full: () => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write '/srv/app/evidence'"), { code: 'ENOSPC' });
    },
    gone: () => {
      throw Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
    },
    refused: () => {
      throw new AppError('NOT_FOUND', { zh: '没有找到', en: 'not found' });
    },
    broken: () => {
      throw rulesBroken([{ code: 'AMOUNT', path: ['amount'], messages: { zh: '金额不对', en: 'The amount is wrong.' } }]);
    },
    foreign: () => {
      throw new GraphQLError('a library says /srv/app/secret');
    },
    never: () => null,
    people: () => null,
  };
  for (const [name, resolve] of Object.entries(failures)) {
    const field = schema.getQueryType()?.getFields()[name];
    if (field) field.resolve = resolve;
  }
  return schema;
}
