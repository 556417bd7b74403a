import type { IncomingMessage, ServerResponse } from "node:http";
import { ERRORS, SwitchyardError } from "./errors.ts";

const STARTING = new SwitchyardError("UNAVAILABLE", "The server is starting: its database is not open yet");

/** Answers while there is nothing to answer with: the process lives, and everything else may be asked again soon. */
export function answerStarting({ url = "", headers }: IncomingMessage, outgoing: ServerResponse): void {
  const isAlive = /^\/health\/live(\?|$)/.test(url);
  outgoing.statusCode = isAlive ? 200 : ERRORS[STARTING.code].status;
  outgoing.setHeader("content-type", "application/json");
  outgoing.setHeader("cache-control", "no-store");
  // SDKs that open a stream space their tries at random: one time for all of them would bring them back together.
  if (!isAlive && headers.upgrade === undefined) outgoing.setHeader("retry-after", "1");
  outgoing.end(JSON.stringify(isAlive ? { status: "live" } : STARTING.body()));
}
