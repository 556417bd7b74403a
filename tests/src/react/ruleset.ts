import { FLAGS, keyOf, typeOf } from "./many-flags.ts";

const VARIANTS = {
  boolean: [true, false],
  string: ["red", "blue"],
  object: [{ sides: 3 }, { sides: 4 }],
};

const SERVES = [
  { rollout: { percentage: 37, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
  {
    rollout: {
      percentage: 100,
      variants: [
        { variant: "on", weight: 1 },
        { variant: "off", weight: 2 },
      ],
      otherwise: "off",
    },
  },
  { variant: "on" },
  { variant: "off" },
  // Some people have no team: no answer, and the default.
  { rollout: { percentage: 50, variants: [{ variant: "on", weight: 1 }], otherwise: "off", bucketBy: "team" } },
];

/** Flags of each kind: bucketed in the browser, decided on the server, the same for all, off, broken, and not there. */
export const flags = Array.from({ length: FLAGS - 1 }, (_, place) => {
  const [on, off] = VARIANTS[typeOf(place)];
  const plan = { id: "pro", conditions: [{ attribute: "plan", operator: "equals" as const, values: ["pro"] }] };
  return {
    key: keyOf(place),
    type: typeOf(place),
    variants: [
      { key: "on", value: on as boolean },
      { key: "off", value: off as boolean },
    ],
    salt: `salt${String(place).padStart(3, "0")}`,
    enabled: place % 7 !== 3,
    offVariant: "off",
    prerequisites: [],
    targets: place % 11 === 5 ? [{ variant: "on", keys: ["user-1", "user-2"] }] : [],
    rules: place % 3 === 1 ? [{ ...plan, serve: { variant: "on" } }] : [],
    fallthrough: SERVES[place % SERVES.length] ?? { variant: "off" },
    clientSide: place % 13 !== 12,
  };
});

/** A thousand people, some without a team. */
export const contexts = Array.from({ length: 1_000 }, (_, place) => ({
  targetingKey: `user-${place}`,
  plan: place % 4 === 0 ? "pro" : "free",
  ...(place % 5 === 0 ? {} : { team: `team-${place % 17}` }),
}));
