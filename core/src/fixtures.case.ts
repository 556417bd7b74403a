import type { FlagData, SegmentData } from "./flag.ts";

/** A boolean flag that serves `on` to everyone, but for what is changed. Takes wrong things too. */
export const flag = (key: string, change: object = {}): FlagData => ({
  key,
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "k3v9qx2",
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "on" },
  ...change,
});

/** A segment that holds nobody, but for what is changed. */
export const segment = (key: string, change: object = {}): SegmentData => ({
  key,
  rules: [],
  includedKeys: [],
  excludedKeys: [],
  ...change,
});
