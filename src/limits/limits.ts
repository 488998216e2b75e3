import type { MinuteLimits } from './budgets.js';

/** How much one request may ask for, and all of a caller. */
export interface Limits {
  /** Tokens in the document. */
  readonly tokens: number;
  /** Levels of nested fields. */
  readonly depth: number;
  /** Aliases in the document. */
  readonly aliases: number;
  /** Fields at the root of an operation. */
  readonly rootFields: number;
  /** Rows that an operation may read; see cost.calculation.ts. */
  readonly cost: number;
  readonly costPerMinute: MinuteLimits;
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
  /** How long a socket has to say who it is. */
  readonly initSeconds: number;
  readonly pingSeconds: number;
  /** How often it is looked whether a token is still good. */
  readonly checkSeconds: number;
}
