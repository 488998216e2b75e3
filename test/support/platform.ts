import { randomUUID } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { ACTING_FOR } from '../../src/access/acting-for.js';
import type { IdentityProvider } from '../../src/access/identity-provider.js';
import { issueToken } from '../../src/access/tokens.js';
import type { MemberRole } from '../../src/access/viewer.js';
import { contextOf } from '../../src/context.js';
import { type Database, openDatabase } from '../../src/database.js';
import { createExecutor } from '../../src/execution/compiled.js';
import { buildApiSchema } from '../../src/schema.js';
import type { ServerStorage } from '../../src/server-pool.js';
import { type Executor, type Sql, sql } from '../../src/shared/sql.js';
import { newWebhookKey, webhookKey } from '../../src/webhook/secret.js';
import { keepWebhookSettings } from '../../src/webhook/webhook-settings.js';
import { type Answer, answerOf, dataOf } from './answer.js';
import { ownerOf } from './owner.js';
import { assertRulesNameInput } from './rule-paths.js';
import { createTestDatabase, type Filling, openEmbedded, type TestDatabase } from './test-database.js';

export interface Account {
  readonly token: string;
}

export interface Asking {
  readonly as?: Account;
  /** The id of a membership, a partner or a place. */
  readonly actingFor?: string | undefined;
  /** Where the request seems to come from. */
  readonly address?: string;
  /** Whose tokens are taken beside the platform's own. */
  readonly provider?: IdentityProvider;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly language?: 'zh' | 'en';
}

/** The whole platform but for HTTP, on a database of its own. */
export interface Platform {
  readonly database: Database;
  /** The same database as its owner, who sees every row and may change all but what the ledger itself forbids. */
  readonly owner: Executor;
  readonly schema: GraphQLSchema;
  /** Sees each operation before it is run, and gives what is run in its place. */
  before?: ((source: string, asking: Asking) => Promise<Asking>) | undefined;
  /** What the API answers to a client with this account's token, or to the public. */
  ask(source: string, asking?: Asking): Promise<Answer>;
  /** The data of an operation that must go well. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  read(source: string, asking?: Asking): Promise<any>;
  /** Calls a mutation that takes an input and a key. */
  write(as: Account | undefined, action: string, input: object, key?: string): Promise<Answer>;
  /** The id of what a mutation wrote, which must go well. */
  done(as: Account, action: string, input: object): Promise<string>;
  /** An account of one membership with a token, for a partner or a place by its key in the database. */
  account(role: MemberRole, owner?: { partnerId?: string; placeId?: string; manages?: boolean }): Promise<Account>;
  /** The rows of a statement that the owner runs. */
  rows<Row>(statement: Sql): Promise<Row[]>;
  close(): Promise<void>;
}

const CONNECTIONS = 20;

export async function openPlatform(filling: Filling = 'reference'): Promise<Platform> {
  const copy = await createTestDatabase(filling);
  return platformOn(await openDatabase({ kind: 'postgresql', url: copy.url, connections: CONNECTIONS }), copy);
}

/** The same on a database that stays when the platform is closed, reached as is said. */
export async function openPlatformOn({ url }: Pick<TestDatabase, 'url'>, ways: Partial<ServerStorage> = {}): Promise<Platform> {
  return platformOn(await openDatabase({ kind: 'postgresql', url, connections: CONNECTIONS, ...ways }));
}

/** The same on an embedded database in memory, or in a data folder, which has one connection. */
export async function openEmbeddedPlatform(dataFolder?: string): Promise<Platform> {
  return platformOn(await openEmbedded(dataFolder));
}

