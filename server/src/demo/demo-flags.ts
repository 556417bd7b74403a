import type { Configuration, Serve } from "@switchyard/core";
import type { FlagInput } from "../flags/new-flag.ts";

interface DemoFlag extends FlagInput {
  /** By environment; what is not given is as in a new flag. */
  configurations: Record<string, Partial<Configuration>>;
}

const share = (percentage: number): Serve => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
});

/** What a shop may have. Not `new-checkout`: whoever tries the demo makes that one. */
export const DEMO_FLAGS: readonly DemoFlag[] = [
  {
    key: "free-shipping",
    type: "boolean",
    name: "Free shipping",
    description: "No shipping costs from 30 EUR on.",
    tags: ["checkout"],
    owner: "checkout team",
    clientSide: true,
    configurations: {
      development: { enabled: true },
      staging: { enabled: true, fallthrough: share(50) },
    },
  },
  {
    key: "banner-text",
    type: "string",
    name: "Banner text",
    description: "What the banner on the front page says.",
    variants: [
      { key: "none", value: "", name: "No banner" },
      { key: "welcome", value: "Welcome to the demo shop", name: "Welcome" },
      { key: "sale", value: "Everything 20 % off until Sunday", name: "Sale" },
    ],
    tags: ["marketing"],
    owner: "marketing",
    lifetime: { kind: "permanent" },
    clientSide: true,
    configurations: {
      development: { enabled: true, fallthrough: { variant: "sale" } },
      production: { enabled: true, fallthrough: { variant: "welcome" } },
    },
  },
  {
    key: "recommendations",
    type: "boolean",
    name: "Recommendations",
    description: "“Others also bought”, on product pages.",
    tags: ["catalog"],
    owner: "catalog team",
    clientSide: true,
    configurations: {
      development: { enabled: true },
      production: {
        enabled: true,
        rules: [
          {
            id: "germany-and-austria",
            name: "Germany and Austria first",
            conditions: [{ attribute: "country", operator: "equals", values: ["DE", "AT"] }],
            serve: share(25),
          },
        ],
        fallthrough: { variant: "off" },
      },
    },
  },
  {
    key: "search-page-size",
    type: "number",
    name: "Results per page",
    description: "How many products the search shows at once.",
    variants: [
      { key: "usual", value: 24 },
      { key: "many", value: 48 },
    ],
    tags: ["catalog"],
    owner: "catalog team",
    lifetime: { kind: "permanent" },
    configurations: { production: { enabled: true } },
  },
];
