import { z } from "zod";
import type { GroupMapping, GroupRoles } from "./auth/oidc/group-roles.ts";
import type { OidcSettings } from "./auth/oidc/provider.ts";
import { StartError } from "./start-error.ts";
import { ROLES, type Role } from "./storage/authority.ts";

type Read = <T>(
  name: string,
  schema: z.ZodType<T>,
  rule: string,
  received?: (value: string) => string,
) => T | undefined;

const REQUIRED = ["SWITCHYARD_OIDC_ISSUER", "SWITCHYARD_OIDC_CLIENT_ID", "SWITCHYARD_OIDC_CLIENT_SECRET"] as const;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const KEY = "[a-z0-9][a-z0-9._-]{0,99}";
const PLACE = new RegExp(`^(?<project>${KEY})(?:/(?<environment>${KEY}))?:(?<role>${ROLES.join("|")})$`);
const GROUPS_RULE =
  'JSON such as {"engineering": ["default:editor", "default/production:responder"], "platform": ["owner"]}';

const issuer = z.string().refine((value) => {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, search, hash } = new URL(value);
  const isSafe = protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
  return isSafe && username === "" && search === "" && hash === "";
});

const place = z.string().refine((value) => value === "owner" || PLACE.test(value));
const groups = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().min(1), z.array(place)))
  .transform(
    (record): GroupMapping => new Map(Object.entries(record).map(([name, places]) => [name, toRoles(places)])),
  );

function toRoles(places: readonly string[]): GroupRoles {
  const roles = places.flatMap((one) => {
    const { project, environment, role } = PLACE.exec(one)?.groups ?? {};
    return project === undefined ? [] : [{ project, environment, role: role as Role }];
  });
  return { owner: places.includes("owner"), roles };
}

/**
 * The settings of signing in at an OpenID provider: all of them or none.
 *
 * @throws StartError naming the setting, the rule and what was received; the client secret is never received aloud
 */
export function readOidc(env: Readonly<Record<string, string | undefined>>, read: Read): OidcSettings | undefined {
  const missing = REQUIRED.filter((name) => !env[name]);
  if (missing.length === REQUIRED.length) return undefined;
  const [first] = missing;
  if (first !== undefined)
    throw new StartError(`${first} must be set where one of ${REQUIRED.join(", ")} is, received none`);
  return {
    issuer: read("SWITCHYARD_OIDC_ISSUER", issuer, "an https:// address, or http:// on this machine") ?? "",
    clientId: read("SWITCHYARD_OIDC_CLIENT_ID", z.string().max(500), "at most 500 characters") ?? "",
    clientSecret:
      read(
        "SWITCHYARD_OIDC_CLIENT_SECRET",
        z.string().min(8).max(1000),
        "8 to 1000 characters",
        (value) => `${value.length} characters`,
      ) ?? "",
    groupsClaim: read("SWITCHYARD_OIDC_GROUPS_CLAIM", z.string().max(200), "the name of a claim") ?? "groups",
    groups: read("SWITCHYARD_OIDC_GROUPS", groups, GROUPS_RULE) ?? new Map(),
  };
}
