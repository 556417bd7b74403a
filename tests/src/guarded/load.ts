import { Agent, get } from "node:http";

const TICK_MS = 25;
const MOST_OPEN = 50;

export interface Load {
  /** Answers so far, and how many of them were of who met the harmful change. */
  readonly counts: { answers: number; harmed: number; failed: number };
  stop(): void;
}

/** So many requests a second to one address of this machine, by people in turn; no more are under way than a slow answer allows. */
export function startLoad(url: string, perSecond: number, people: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
  const counts = { answers: 0, harmed: 0, failed: 0 };
  let open = 0;
  let owed = 0;
  let person = 0;

  function ask() {
    open++;
    const headers = { "x-user": `user-${person++ % people}` };
    get(url, { agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => {
        counts.answers++;
        if ((JSON.parse(text) as { harmed: boolean }).harmed) counts.harmed++;
        if (response.statusCode !== 200) counts.failed++;
      });
    })
      .once("close", () => open--)
      .on("error", () => {});
  }

  const timer = setInterval(() => {
    owed = Math.min(owed + (perSecond * TICK_MS) / 1000, MOST_OPEN);
    for (; owed >= 1 && open < MOST_OPEN; owed--) ask();
  }, TICK_MS);
  return {
    counts,
    stop() {
      clearInterval(timer);
      agent.destroy();
    },
  };
}
