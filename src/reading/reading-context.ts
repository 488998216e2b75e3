import type { Viewer } from '../access/viewer.js';
import type { Reader } from './reader.js';

/** What a resolver that reads needs of the request. */
export interface ReadingContext {
  readonly viewer: Viewer;
  readonly reader: Reader;
  /** What a request carries below a field that looks back to an instant. */
  asOf(instant: Date): ReadingContext;
  /** From now on the request reads where writes are made, and not from a replica. */
  stayWithPrimary(): void;
}
