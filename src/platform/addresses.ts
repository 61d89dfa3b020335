// Which addresses the outside world may send us to. The lists follow the IANA special-purpose
// registries (RFC 6890 and its updates); abuse case X63.
import { BlockList, isIP, isIPv4 } from 'node:net';

const refused4: readonly [string, number, string][] = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'carrier-grade NAT'],
  ['127.0.0.0', 8, 'loopback'],
  ['168.63.129.16', 32, 'cloud metadata'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'benchmarking'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
];

/** Named for the reason they give; everything else outside 2000::/3 is refused as `reserved`. */
const refused6: readonly [string, number, string][] = [
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  ['::ffff:0:0', 96, 'IPv4-mapped'],
  ['64:ff9b::', 96, 'NAT64'],
  ['64:ff9b:1::', 48, 'NAT64'],
  ['2001::', 23, 'reserved'],
  ['2001:db8::', 32, 'documentation'],
  ['2002::', 16, '6to4'],
  ['3fff::', 20, 'documentation'],
  ['fc00::', 7, 'unique local'],
  ['fe80::', 10, 'link-local'],
  ['fec0::', 10, 'site-local'],
  ['ff00::', 8, 'multicast'],
];

const rules4 = refused4.map(([net, bits, reason]) => ({ list: subnet(net, bits, 'ipv4'), reason }));
const rules6 = refused6.map(([net, bits, reason]) => ({ list: subnet(net, bits, 'ipv6'), reason }));
const global6 = subnet('2000::', 3, 'ipv6');

function subnet(net: string, bits: number, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  list.addSubnet(net, bits, family);
  return list;
}

/**
 * Why this address is not of the public internet, in words (`loopback`, `private`, ...), or null
 * when it is. What is not an address at all is `not an address`.
 */
export function internalReason(address: string): string | null {
  const bare = withoutZone(address);
  if (isIPv4(bare)) {
    return rules4.find((rule) => rule.list.check(bare, 'ipv4'))?.reason ?? null;
  }
  if (isIP(bare) !== 6) return 'not an address';
  const rule = rules6.find((candidate) => candidate.list.check(bare, 'ipv6'));
  if (rule) return rule.reason;
  return global6.check(bare, 'ipv6') ? null : 'reserved';
}

/** What the operator lets us reach although internal. */
export interface AllowList {
  /** True when this host name (exact) or address literal was named. */
  host(hostname: string): boolean;
  /** True when the address is inside one of the CIDRs. */
  address(address: string): boolean;
}

/**
 * Reads EGRESS_ALLOW: CIDRs (`10.0.0.0/8`, `fd00::/8`), single addresses and host names, which are
 * matched whole, never by suffix or substring. Throws an Error that names an unreadable entry.
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const nets = new BlockList();
  const hosts = new Set<string>();
  for (const raw of entries) {
    const entry = raw.trim().toLowerCase();
    if (entry === '') continue;
    const [net = '', bits] = entry.split('/');
    const bare = net.replace(/^\[(.*)\]$/, '$1');
    const family = isIP(bare);
    if (family === 0) {
      const host = bits === undefined ? hostName(net) : null;
      if (host === null) unreadable(raw);
      hosts.add(host);
      continue;
    }
    const width = family === 4 ? 32 : 128;
    const size = bits === undefined ? width : Number(bits);
    if (bits === '' || !Number.isInteger(size) || size < 0 || size > width) unreadable(raw);
    nets.addSubnet(bare, size, family === 4 ? 'ipv4' : 'ipv6');
  }
  return {
    host: (hostname) => hosts.has(hostname.toLowerCase()),
    address(address) {
      const bare = withoutZone(address);
      const family = isIP(bare);
      return family !== 0 && nets.check(bare, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

/** The name as the URL parser writes it (punycode, lower case), or null when it is none. */
function hostName(text: string): string | null {
  if (!/^[^\s/:@?#\\*]+$/.test(text)) return null;
  return URL.parse(`http://${text}/`)?.hostname ?? null;
}

function unreadable(entry: string): never {
  throw new Error(`EGRESS_ALLOW: cannot read ${JSON.stringify(entry)} as a CIDR or a host name.`);
}

function withoutZone(address: string): string {
  return address.split('%')[0] ?? address;
}
