import type { WritingContext } from '../writing/write.js';

/** What signing in needs of the request. */
export interface AccountContext extends WritingContext {
  /** The network address that it came from; null where it came over none. */
  readonly address: string | null;
}
