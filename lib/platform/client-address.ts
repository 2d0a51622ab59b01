import { BlockList, isIP, SocketAddress } from 'node:net';

/** An address in canonical form: IPv4 in IPv6 as IPv4, IPv6 in its short form; null: not an address. */
function normalise(text: string): string | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  if (mapped && isIP(mapped)) return mapped;
  const family = isIP(text);
  if (family === 4) return text;
  if (family !== 6 || text.includes('%')) return null;
  return new SocketAddress({ family: 'ipv6', address: text }).address;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether this is an address, or a network such as 10.0.0.0/8. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  if (normalise(address) === null || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32));
}

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined)
      list.addAddress(normalise(address) ?? address, familyOf(normalise(address) ?? address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

/**
 * Returns a function that gives the client's address: the socket's address, or, if that is a trusted proxy, the last
 * address in X-Forwarded-For that is not one. Any client could have written the addresses before it.
 */
export function createAddressReader(
  trustedProxies: readonly string[],
): (socketAddress: string | undefined, forwardedFor: string | undefined) => string {
  const trusted = listOf(trustedProxies);
  return (socketAddress, forwardedFor) => {
    let address = normalise(socketAddress ?? '') ?? 'unknown';
    const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
    while (isIP(address) !== 0 && trusted.check(address, familyOf(address))) {
      const before = normalise(hops.pop() ?? '');
      if (before === null) break;
      address = before;
    }
    return address;
  };
}

/** The unit that limits count: an IPv4 address, or the /64 of an IPv6 address, which belongs to one client. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const groups = left === '' ? [] : left.split(':');
  const tail = right ? right.split(':') : [];
  const missing = right === undefined ? 0 : 8 - groups.length - tail.length;
  const full = [...groups, ...Array<string>(missing).fill('0'), ...tail];
  return `${full.slice(0, 4).join(':')}::/64`;
}
