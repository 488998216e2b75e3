import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';

/** Networks as they are written, such as 10.0.0.0/8. */
export type Networks = readonly string[];

/** Where nobody outside can be reached (IANA's special-purpose registries): a webhook to it would ask what stands beside this server. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** All that is public lies in 2000::/3; what of it stands for other addresses, or for none, does not. */
const PUBLIC_6 = ['2000::/3'];
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const notPublic4 = listOf(NOT_PUBLIC_4);
const public6 = listOf(PUBLIC_6);
const notPublic6 = listOf(NOT_PUBLIC_6);
const loopback = listOf(['127.0.0.0/8', '::1/128']);

function listOf(networks: Networks): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** Whether the address may be sent to: it is public, or in one of these networks. */
export function mayBeSentTo(address: string, networks: Networks): boolean {
  if (isIn(listOf(networks), address)) return true;
  return isIPv4(address) ? !isIn(notPublic4, address) : isIn(public6, address) && !isIn(notPublic6, address);
}

/** Whether an address is this machine's own, where nothing needs to be encrypted. */
export function isLoopback(address: string): boolean {
  return isIn(loopback, address);
}

/** The host of an address, where it is an IP address and no name. */
export function ipIn({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? null : bare;
}

export class AddressRefused extends Error {}

/**
 * Resolves a name for the connection that is made then, and so to addresses that were looked at: a name that answers otherwise a moment
 * later is of no use. Throws where none of them may be sent to.
 */
export function lookingUp(networks: Networks, isPlain: boolean): LookupFunction {
  return (host, options, answer) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, '');
      const fit = (addresses as LookupAddress[]).filter(({ address }) => mayBeSentTo(address, networks) && (!isPlain || isLoopback(address)));
      const [first] = fit;
      if (first === undefined) return answer(new AddressRefused(`${host} has no address that may be sent to`) as NodeJS.ErrnoException, '');
      if (options.all) return answer(null, fit);
      return answer(null, first.address, first.family);
    });
  };
}
