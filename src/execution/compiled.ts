import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { ReadingContext } from '../reading/reading-context.js';
import { readField } from '../reading/wire.js';
import { takingCoerced, withCoerced } from './coerced-variables.js';
import { isCompilable } from './compilable.js';
import { asGraphQLErrors } from './compiled-errors.js';

/** An operation to be run. */
export interface Run {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: unknown;
  /** Of a subscription the event that its fields are read of. */
  readonly root?: unknown;
}

export type Executor = (run: Run) => Promise<ExecutionResult>;

type Compiled = (root: unknown, context: unknown, variables: unknown) => Promise<ExecutionResult> | ExecutionResult;

/** Variables with more mistakes than this are answered with these, as graphql-js does it. */
const MOST_MISTAKES = 50;

interface Options {
  /** At which sight of an operation it is compiled. Compiling takes as long as running it some twenty times, and many come once. */
  readonly compileAt?: number;
}

/**
 * Runs operations as graphql-js does, and those that come again by a function that is compiled for them. A document that is kept carries
 * its compiled operations with it, so they are bounded as the documents are, and go with them.
 */
export function createExecutor(schema: GraphQLSchema, { compileAt = 2 }: Options = {}): Executor {
  const compilable = withCoerced(schema);
  const documents = new WeakMap<DocumentNode, Map<string, Seen>>();

  return async ({ document, operationName, variables, context, root }) => {
    const operation = getOperationAST(document, operationName);
    const interpreted = () => interpret(schema, { document, operationName, variables, context, root });
    if (!operation) return interpreted();
    // What decides a write, and what somebody is told, is read where it is written.
    if (operation.operation !== OperationTypeNode.QUERY) (context as Partial<ReadingContext> | undefined)?.stayWithPrimary?.();
    const seen = seenOf(documents, document, operation);
    if (seen.times < compileAt) seen.times += 1;
    if (seen.times < compileAt) return interpreted();
    seen.compiled ??= compile(compilable, document, operation);
    if (seen.compiled === NOT) return interpreted();

    const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: MOST_MISTAKES });
    if (errors) return { errors };
    return asGraphQLErrors(await seen.compiled(undefined, context, coerced));
  };
}

const NOT = 'not compiled';

interface Seen {
  times: number;
  compiled?: Compiled | typeof NOT;
}

function seenOf(documents: WeakMap<DocumentNode, Map<string, Seen>>, document: DocumentNode, operation: OperationDefinitionNode): Seen {
  const operations = documents.get(document) ?? new Map<string, Seen>();
  documents.set(document, operations);
  const name = operation.name?.value ?? '';
  const seen = operations.get(name) ?? { times: 0 };
  operations.set(name, seen);
  return seen;
}

function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Compiled | typeof NOT {
  if (!isCompilable(schema, document, operation)) return NOT;
  const compiled = compileQuery(schema, takingCoerced(document, operation), operation.name?.value ?? '');
  return isCompiledQuery(compiled) ? (compiled.query as Compiled) : NOT;
}

async function interpret(schema: GraphQLSchema, { document, operationName, variables, context, root }: Run): Promise<ExecutionResult> {
  return execute({ schema, document, operationName, variableValues: variables, contextValue: context, rootValue: root, fieldResolver: readField });
}
