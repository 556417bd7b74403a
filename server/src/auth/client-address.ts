import { BlockList, isIP } from "node:net";

/** Whether an address is that of a proxy whose `X-Forwarded-For` is believed. */
export type TrustedProxies = (address: string) => boolean;

const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * Addresses and networks (`10.0.0.0/8`), separated by commas. A network of everything is none: it would let anybody say
 * who they are.
 *
 * @returns undefined for what is no such list
 */
export function readProxies(text: string): TrustedProxies | undefined {
  const list = new BlockList();
  for (const entry of text.split(",").map((one) => one.trim())) {
    const [, address = "", prefix] = /^([^/]+)(?:\/([1-9]\d{0,2}))?$/.exec(entry) ?? [];
    const bits = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || address.includes("%") || Number(prefix ?? bits) > bits) return undefined;
    list.addSubnet(address, Number(prefix ?? bits), family(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, family(address));
}

/**
 * Where a request comes from: the socket's address; behind proxies that are trusted, the last address in `X-Forwarded-For`
 * that none of them has. What stands before it says whatever its sender likes.
 */
export function clientAddress(socket: string, forwarded: string | undefined, isTrusted?: TrustedProxies): string {
  let address = plain(socket);
  const hops = isTrusted ? (forwarded ?? "").split(",") : [];
  while (isTrusted?.(address)) {
    const hop = plain(hops.pop()?.trim() ?? "");
    if (isIP(hop) === 0 || hop.includes("%")) break;
    address = hop;
  }
  return address;
}

/** As `net` writes it: without a port, and an IPv4 address within IPv6 as itself. */
const plain = (text: string): string =>
  text
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/^::ffff:(?=[\d.]+$)/i, "");

/**
 * Whom attempts are counted for: of IPv6 the network of 64 bits, all of whose addresses one machine may use.
 *
 * @param address as {@link clientAddress} says it
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array<string>(missing).fill("0"), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
