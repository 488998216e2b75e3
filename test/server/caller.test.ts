import { expect, test } from '@jest/globals';
import { PUBLIC_VIEWER } from '../../src/access/viewer.js';
import { callerOf } from '../../src/edges/caller.js';

const from = (address: string) => callerOf({ viewer: PUBLIC_VIEWER, address }).key;

test('all addresses of one network of version 6 are one caller, and each of version 4 is its own', () => {
  expect(from('2001:db8:1:2::1')).toBe(from('2001:db8:1:2:ffff:ffff:ffff:ffff'));
  expect(from('2001:db8::1')).toBe(from('2001:db8:0:0:1::'));
  expect(from('2001:db8:1:2::1')).not.toBe(from('2001:db8:1:3::1'));
  expect(from('::1')).toBe('0:0:0:0');
  expect(from('192.0.2.1')).not.toBe(from('192.0.2.2'));
  expect(from('::ffff:192.0.2.1')).not.toBe(from('::ffff:192.0.2.2'));
});

test('whoever is signed in is the account wherever it is, and a service token is its own', () => {
  const account = { ...PUBLIC_VIEWER, accountId: '7', tokenId: '1' };
  expect(callerOf({ viewer: account, address: '192.0.2.1' })).toEqual(callerOf({ viewer: { ...account, tokenId: '2' }, address: '192.0.2.9' }));
  expect(callerOf({ viewer: { ...account, scopes: [] }, address: null })).toEqual({ tier: 'machine', key: '1' });
});
