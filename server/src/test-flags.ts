import type { Configuration, Flag } from "./api.ts";
import type { TestServer } from "./test-server.ts";

export const FLAGS = "/api/v1/projects/default/flags";

export const at = (flag: string, environment = "production") =>
  `/api/v1/projects/default/environments/${environment}/flags/${flag}`;

/** A configuration that is enabled and gives `on` to this share of people. */
export const share = (percentage: number) => ({
  enabled: true,
  offVariant: "off",
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});

/** What tests do with the flags of project `default`. */
export function flagsOf(server: () => TestServer) {
  return {
    create: async (key: string, more: object = {}) => (await server().send<Flag>("POST", FLAGS, { key, ...more })).body,

    put: (flag: string, body: object, version: number | "*", environment?: string) =>
      server().send<Configuration>("PUT", at(flag, environment), body, {
        "if-match": version === "*" ? "*" : `"${version}"`,
      }),

    versions: async () => {
      const path = "/api/v1/projects/default";
      const { body } = await server().send<{ environments: { key: string; version: number }[] }>("GET", path);
      return Object.fromEntries(body.environments.map(({ key, version }) => [key, version]));
    },

    evaluate: async (body: object) => {
      const path = "/api/v1/projects/default/environments/production/evaluate";
      return (await server().send<{ value?: unknown; reason: string }>("POST", path, body)).body;
    },
  };
}
