import { type ExecutionResult, GraphQLError } from 'graphql';

/** The compiler makes errors of its own kind, without what masking and Apollo look for; an answer with errors takes graphql-js's. */
export function asGraphQLErrors(result: ExecutionResult): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result;
}

function asGraphQLError({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: locations !== undefined });
}
