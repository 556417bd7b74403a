import { asString, type CompileTest, readValues } from "./operator.ts";

// An address is a list of 16-bit groups, IPv4 two of them and IPv6 eight; a network is an address and a number of bits.

type Address = readonly number[];

interface Network {
  address: Address;
  bits: number;
}

/** Four decimal numbers without leading zeros, which some would read as octal. */
function parseIpv4(text: string): Address | undefined {
  let bits = 0;
  let octet = -1;
  let octets = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46 && octet >= 0) {
      bits = bits * 256 + octet;
      octet = -1;
      octets++;
    } else if (code >= 48 && code <= 57 && octet !== 0) {
      octet = Math.max(octet, 0) * 10 + code - 48;
      if (octet > 255) return undefined;
    } else {
      return undefined;
    }
  }
  if (octets !== 4 || octet < 0) return undefined;
  return [bits >> 8, ((bits & 0xff) << 8) | octet];
}

/** RFC 4291, section 2.2: groups, one `::`, and an IPv4 address as the last 32 bits. No zone, no brackets. */
function parseIpv6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groups: number[][] = [];
  for (const [index, half] of halves.entries()) {
    const parts = half === "" ? [] : half.split(":");
    const numbers: number[] = [];
    for (const [place, part] of parts.entries()) {
      const isLast = index === halves.length - 1 && place === parts.length - 1;
      const embedded = isLast && part.includes(".") ? parseIpv4(part) : undefined;
      if (embedded !== undefined) numbers.push(...embedded);
      else if (/^[0-9a-f]{1,4}$/i.test(part)) numbers.push(Number.parseInt(part, 16));
      else return undefined;
    }
    groups.push(numbers);
  }
  const [head = [], tail] = groups;
  if (tail === undefined) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

const LONGEST = 45;

export function parseAddress(text: string): Address | undefined {
  if (text.length > LONGEST) return undefined;
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** `10.0.0.0/8`, `2001:db8::/32`; a bare address is a network of one. Bits beyond the prefix are ignored. */
export function parseNetwork(value: unknown): Network | undefined {
  if (typeof value !== "string") return undefined;
  const slash = value.indexOf("/");
  const address = parseAddress(slash < 0 ? value : value.slice(0, slash));
  if (address === undefined) return undefined;
  const size = address.length * 16;
  if (slash < 0) return { address, bits: size };
  const suffix = value.slice(slash + 1);
  const bits = /^(0|[1-9]\d{0,2})$/.test(suffix) ? Number(suffix) : size + 1;
  return bits > size ? undefined : { address, bits };
}

/** The IPv4 address inside an IPv4-mapped one (`::ffff:10.0.0.1`), which is how many servers see IPv4 clients. */
function mappedIpv4(address: Address): Address | undefined {
  return address.length === 8 && address[5] === 0xffff && address.slice(0, 5).every((group) => group === 0)
    ? address.slice(6)
    : undefined;
}

function contains(network: Network, address: Address): boolean {
  if (network.address.length !== address.length) return false;
  for (let i = 0, left = network.bits; left > 0; i++, left -= 16) {
    const difference = (network.address[i] as number) ^ (address[i] as number);
    if (difference >> Math.max(0, 16 - left) !== 0) return false;
  }
  return true;
}

/** A mapped network of at least 96 bits is an IPv4 network as well. */
function families(network: Network): Network[] {
  const address = network.bits >= 96 ? mappedIpv4(network.address) : undefined;
  return address === undefined ? [network] : [network, { address, bits: network.bits - 96 }];
}

export const inCidr: CompileTest = (operands) => {
  const networks = readValues(operands, "an IPv4 or IPv6 network such as 10.0.0.0/8", parseNetwork).flatMap(families);
  return (attribute) => {
    const text = asString(attribute);
    const address = text === undefined ? undefined : parseAddress(text);
    if (address === undefined) return undefined;
    const mapped = mappedIpv4(address);
    return networks.some(
      (network) => contains(network, address) || (mapped !== undefined && contains(network, mapped)),
    );
  };
};
