import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { startServer, type TestServer, temporaryFolder } from "./support/server.ts";

// The server dies by SIGKILL while schedules fall due, and starts again. Each of them is done once.

const SCHEDULES = 20;
const KILLS = 2;
const PROJECT = "/api/v1/projects/default";

const folder = temporaryFolder();
let server: TestServer;

afterAll(async () => {
  await server?.stop();
  folder.remove();
});

interface Scheduled {
  number: number;
  state: string;
  runs: { outcome: string }[];
}

it("does what is due once, over kills of the process while it falls due", { timeout: 120_000 }, async () => {
  server = await startServer({ folder: folder.path });
  for (let i = 0; i < SCHEDULES; i++) {
    await server.api.createFlag("default", { key: `flag-${i}` });
    await server.api.ramp("default", "production", `flag-${i}`, 1);
  }
  const begin = Date.now() + 1_500;
  const numbers: number[] = [];
  for (let i = 0; i < SCHEDULES; i++) {
    const operation = { kind: "ramp", environment: "production", flag: `flag-${i}`, percentage: 50 };
    const input = { title: `of flag-${i}`, at: begin + i * 150, operations: [operation] };
    numbers.push((await server.api.ok<Scheduled>("POST", `${PROJECT}/schedules`, input)).number);
  }

  for (let kill = 0; kill < KILLS; kill++) {
    // Somewhere within what is done now.
    await sleep(Math.max(0, begin - Date.now()) + 400 + 333 * kill);
    const gone = server.process.end("SIGKILL");
    await gone;
    server = await startServer({ folder: folder.path });
  }

  const look = (number: number) => server.api.ok<Scheduled>("GET", `${PROJECT}/schedules/${number}`);
  for (;;) {
    const pending = await server.api.ok<{ schedules: Scheduled[] }>("GET", `${PROJECT}/schedules`);
    if (pending.schedules.length === 0) break;
    await sleep(100);
  }
  for (const number of numbers) {
    const { state, runs } = await look(number);
    expect({ number, state, outcomes: runs.map(({ outcome }) => outcome) }).toEqual({
      number,
      state: "done",
      outcomes: ["ran"],
    });
  }
  const { changes } = await server.api.ok<{ changes: { action: string; flag?: string; reason?: string }[] }>(
    "GET",
    `${PROJECT}/changes?limit=200`,
  );
  const done = changes.filter(({ action, reason }) => action === "flag.configured" && reason?.startsWith("Schedule #"));
  expect(done.map(({ flag }) => flag).sort()).toEqual(numbers.map((_, i) => `flag-${i}`).sort());
});
