import type { IncomingMessage, ServerResponse } from "node:http";
import type { Trouble } from "./events.ts";
import { isTrouble } from "./till.ts";

const MAX_BODY = 1_000;

export interface Controls {
  trouble(trouble: Trouble): void;
  rush(isOn: boolean): void;
}

/**
 * `POST /controls` with `{ "trouble": "none" | "errors" | "slow" }`, `{ "rush": true }`, or both. JSON only: a page of another origin can't send that
 * without being asked first, and the shop answers no such question.
 */
export async function control(controls: Controls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number, error: string) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error }));
  if (request.headers["content-type"] !== "application/json") return refuse(415, "controls take application/json");
  let text = "";
  for await (const part of request.setEncoding("utf8")) {
    text += part;
    if (text.length > MAX_BODY) return refuse(413, `controls take at most ${MAX_BODY} characters`);
  }
  const { trouble, rush } = parse(text);
  if (trouble !== undefined && !isTrouble(trouble)) return refuse(400, "trouble must be none, errors or slow");
  if (rush !== undefined && typeof rush !== "boolean") return refuse(400, "rush must be true or false");
  if (trouble !== undefined) controls.trouble(trouble);
  if (rush !== undefined) controls.rush(rush);
  response.writeHead(204).end();
}

function parse(text: string): { trouble?: unknown; rush?: unknown } {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return { trouble: "not JSON" };
  }
}
