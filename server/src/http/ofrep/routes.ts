import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

const FLAGS_PATH = "/ofrep/v1/evaluate/flags";
export const STREAM_PATH = "/ofrep/v1/stream";

/** Of one flag, or of all. `name` is what logs call it. */
export type Evaluation = { kind: "single"; name: string; key: string } | { kind: "bulk"; name: string };

export type Route =
  | Evaluation
  | { kind: "stream"; name: string; ticket: string }
  | { kind: "preflight"; name: string }
  | { kind: "unknown"; name: string; refusal: Refusal };

/** Which of OFREP's requests this is. */
export function routeOf({ method = "", url = "" }: IncomingMessage): Route {
  const question = url.indexOf("?");
  const path = question < 0 ? url : url.slice(0, question);
  if (method === "OPTIONS") return { kind: "preflight", name: "OFREP preflight" };
  if (path === FLAGS_PATH) return method === "POST" ? BULK : notAllowed(path, method, "POST");
  if (path.startsWith(`${FLAGS_PATH}/`)) {
    if (method !== "POST") return notAllowed(path, method, "POST");
    const key = decoded(path.slice(FLAGS_PATH.length + 1));
    return key === undefined ? unknown(400, `The flag's key must be percent-encoded UTF-8`) : single(key);
  }
  if (path === STREAM_PATH) {
    if (method !== "GET") return notAllowed(path, method, "GET");
    const ticket = new URLSearchParams(url.slice(path.length)).get("ticket") ?? "";
    return { kind: "stream", name: "OFREP stream", ticket };
  }
  return unknown(404, `There is no ${method} ${path}`);
}

const BULK: Route = { kind: "bulk", name: "OFREP bulk evaluation" };
const single = (key: string): Route => ({ kind: "single", name: "OFREP evaluation", key });

const unknown = (status: number, message: string, headers?: Record<string, string>): Route => ({
  kind: "unknown",
  name: "OFREP refusal",
  refusal: new Refusal(status, message, { headers }),
});

const notAllowed = (path: string, method: string, allow: string) =>
  unknown(405, `${path} takes ${allow}, received ${method}`, { allow });

function decoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
