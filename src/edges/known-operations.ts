import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { Executor } from '../execution/compiled.js';
import type { Till } from '../limits/cost.plugin.js';
import { costWithin, isRefused } from '../limits/cost-within.js';
import { asksForSchema } from '../limits/introspection.js';
import type { Limits } from '../limits/limits.js';
import { lookUpsOf } from '../limits/look-ups.js';
import { missesIn } from '../limits/misses.js';
import { Recent } from '../shared/recent.js';
import { finishOperation } from './operation-end.plugin.js';
import type { ServerContext } from './server-context.js';

/** A document that Apollo has parsed, found valid and within its limits, with the only operation in it. */
interface Known {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** What a client asks of a known operation. */
export interface Asked extends Known {
  readonly variables: Readonly<Record<string, unknown>>;
}

const MOST_TEXTS = 500;

interface Settings {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly limits: Pick<Limits, 'cost' | 'listItems'>;
  readonly till: Till<ServerContext>;
}

/**
 * Operations that come again and go well are answered here, in what is left of Apollo's way once a document is known: its cost, its
 * execution, its log line. Apollo's own way through them takes longer than reading a row. Whatever is not plain goes to Apollo, and so
 * does a result with an error in it, with what was found.
 */
export class KnownOperations {
  readonly #texts = new Recent<string, Known>(MOST_TEXTS);

  constructor(private readonly settings: Settings) {}

  /** Learns the documents that Apollo lets through. */
  plugin(): ApolloServerPlugin<ServerContext> {
    return {
      requestDidStart: async () => ({
        didResolveOperation: async ({ source, document, operation }) => {
          const operations = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
          // The schema is not for everybody, and whom it is for is looked at on Apollo's way; and a subscription has no answer here.
          if (operation && operations.length === 1 && operation.operation !== OperationTypeNode.SUBSCRIPTION && !asksForSchema(document)) {
            this.#texts.set(source, { document, operation });
          }
        },
      }),
    };
  }

  /** What a plain request asks for, where the operation is known. */
  find({ method, headers, body }: FastifyRequest): Asked | undefined {
    if (method !== 'POST' || !isPlain(headers['content-type'], JSON_TYPES) || !isPlain(headers.accept, ACCEPTED)) return undefined;
    if (!isRecord(body) || typeof body.query !== 'string') return undefined;
    const known = this.#texts.get(body.query);
    const { operationName, variables = null, extensions = null } = body;
    if (known === undefined || extensions !== null || (operationName != null && operationName !== known.operation.name?.value)) return undefined;
    return variables === null || isRecord(variables) ? { ...known, variables: variables ?? {} } : undefined;
  }

  /** The text of the answer; or, where it is not for this way, what was found already: nothing, or a result with errors. */
  async answer({ document, operation, variables }: Asked, context: ServerContext): Promise<string | ExecutionResult | undefined> {
    const { schema, execute, limits, till } = this.settings;
    const cost = costWithin(schema, { document, operation, variables }, limits);
    const lookUps = lookUpsOf({ document, operation, variables });
    if (isRefused(cost) || till.charge(context, cost, lookUps) !== null) return undefined;
    const result = await execute({ document, variables, context });
    if (result.errors || !result.data) return result;
    till.miss(context, missesIn(result), lookUps);
    finishOperation(context, { operation, document });
    const { fromLedger } = context.impact;
    return `${JSON.stringify({ data: result.data, extensions: { cost, ...(fromLedger.length > 0 && { fromLedger }) } })}\n`;
  }
}

const JSON_TYPES: readonly string[] = ['application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-8'];
const ACCEPTED: readonly string[] = ['*/*', 'application/json'];

/** A header that says one of these in so many words. One that accepts says nothing as well. */
function isPlain(header: string | undefined, words: readonly string[]): boolean {
  return header === undefined ? words === ACCEPTED : words.includes(header.toLowerCase());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
