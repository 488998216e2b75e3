import type { DocumentNode, GraphQLError } from 'graphql';

/** A statement that has been answered. */
export interface AnsweredStatement {
  /** As it was sent, with the parameters apart: what a client sent is in none of it. */
  readonly text: string;
  readonly durationMs: number;
  readonly rows: number;
  /** What it failed with; null where it went well. */
  readonly code: string | null;
}

/** What the caller of an operation was charged. */
export interface Charge {
  readonly tier: string;
  readonly rows: number;
}

/** What an operation was, as whoever ran it knows it. */
export interface Operation {
  /** query, mutation or subscription; undefined where its document could not be read. */
  readonly operation: string | undefined;
  readonly operationName: string | undefined;
  readonly role: string;
  readonly accountId: string | null;
  /** Undefined where all went well. */
  readonly errorCodes: readonly string[] | undefined;
  readonly document: DocumentNode | undefined;
}

/** The one record of an operation that is finished: the log, the metrics and the trace are told of it alone. */
export interface Finished extends Operation {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly charge: Charge | null;
  readonly durationMs: number;
  /** How many it sent to the database; none are counted where nobody looks. */
  readonly statements: number;
  /** The slowest first. */
  readonly slowest: readonly AnsweredStatement[];
}

/** The codes of errors as clients are told them. */
export function codesOf(errors: readonly GraphQLError[] | undefined): string[] | undefined {
  return errors?.map(({ extensions }) => String(extensions.code ?? 'INTERNAL_SERVER_ERROR'));
}
