import { isIPv6 } from 'node:net';
import type { Context } from '../context.js';
import type { Caller } from '../limits/budgets.js';

/** Whom a request is counted for. */
export function callerOf({ viewer, address }: Pick<Context, 'viewer' | 'address'>): Caller {
  if (viewer.scopes !== null && viewer.tokenId !== null) return { tier: 'machine', key: viewer.tokenId };
  if (viewer.accountId !== null) return { tier: 'account', key: viewer.accountId };
  return { tier: 'public', key: networkOf(address ?? '') };
}

/** One client has a whole network of such addresses (RFC 6177), so they are one: the first 64 bits. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [before = '', after] = address.split('::');
  const head = before.split(':').filter((group) => group !== '');
  const tail = (after ?? '').split(':').filter((group) => group !== '');
  const zeros = after === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
