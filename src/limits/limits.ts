import type { MinuteLimits } from './budgets.js';

/** How much one request may ask for, and all of a caller. */
export interface Limits extends DocumentLimits {
  /** Errors in an answer. */
  readonly errors: number;
  /** Rows that an operation may read; see cost.calculation.ts. */
  readonly cost: number;
  readonly costPerMinute: MinuteLimits;
  /** Look-ups within a minute that find nothing; see misses.ts. */
  readonly missesPerMinute: number;
}

/** What a document may be. */
export interface DocumentLimits {
  readonly documentBytes: number;
  readonly tokens: number;
  /** Levels of nested fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields at the root of an operation. */
  readonly rootFields: number;
  readonly directives: number;
  /** Fragments that are defined. */
  readonly fragments: number;
  readonly operations: number;
  /** Items of one list. */
  readonly listItems: number;
  /** Pairs of fields that have one name in the answer. */
  readonly overlaps: number;
}

/** What a connection may take before it is known what is asked. */
export interface HttpLimits {
  /** Connections of a process. */
  readonly connections: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly headerSeconds: number;
  readonly bodySeconds: number;
  readonly uploadSeconds: number;
  /** Between two requests. */
  readonly idleSeconds: number;
  /** Without a byte in either direction. */
  readonly silentSeconds: number;
}

/** How much the sockets for subscriptions may ask for. */
export interface SocketLimits {
  /** Sockets of a process. */
  readonly most: number;
  /** Sockets of an account, or of an address that nobody has signed in from. */
  readonly perCaller: number;
  /** Subscriptions of a socket. */
  readonly subscriptions: number;
  /** Bytes of a message from a client. */
  readonly messageBytes: number;
  /** Messages from a client within ten seconds. */
  readonly messages: number;
  /** Bytes that wait for a client to take them. */
  readonly unsentBytes: number;
  /** How long a socket has to say who it is. */
  readonly initSeconds: number;
  /** How long one is kept that subscribes to nothing. */
  readonly idleSeconds: number;
  readonly pingSeconds: number;
  /** How often it is looked whether a token is still good. */
  readonly checkSeconds: number;
}
