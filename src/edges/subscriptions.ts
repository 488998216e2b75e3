import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import type { Config } from '../config.js';
import { Feed, type Told } from '../event/feed.js';
import type { OutboxEvent } from '../event/outbox.js';
import type { Sight } from '../event/sight.js';
import type { Executor } from '../execution/compiled.js';
import { costOfRefused, costWithin, isRefused } from '../limits/cost-within.js';
import type { DocumentGate } from '../limits/document-gate.js';
import type { Limits } from '../limits/limits.js';
import { codesOf } from '../seeing/finished.js';
import { AppError } from '../shared/errors/app-error.js';
import { excerpt } from '../shared/errors/problem.js';
import { Recent } from '../shared/recent.js';
import type { SocketContext, SocketSession } from './socket-session.js';
import { coded } from './spoken-errors.js';
import type { Watch } from './watch.js';

/** What a client sends to subscribe. */
export interface Asked {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

interface Settings {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly limits: Limits;
  readonly gate: DocumentGate;
  readonly introspection: Config['introspection'];
  readonly watch: Watch;
}

const MOST_DOCUMENTS = 200;

/** What whoever subscribes pays from, as in `Till`. */
export interface Purse {
  readonly charge: (cost: number, lookUps: number) => GraphQLError | null;
  readonly owe: (cost: number) => void;
  readonly miss: (misses: number, lookUps: number) => void;
}

/** A subscription that may begin. Each event that it is told of costs what its beginning has cost. */
export interface Prepared extends ExecutionArgs {
  readonly purse: Purse;
  readonly cost: number;
}

/** What is told of an event is paid as whatever is asked, and there is nothing left to pay it with. */
export class Overspent extends Error {}

/** Runs subscriptions as requests are run: the same limits, the same execution, the same reading. */
export class Subscriptions {
  readonly #documents = new Recent<string, DocumentNode>(MOST_DOCUMENTS);
  readonly #rules: readonly ValidationRule[];

  constructor(private readonly settings: Settings) {
    this.#rules = [...specifiedRules, ...(settings.introspection === 'everybody' ? [] : [NoSchemaIntrospectionCustomRule])];
  }

