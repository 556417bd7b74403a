import fc, { type Arbitrary } from "fast-check";

// Contexts that no JSON carries, and that break what is careless.

const throwing = (): never => {
  throw new Error("a hostile getter");
};

const names = [
  "targetingKey",
  "plan",
  "seats",
  "version",
  "signup",
  "ip",
  "roles",
  "org",
  "beta",
  "__proto__",
  "constructor",
];

function cyclic(): object {
  const cycle: Record<string, unknown> = { targetingKey: "ann" };
  for (const name of names) Object.defineProperty(cycle, name, { value: cycle, enumerable: true });
  return cycle;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const everyTrap = new Proxy(
  {},
  { get: throwing, has: throwing, getOwnPropertyDescriptor: throwing, ownKeys: throwing, getPrototypeOf: throwing },
);

/** Has whatever is asked for, endlessly deep. */
const bottomless: object = new Proxy(
  {},
  {
    get: () => bottomless,
    getOwnPropertyDescriptor: () => ({ value: bottomless, configurable: true, enumerable: true, writable: true }),
  },
);

const longArray = new Proxy([], { get: (_, name) => (name === "length" ? 2 ** 53 : "x") });
const throwingArray = Object.defineProperty(["x"], 0, { get: throwing });
const coercing = { toString: throwing, valueOf: throwing, [Symbol.toPrimitive]: throwing, toJSON: throwing };

const monsters: readonly unknown[] = [
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  12n,
  Symbol("s"),
  throwing,
  cyclic(),
  revoked(),
  everyTrap,
  bottomless,
  longArray,
  throwingArray,
  coercing,
  new Array(2 ** 32 - 1),
  "x".repeat(100_000),
  "1".repeat(100_000),
  new String("pro"),
  new Date(Number.NaN),
];

/** Wrapped in functions: fast-check itself looks into what it generates. */
type Made<T> = Arbitrary<() => T>;

const monster: Made<unknown> = fc.nat({ max: monsters.length - 1 }).map((index) => () => monsters[index]);

const anything: Made<unknown> = fc
  .anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true })
  .map((one) => () => one);

const value = fc.oneof(anything, monster);

const attributes: Made<unknown> = fc
  .dictionary(fc.constantFrom(...names), value)
  .map((made) => () => Object.fromEntries(Object.entries(made).map(([name, one]) => [name, one()])));

const getters: Made<unknown> = fc
  .constantFrom(...names)
  .map((name) => () => Object.defineProperty({}, name, { get: throwing }));

/** Anything at all as a context: objects whose attributes are hostile, and what is no object. */
export const hostileContext: Made<unknown> = fc.oneof(
  { arbitrary: value, weight: 1 },
  { arbitrary: attributes, weight: 3 },
  { arbitrary: getters, weight: 1 },
);

/** Configurations come out of JSON or a database: they may be nonsense, but have no getters. */
const bits: readonly unknown[] = [
  ...[null, undefined, [], {}, 0, -1, "", "on", Number.NaN, [null], [[]], 1e308, 12n, "x".repeat(2000)],
  ...[cyclic(), coercing, new Array(10)],
];

/** A copy of `data` with something hostile somewhere within. */
export function damaged<T>(data: T): Made<T> {
  const places: string[][] = [];
  const visit = (one: unknown, path: string[]): void => {
    if (path.length > 0) places.push(path);
    if (typeof one !== "object" || one === null) return;
    for (const name of Object.keys(one)) visit((one as Record<string, unknown>)[name], [...path, name]);
  };
  visit(data, []);
  const at = fc.constantFrom(...places);
  return fc.tuple(at, fc.nat({ max: bits.length - 1 })).map(([path, index]) => () => {
    const copy = structuredClone(data);
    let holder = copy as Record<string, unknown>;
    for (const name of path.slice(0, -1)) holder = holder[name] as Record<string, unknown>;
    holder[path.at(-1) as string] = bits[index];
    return copy;
  });
}
