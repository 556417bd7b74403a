import { BlockList, isIP } from "node:net";

// IANA's registries of special-purpose addresses (RFC 6890 and later), and where clouds keep what is for a machine itself.

const SPECIAL_V4: [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Of what is given out to the public, 2000::/3. Some carry an IPv4 address within them: who knows where that leads. */
const SPECIAL_V6: [network: string, prefix: number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL_V4) special.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of SPECIAL_V6) special.addSubnet(network, prefix, "ipv6");
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an address is one that anybody on the internet may be reached at: not private, loopback, link-local, shared,
 * multicast, reserved, nor a cloud's metadata.
 *
 * @param address as `net` writes it; whatever is no address is not public
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes("%")) return false;
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  return family === 6 && globalV6.check(address, "ipv6") && !special.check(address, "ipv6");
}

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addAddress("fd00:ec2::254", "ipv6");
linkLocal.addAddress("168.63.129.16", "ipv4");
linkLocal.addAddress("100.100.100.200", "ipv4");

/** Where clouds tell a machine its secrets: no setting lets anything in there. */
export const isMetadataAddress = (address: string): boolean => {
  const family = isIP(address);
  return address.includes("%") || family === 0 || linkLocal.check(address, family === 4 ? "ipv4" : "ipv6");
};
