import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Problems } from "../compile/problem.ts";
import { inCidr, parseAddress, parseNetwork } from "./network.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

// The oracle is BlockList of node:net.

const octet = fc.oneof(fc.constantFrom(0, 1, 10, 127, 128, 255), fc.integer({ min: 0, max: 255 }));
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const group = fc.oneof(
  fc.constant(0),
  fc.constantFrom(0xffff, 0x2001, 0xdb8, 0xfe80),
  fc.integer({ min: 0, max: 0xffff }),
);
const hex = (groups: number[]): string => groups.map((one) => one.toString(16)).join(":");
const whole = fc.array(group, { minLength: 8, maxLength: 8 }).map(hex);
const short = fc
  .tuple(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }))
  .map(([head, tail]) => `${hex(head)}::${hex(tail)}`);
const mapped = ipv4.map((address) => `::ffff:${address}`);
const ipv6 = fc.oneof(whole, short, mapped);

function holds(network: string, address: string): boolean | undefined {
  const test = inCidr({
    values: [network],
    ignoreCase: false,
    path: "",
    problems: new Problems(false),
    regex: undefined,
  });
  return test?.(address);
}

function oracle(address: string, bits: number, family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  list.addSubnet(address, bits, family);
  return list;
}

describe("inCidr", () => {
  it("holds what BlockList holds, IPv4", () => {
    const agree = fc.property(ipv4, fc.integer({ min: 0, max: 32 }), ipv4, (network, bits, address) => {
      const expected = oracle(network, bits, "ipv4").check(address, "ipv4");
      expect(holds(`${network}/${bits}`, address), `${address} in ${network}/${bits}`).toBe(expected);
    });
    fc.assert(agree, { numRuns: 3000, seed: 8 });
  });

  it("holds what BlockList holds, IPv6, and near the network's edges", () => {
    const flip = fc.integer({ min: 0, max: 127 });
    const agree = fc.property(whole, fc.integer({ min: 0, max: 128 }), flip, (network, bits, bit) => {
      const groups = network.split(":").map((one) => Number.parseInt(one, 16));
      const at = bit >> 4;
      groups[at] = (groups[at] ?? 0) ^ (0x8000 >> (bit & 15));
      const address = hex(groups);
      const expected = oracle(network, bits, "ipv6").check(address, "ipv6");
      expect(holds(`${network}/${bits}`, address), `${address} in ${network}/${bits}`).toBe(expected);
    });
    fc.assert(agree, { numRuns: 3000, seed: 9 });
  });

  it("finds IPv4-mapped addresses in IPv4 networks, as BlockList does", () => {
    const agree = fc.property(ipv4, fc.integer({ min: 0, max: 32 }), ipv4, (network, bits, address) => {
      const expected = oracle(network, bits, "ipv4").check(`::ffff:${address}`, "ipv6");
      expect(holds(`${network}/${bits}`, `::ffff:${address}`)).toBe(expected);
    });
    fc.assert(agree, { numRuns: 2000, seed: 10 });
  });

  it("reads exactly the addresses that node:net reads, but for zones", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."0123456789abcdefF.:/x "), maxLength: 20 });
    const any = fc.oneof(
      ipv4,
      ipv6,
      noise,
      fc.tuple(ipv6, noise).map((parts) => parts.join("")),
    );
    const agree = fc.property(any, (text) => {
      expect(parseAddress(text) !== undefined, text).toBe(isIPv4(text) || isIPv6(text));
    });
    fc.assert(agree, { numRuns: 10_000, seed: 11 });
  });

  it.each(["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "::/129", "/8", "10/8", "10.0.0.0/8/8", 10, null])(
    "%j is no network",
    (value) => {
      expect(parseNetwork(value)).toBeUndefined();
    },
  );
});
