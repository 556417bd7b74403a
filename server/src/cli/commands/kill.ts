import { setTimeout as sleep } from "node:timers/promises";
import { receiptWords } from "@switchyard/core/words";
import type { Drill, Receipts } from "../../api.ts";
import { type Api, apiOf, roleIn } from "../api.ts";
import { type Io, print } from "../io.ts";
import { environmentPath, flagPath, type Place } from "../place.ts";
import type { ExitCode } from "../problem.ts";

interface Options extends Place {
  reason?: string;
  json?: boolean;
  /** Seconds to wait for SDKs to confirm. */
  wait: number;
}

/** Kills or restores a flag, and tells who confirmed it. @returns 1 when some SDK had not in time */
export async function switchFlag(
  io: Io,
  action: "kill" | "restore",
  flag: string,
  { reason, json, wait, ...place }: Options,
): Promise<ExitCode> {
  const api = apiOf(io, roleIn(action === "kill" ? "responder" : "editor", place));
  const path = flagPath(place, flag);
  const { version } = await api.send<{ version: number }>("POST", `${path}/${action}`, { ...(reason && { reason }) });
  const receipts = await confirmed(api, `${path}/receipts`, wait);
  const done = `${action === "kill" ? "Killed" : "Restored"} ${flag} in ${place.environment} (version ${version}).`;
  print(io, { json }, { flag, ...place, version, receipts }, told(done, receipts));
  return isConfirmed(receipts) ? 0 : 1;
}

/** Sends a change without content the way of a kill, and tells who would have obeyed one. @returns as {@link switchFlag} */
export async function drill(io: Io, { reason, json, wait, ...place }: Options): Promise<ExitCode> {
  const api = apiOf(io, roleIn("responder", place));
  const path = environmentPath(place);
  const { version } = await api.send<Drill>("POST", `${path}/drill`, { ...(reason && { reason }) });
  const receipts = await confirmed(api, `${path}/receipts?version=${version}`, wait);
  const done = `Drill in ${place.environment} (version ${version}): nobody's answer is another one.`;
  print(io, { json }, { ...place, version, receipts }, told(done, receipts));
  return isConfirmed(receipts) ? 0 : 1;
}

/** What was done, who confirmed it, and by name who did not. */
const told = (done: string, receipts: Receipts) =>
  [
    done,
    `${receiptWords(receipts)}.`,
    ...receipts.behind.map(
      ({ instance, app, version: at }) => `  not yet: ${app ?? instance} (${instance}), at version ${at}`,
    ),
  ].join("\n");

/** By all of whom anything is known, and there is nobody of whom nothing is. */
const isConfirmed = ({ confirmed, connected, unknown }: Receipts) => confirmed >= connected && unknown === 0;

/** The receipts when all have confirmed, or when the time is over. */
async function confirmed(api: Api, path: string, seconds: number): Promise<Receipts> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const receipts = await api.send<Receipts>("GET", path);
    if (isConfirmed(receipts) || performance.now() >= until) return receipts;
    await sleep(100);
  }
}
