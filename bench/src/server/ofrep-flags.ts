import type { Api } from "../../../tests/src/support/api.ts";
import { IN_PRODUCTION } from "./measured-server.ts";

const FLAGS = 100;

/** 100 flags as people have them: a quarter fixed, a quarter rolled out, half of them with two rules before a rollout. */
export async function createFlags(api: Api): Promise<void> {
  for (let i = 0; i < FLAGS; i += 1) {
    const key = `flag-${i}`;
    await api.createFlag("default", { key, name: `Flag ${i}`, clientSide: i % 2 === 0 });
    await api.ok("PUT", `${IN_PRODUCTION}/flags/${key}`, configuration(i), { "if-match": "*" });
  }
}

function configuration(i: number) {
  const rules = [
    { attribute: "plan", values: ["enterprise"] },
    { attribute: "country", values: ["DE", "AT", "CH"] },
  ].map(({ attribute, values }) => ({
    id: attribute,
    conditions: [{ attribute, operator: "equals", values }],
    serve: { variant: "on" },
  }));
  const rollout = { percentage: 25, variants: [{ variant: "on", weight: 1 }], otherwise: "off" };
  return {
    enabled: true,
    offVariant: "off",
    prerequisites: [],
    targets: [],
    rules: i % 4 >= 2 ? rules : [],
    fallthrough: i % 4 === 0 ? { variant: "on" } : { rollout },
  };
}
