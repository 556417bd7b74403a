import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// A server by `node:http` alone, in a process of its own. For each path it was told some answers, gives them in turn, and in
// two ways: below `/ready` as bytes that it has already, below `/answered` as a server must that has to find out what to
// answer: it reads the body, parses it, builds the same entries as objects, writes them as JSON and measures that.

interface Told {
  path: string;
  answers: { head: string[]; body: string }[];
}

type Given = Told["answers"][number];

interface Entry {
  key: string;
  reason: string;
  variant: string;
  value: unknown;
  metadata?: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: string) => void;

const answers = new Map<string, { answer: Answer; wantsBody: boolean }>();

function ready({ head, body }: Given): Answer {
  const bytes = Buffer.from(body);
  return (response) => {
    response.writeHead(200, head);
    response.end(bytes);
  };
}

function answered({ head, body }: Given): Answer {
  const parsed = JSON.parse(body) as Entry | { flags: Entry[] };
  const rest = head.filter((_, i) => head[i - (i % 2)] !== "content-length");
  const build = ({ key, reason, variant, value, metadata }: Entry): Entry =>
    metadata ? { key, reason, variant, value, metadata: { ...metadata } } : { key, reason, variant, value };
  return (response, request) => {
    const { context } = JSON.parse(request) as { context: { targetingKey: string } };
    if (typeof context.targetingKey !== "string") throw new Error("asked without a targeting key");
    const json = JSON.stringify("flags" in parsed ? { ...parsed, flags: parsed.flags.map(build) } : build(parsed));
    response.writeHead(200, [...rest, "content-length", String(Buffer.byteLength(json))]);
    response.end(json);
  };
}

function whole(request: IncomingMessage, wantsText: boolean, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  if (wantsText) request.on("data", (chunk: Buffer) => chunks.push(chunk));
  else request.resume();
  request.on("end", () => done(wantsText ? Buffer.concat(chunks).toString() : ""));
}

function inTurn(all: Answer[]): Answer {
  let next = 0;
  return (response, request) => all[next++ % all.length]?.(response, request);
}

process.on("message", (told: Told) => {
  answers.set(`/ready${told.path}`, { answer: inTurn(told.answers.map(ready)), wantsBody: false });
  answers.set(`/answered${told.path}`, { answer: inTurn(told.answers.map(answered)), wantsBody: true });
  process.send?.({ ready: told.path });
});
process.on("disconnect", () => process.exit(0));

const server = createServer((request, response) => {
  const known = answers.get(request.url ?? "");
  if (known === undefined) response.writeHead(404).end();
  else whole(request, known.wantsBody, (text) => known.answer(response, text));
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
