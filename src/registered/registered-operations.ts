import { createHash } from 'node:crypto';
import { type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { readOperations } from '../explorer/operations.js';
import type { PublicScope } from './public-version.js';
import { scopesOf } from './scopes.js';

/** An operation of schema/operations, which clients may call by the hash of its text or by its name. */
export interface RegisteredOperation {
  readonly name: string;
  readonly hash: string;
  readonly text: string;
  readonly isQuery: boolean;
  /** What its answer changes with, as far as the public sees it. */
  readonly scopes: readonly PublicScope[];
}

export function registeredOperations(schema: GraphQLSchema): RegisteredOperation[] {
  return readOperations().map(({ name: file, query: text }) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation?.name) throw new Error(`Expected one operation with a name in ${file}`);
    return {
      name: operation.name.value,
      hash: createHash('sha256').update(text).digest('hex'),
      text,
      isQuery: operation.operation === 'query',
      scopes: scopesOf(schema, document),
    };
  });
}
