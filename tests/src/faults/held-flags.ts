// What SDKs hold in the tests of malformed messages: a steady flag, one that looks into a segment, and one that says the
// version.

/** A flag that has this value for everyone whom the rules let in. */
const flag = (key: string, value: number, rules: object[] = []) => ({
  key,
  type: "number",
  variants: [
    { key: "on", value },
    { key: "off", value: -1 },
  ],
  salt: "abcdefg",
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules,
  fallthrough: { variant: rules.length > 0 ? "off" : "on" },
});

const inSegment = [{ operator: "inSegment", values: ["friends"] }];
const member = flag("member", 5, [{ id: "r1", conditions: inSegment, serve: { variant: "on" } }]);
export const segments = [{ key: "friends", rules: [], includedKeys: ["somebody"], excludedKeys: [] }];
export const flags = (version: number) => [flag("steady", 7), member, flag("version", version)];
export const snapshot = (version: number) => ({
  type: "snapshot",
  epoch: "e1",
  version,
  flags: flags(version),
  segments,
});
export const changes = (from: number) => ({
  type: "changes",
  from,
  to: from + 1,
  flags: [flag("version", from + 1)],
  segments: [],
  removed: { flags: [], segments: [] },
});
