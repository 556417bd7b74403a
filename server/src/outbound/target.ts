import { isIP } from "node:net";
import { SwitchyardError } from "../errors.ts";
import { isMetadataAddress, isPublicAddress } from "./public-address.ts";

/** Origins that the operator lets messages go to although they are in a private network, or plain http on this machine. */
export type AllowedOrigins = ReadonlySet<string>;

/** Where something may be sent, if what its name leads to agrees. */
export interface Target {
  url: URL;
  /** Whether the operator allows this origin. */
  isAllowed: boolean;
}

/** Names that lead into a private network or to this machine, wherever they are asked for. */
const PRIVATE_NAME =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|test|invalid|onion)$/;

/**
 * Reads an address that somebody typed, and refuses it where that can be told from how it is written.
 *
 * @throws SwitchyardError INVALID_REQUEST naming the rule, and of the address no more than its host
 */
export function readTarget(text: string, allowed: AllowedOrigins): Target {
  // Parsed as browsers do: 0x7f.1, 2130706433, ①②⑦.0.0.1 and 127.1 all become 127.0.0.1.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^[a-z]+:\/\/[^/\\]/i.test(text) || /[\\]|[^\x21-\x7e]/.test(text)) {
    throw refused("must be a whole address such as https://example.com/hook, without spaces, received something else");
  }
  if (url.username !== "" || url.password !== "") throw refused("must carry no user name and no password");
  const isAllowed = allowed.has(url.origin);
  if (url.protocol !== "https:" && !isAllowed) {
    throw refused(`must begin with https://, received ${JSON.stringify(url.protocol)}`);
  }
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    requireReachable([host], isAllowed, host);
  } else if (!isAllowed && (!host.includes(".") || PRIVATE_NAME.test(host))) {
    throw refused(`must not lead into a private network, ${host} does`);
  }
  url.hash = "";
  return { url, isAllowed };
}

/** The name or the address, without brackets and the dot at the end. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

/**
 * @param addresses all that a name leads to: one that is not public refuses them all
 * @throws SwitchyardError INVALID_REQUEST
 */
export function requireReachable(addresses: readonly string[], isAllowed: boolean, host: string): void {
  const isRefused = (address: string) => (isAllowed ? isMetadataAddress(address) : !isPublicAddress(address));
  if (addresses.some(isRefused)) {
    // Not which: that would tell what the private network's names lead to.
    throw refused(`must lead to public addresses only, ${host} does not`);
  }
}

const refused = (rule: string) => new SwitchyardError("INVALID_REQUEST", `The address ${rule}`);