function platformOn(database: Database, copy?: TestDatabase): Platform {
  const { owner, close: leave } = ownerOf(database);
  keepWebhookSettings(database.pool, { key: webhookKey(newWebhookKey()), networks: ['127.0.0.0/8'], timeoutMs: 2_000, giveUpDays: 5 });
  const schema = buildApiSchema();
  // Every test's operation is compiled, as the server compiles those that come again.
  const execute = createExecutor(schema, { compileAt: 1 });
  // As the server keeps them, with what is kept of them, from one viewer to the next.
  const documents = new Map<string, DocumentNode>();

  async function ask(source: string, asking: Asking = {}): Promise<Answer> {
    const { as, actingFor, address = '192.0.2.1', provider, variables, language = 'zh' } = (await platform.before?.(source, asking)) ?? asking;
    const headers = { authorization: as && `Bearer ${as.token}`, 'accept-language': language, [ACTING_FOR]: actingFor };
    const context = await contextOf(database, headers, { address, provider });
    const document = documents.get(source) ?? parsed(source);
    if (document instanceof GraphQLError) return answerOf({ errors: [document] });
    // One that is kept was valid.
    const errors = documents.has(source) ? [] : validate(schema, document);
    if (errors.length > 0) return answerOf({ errors });
    documents.set(source, document);
    const answer = answerOf(await execute({ document, variables, context }));
    assertRulesNameInput(schema, answer);
    return answer;
  }

  async function write(as: Account | undefined, action: string, input: object, key: string = randomUUID()): Promise<Answer> {
    const { text, variables } = mutationOf(schema, action, input, key);
    return ask(text, { as, variables });
  }

  async function rows<Row>(statement: Sql): Promise<Row[]> {
    return (await sql`${statement}`.execute(owner)).rows as Row[];
  }

  const platform: Platform = {
    database,
    owner,
    schema,
    ask,
    read: async (source, asking) => dataOf(await ask(source, asking)),
    write,
    done: async (as, action, input) => writtenId(action, await write(as, action, input)),
    account: async (role, { partnerId, placeId, manages = false } = {}) => {
      const [account] = await rows<{ id: string }>(sql`
        with account as (insert into account (name) values (${role}) returning id)
        insert into membership (account_id, role, partner_id, place_id, manages)
        select id, ${role}, ${partnerId ?? null}::bigint, ${placeId ?? null}::bigint, ${manages} from account returning account_id::text as id`);
      return { token: await issueToken(owner, account?.id ?? '', 1) };
    },
    rows,
    close: async () => {
      await leave();
      await database.close();
      await copy?.drop();
    },
  };
  return platform;
}

function parsed(source: string): DocumentNode | GraphQLError {
  try {
    return parse(source);
  } catch (error) {
    return error as GraphQLError;
  }
}

/** A mutation that takes `input` and perhaps a key, or arguments of its own, with what it wrote selected by id. */
function mutationOf(schema: GraphQLSchema, action: string, input: object, key: string): { text: string; variables: Record<string, unknown> } {
  const field = schema.getMutationType()?.getFields()[action];
  if (!field) throw new Error(`Expected a mutation, got "${action}"`);
  const variables: Record<string, unknown> = {};
  for (const { name } of field.args) {
    variables[name] = name === 'input' ? input : name === 'idempotencyKey' ? key : (input as Record<string, unknown>)[name];
  }
  const inBrackets = (parts: string[]) => (parts.length === 0 ? '' : `(${parts.join(', ')})`);
  const declared = inBrackets(field.args.map(({ name, type }) => `$${name}: ${type}`));
  const passed = inBrackets(field.args.map(({ name }) => `${name}: $${name}`));
  const payload = schema.getType(String(field.type).replace('!', '')) as GraphQLObjectType;
  const [written] = Object.values(payload.getFields());
  const type = getNamedType(written?.type);
  const inside = isObjectType(type) && type.getFields().id ? 'id' : '__typename';
  const selected = isCompositeType(type) ? `${written?.name} { ${inside} }` : written?.name;
  return { text: `mutation ${declared} { ${action}${passed} { ${selected} } }`, variables };
}

/** The id of the row that a mutation answered with. */
export function writtenId(action: string, answer: Answer): string {
  const payload = dataOf(answer)[action] as Record<string, { id: string }>;
  return Object.values(payload)[0]?.id ?? '';
}
