import { connect, type Socket } from "node:net";

/**
 * Sends requests over kept-alive connections, each the next one when its answer is complete, and counts answers.
 *
 * @param requests whole HTTP/1.1 requests, sent in turn
 * @returns how many answers were complete, and how long that took
 * @throws Error on any answer with another status than 200
 */
export async function load(
  port: number,
  requests: readonly string[],
  { connections, ms }: { connections: number; ms: number },
): Promise<{ answers: number; seconds: number }> {
  const state = { answers: 0, next: 0, isOver: false };
  const from = performance.now();
  const ends = Array.from({ length: connections }, () => pump(port, requests, state));
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { answers } = state;
  const seconds = (performance.now() - from) / 1000;
  state.isOver = true;
  await Promise.all(ends);
  return { answers, seconds };
}

function pump(port: number, requests: readonly string[], state: { answers: number; next: number; isOver: boolean }) {
  return new Promise<void>((resolve, reject) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const send = () => {
      if (state.isOver) socket.end();
      else socket.write(requests[state.next++ % requests.length] as string, "latin1");
    };
    let rest = Buffer.alloc(0);
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = answerEnd(rest);
      if (end === undefined || rest.length < end) return;
      rest = Buffer.alloc(0);
      state.answers += 1;
      send();
    });
    socket.on("close", () => resolve());
    socket.on("error", reject);
  });
}

/** Where the answer ends, when its head is there. */
function answerEnd(bytes: Buffer): number | undefined {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  const text = bytes.toString("latin1", 0, head);
  if (!text.startsWith("HTTP/1.1 200")) throw new Error(`answered ${text.slice(0, 40)}`);
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error("an answer without a length");
  return head + 4 + Number(length);
}