  /** What is to be run, or why it is not. */
  prepare({ query, operationName, variables }: Asked, purse: Purse): Prepared | GraphQLError[] {
    const { schema, limits } = this.settings;
    const document = this.#documents.get(query) ?? this.#read(query);
    if (Array.isArray(document)) {
      purse.owe(costOfRefused(query));
      return document;
    }
    this.#documents.set(query, document);
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return [notASubscription()];
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 20 });
    if (errors) return errors.map((error) => coded('BAD_USER_INPUT', error));
    const cost = costWithin(schema, { document, operation, variables: variables ?? {} }, limits);
    if (isRefused(cost)) return [cost];
    const refusal = purse.charge(cost, 1);
    return refusal === null ? { schema, document, operationName, variableValues: variables, purse, cost } : [refusal];
  }

  #read(query: string): DocumentNode | GraphQLError[] {
    const { schema, limits, gate } = this.settings;
    const refusals = gate.refusals(query);
    if (refusals.length > 0) return [...refusals];
    try {
      const document = parse(query, { maxTokens: limits.tokens });
      const errors = validate(schema, document, this.#rules);
      return errors.length === 0 ? document : errors.map((error) => coded('GRAPHQL_VALIDATION_FAILED', error));
    } catch (error) {
      if (error instanceof GraphQLError) return [coded('GRAPHQL_PARSE_FAILED', error)];
      throw error;
    }
  }

  /** The results as they come, until the client, the server or what is seen of the row ends it; a result with errors where it cannot begin. */
  async run(args: Prepared, session: SocketSession): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
    const begun = async () => {
      await session.renew();
      return createSourceEventStream({ ...args, contextValue: session.context() });
    };
    const feed = await this.#watched(args, session, begun, (result) => (result as ExecutionResult).errors);
    const { errors } = feed instanceof Feed ? { errors: undefined } : (feed as ExecutionResult);
    args.purse.miss(errors?.some(({ extensions }) => extensions.code === 'NOT_FOUND') ? 1 : 0, 1);
    if (!(feed instanceof Feed)) return feed as ExecutionResult;
    return endedBy(this.#results(args, feed, session), () => feed.close());
  }

  async *#results(args: Prepared, feed: Feed, session: SocketSession): AsyncGenerator<ExecutionResult> {
    let last = await this.#readNow(args, feed, session);
    for await (const event of feed) {
      if (args.purse.charge(args.cost, 0) !== null) throw new Overspent();
      const reading = () => this.#told(args, feed, event, session);
      const told = await this.#watched(args, session, reading, (read) => read?.result.errors);
      if (told === null) return;
      const isNews = told.sight === 'WHOLE' || (last !== null && told.read !== last);
      last = told.read;
      if (isNews) yield told.result;
    }
  }

  /** An event as the subscriber reads it; null where the subscriber does not see it any more. */
  async #told(args: ExecutionArgs, { topic }: Feed, event: OutboxEvent, session: SocketSession): Promise<(Read & { readonly sight: Sight }) | null> {
    const sight = await topic.sight(event, await session.renew());
    return sight === 'NOTHING' ? null : { sight, ...(await this.#result(args, { ...event, sight, read: [] }, session.context())) };
  }

  /** What is done for a subscription is an operation each time: to begin it, and to tell of an event. */
  #watched<Done>(
    { document, operationName }: ExecutionArgs,
    session: SocketSession,
    work: () => Promise<Done>,
    errorsOf: (done: Done) => readonly GraphQLError[] | undefined,
  ): Promise<Done> {
    const name = getOperationAST(document, operationName)?.name?.value;
    return this.settings.watch.subscription(session.requestId, async (running) => {
      const finish = (errors: readonly GraphQLError[] | undefined) =>
        running.finish({
          operation: OperationTypeNode.SUBSCRIPTION,
          operationName: name && excerpt(name),
          role: session.viewer.role,
          accountId: session.viewer.accountId,
          errorCodes: codesOf(errors),
          document,
        });
      try {
        const done = await work();
        finish(errorsOf(done));
        return done;
      } catch (error) {
        finish([error instanceof GraphQLError ? error : new GraphQLError('')]);
        throw error;
      }
    });
  }

  /** How a row reads at the beginning, for whom it is told only when that changes. */
  async #readNow(args: ExecutionArgs, { topic }: Feed, session: SocketSession): Promise<string | null> {
    if (topic.row === undefined) return null;
    const event: OutboxEvent = { ...NOTHING_YET, ...topic.row };
    const sight = await topic.sight(event, session.viewer);
    return sight === 'ROW' ? (await this.#result(args, { ...event, sight, read: [] }, session.context())).read : null;
  }

  async #result({ document, operationName, variableValues }: ExecutionArgs, root: Told, context: SocketContext): Promise<Read> {
    const result = await this.settings.execute({ document, operationName, variables: variableValues, context, root });
    return { result, read: [...root.read].sort().join('\n') };
  }
}

/** A result, and as text what of the row was read for it. */
interface Read {
  readonly result: ExecutionResult;
  readonly read: string;
}

const NOTHING_YET: OutboxEvent = {
  position: '0',
  kind: '',
  at: new Date(0).toISOString(),
  type: '',
  key: '',
  entryId: null,
  actingFor: null,
  waitingKind: null,
  itemId: null,
  role: null,
  partnerId: null,
  placeId: null,
  deskId: null,
};

/** A generator that waits does not hear that it is to end; what it waits for has to end first. */
function endedBy<Result>(results: AsyncGenerator<Result>, end: () => void): AsyncGenerator<Result> {
  const ending = Object.create(results) as AsyncGenerator<Result>;
  ending.next = () => results.next();
  ending.return = (value) => {
    end();
    return results.return(value);
  };
  ending.throw = (error) => {
    end();
    return results.throw(error);
  };
  ending[Symbol.asyncIterator] = () => ending;
  return ending;
}

function notASubscription(): GraphQLError {
  return new AppError('BAD_USER_INPUT', {
    zh: '这个连接只接受订阅（subscription）；查询和变更请发到 POST /graphql。',
    en: 'This connection takes subscriptions; queries and mutations go to POST /graphql.',
  });
}
