import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

const SECRET = "a-client-secret-that-nobody-may-read";
const SET = {
  SWITCHYARD_OIDC_ISSUER: "https://id.example.com",
  SWITCHYARD_OIDC_CLIENT_ID: "switchyard",
  SWITCHYARD_OIDC_CLIENT_SECRET: SECRET,
};
const messageOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
};

it("is off without settings, and on with all three", () => {
  expect(readConfig({}).oidc).toBeUndefined();
  expect(readConfig(SET).oidc).toEqual({
    issuer: "https://id.example.com",
    clientId: "switchyard",
    clientSecret: SECRET,
    groupsClaim: "groups",
    groups: new Map(),
  });
});

it("reads what groups are", () => {
  const groups = '{"engineering": ["default:editor", "default/production:responder"], "platform": ["owner"]}';
  expect(readConfig({ ...SET, SWITCHYARD_OIDC_GROUPS: groups }).oidc?.groups).toEqual(
    new Map([
      [
        "engineering",
        {
          owner: false,
          roles: [
            { project: "default", environment: undefined, role: "editor" },
            { project: "default", environment: "production", role: "responder" },
          ],
        },
      ],
      ["platform", { owner: true, roles: [] }],
    ]),
  );
});

it.each([
  ["SWITCHYARD_OIDC_CLIENT_SECRET", "", "must be set"],
  ["SWITCHYARD_OIDC_ISSUER", "http://id.example.com", "must be an https:// address"],
  ["SWITCHYARD_OIDC_ISSUER", "https://user@id.example.com", "must be an https:// address"],
  ["SWITCHYARD_OIDC_ISSUER", "id.example.com", "must be an https:// address"],
  ["SWITCHYARD_OIDC_CLIENT_SECRET", "short", "must be 8 to 1000 characters, received 5 characters"],
  ["SWITCHYARD_OIDC_GROUPS", "engineering=editor", "must be JSON"],
  ["SWITCHYARD_OIDC_GROUPS", '{"engineering": ["default:boss"]}', "must be JSON"],
  ["SWITCHYARD_OIDC_GROUPS", '{"engineering": "owner"}', "must be JSON"],
])("refuses %s=%j and names it, without the client secret", (name, value, rule) => {
  const message = messageOf({ ...SET, [name]: value });
  expect(message).toContain(`${name} ${rule}`);
  expect(message).not.toContain(SECRET);
});
