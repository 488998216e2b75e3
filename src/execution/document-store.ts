import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { Recent } from '../shared/recent.js';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** Clients send the same few documents over and over. Each carries its plan, its cost and its compiled function, so there are not many. */
const MOST_DOCUMENTS = 500;

/** Keeps the documents that were parsed and found valid, the ones used last. */
export function documentStore(): DocumentStore {
  const documents = new Recent<string, DocumentNode>(MOST_DOCUMENTS);
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => documents.set(key, document),
    delete: async (key) => documents.delete(key),
  };
}
