import { BlockList, isIP } from 'node:net';

// https://www.iana.org/assignments/iana-ipv4-special-registry and its sister for IPv6
const special = new BlockList();
const ipv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Where a machine at Azure is told about itself: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
const ipv6 = [
  ['::', 128],
  ['::1', 128],
  // Addresses that carry an IPv4 address lead wherever that one leads.
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['100::', 64],
  ['100:0:0:1::', 64],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;
for (const [network, prefix] of ipv4) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of ipv6) special.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address is one of the open internet: not this machine, its network or its provider's metadata. */
export function isPublicAddress(ip: string): boolean {
  const family = isIP(ip);
  if (family === 0) return false;
  const mapped = /^::ffff:(?<dotted>\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.groups?.dotted;
  if (mapped !== undefined) return !special.check(mapped, 'ipv4');
  return !special.check(ip, family === 4 ? 'ipv4' : 'ipv6');
}
