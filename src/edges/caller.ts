import type { Context } from '../context.js';
import type { Caller } from '../limits/budgets.js';
import { networkOf } from '../shared/network.js';

/** Whom a request is counted for. */
export function callerOf({ viewer, address }: Pick<Context, 'viewer' | 'address'>): Caller {
  if (viewer.scopes !== null && viewer.tokenId !== null) return { tier: 'machine', key: viewer.tokenId };
  if (viewer.accountId !== null) return { tier: 'account', key: viewer.accountId };
  return { tier: 'public', key: networkOf(address ?? '') };
}
