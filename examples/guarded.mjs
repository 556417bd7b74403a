// `npm run demo:guarded`: a guarded rollout in about a minute. The shop has a rush hour, its new checkout climbs by stages, then it breaks, and the
// rollout takes it back by itself. On a database of its own, which is gone afterwards.
//
//   npm run demo:guarded                  the new checkout begins to fail when it is at 25 %
//   npm run demo:guarded -- --slow        … to be slow
//   npm run demo:guarded -- --harmless    nothing is wrong with it: it climbs to 100 %
//   npm run demo:guarded -- --stay        leaves everything running, to be looked at in the admin UI
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "./demo/build.mjs";
import { Children } from "./demo/children.mjs";

const root = new URL("../", import.meta.url);
const asked = new Set(process.argv.slice(2));
const trouble = asked.has("--harmless") ? "none" : asked.has("--slow") ? "slow" : "errors";

// Short holds, so that it fits into a minute: for real ones there are the templates.
const STAGES = [
  { percentage: 10, holdMs: 8_000, minTreated: 100 },
  { percentage: 25, holdMs: 10_000, minTreated: 250 },
  { percentage: 50, holdMs: 8_000, minTreated: 500 },
  { percentage: 100, holdMs: 4_000, minTreated: 0 },
];
const TROUBLE_AT = 1;
const LOOK_MS = 1_000;
const LONGEST_MS = 180_000;
const FLAG = "new-checkout";

const folder = mkdtempSync(join(tmpdir(), "switchyard-guarded-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const children = new Children();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => children.end(0));
await build(root, children);

const token = randomBytes(24).toString("hex");
const server = children.start("server", new URL("server/dist/main.js", root), {
  PORT: "0",
  ...process.env,
  SWITCHYARD_DATABASE: `file:${join(folder, "switchyard.db")}`,
  SWITCHYARD_ADMIN_TOKEN: token,
});
const [, url] = await server.line(/^Switchyard is ready on (\S+)/);

await ask("POST", "/projects", { key: "shop", name: "Shop" });
await ask("POST", "/projects/shop/flags", { key: FLAG, name: "New checkout", clientSide: true });
const environment = "/projects/shop/environments/production";
const keys = {};
for (const kind of ["server", "client"]) {
  ({ key: keys[kind] } = await ask("POST", `${environment}/keys`, { kind, name: "Shop" }));
}

const shop = children.start("shop", new URL("examples/shop/dist/server.js", root), {
  SHOP_PORT: "0",
  SHOP_RUSH_PER_SECOND: "150",
  ...process.env,
  SWITCHYARD_URL: url,
  SWITCHYARD_SDK_KEY: keys.server,
  SWITCHYARD_CLIENT_KEY: keys.client,
});
const [, address] = await shop.line(/^The shop is open on (\S+)/);
await control({ rush: true });

const rollouts = `${environment}/flags/${FLAG}/rollouts`;
const { id } = await ask("POST", rollouts, { name: "demo", stages: STAGES, windowMs: 10_000 });
await ask("POST", `${rollouts}/${id}/start`, { reason: "Demo" });
console.log(`
Watch it: ${url}/projects/shop/flags/${FLAG}?environment=production&view=ramp
The shop: ${address}
`);

const began = Date.now();
let isBroken = false;
let rollout = await ask("GET", `${rollouts}/${id}`);
while (rollout.status === "running" && Date.now() - began < LONGEST_MS) {
  await wait(LOOK_MS);
  rollout = await ask("GET", `${rollouts}/${id}`);
  const { progress, live } = rollout;
  if (!live) continue;
  console.log(`${seconds()}  ${progress.percentage} %  ${live.guards.map(({ line }) => line).join(" | ")}`);
  if (isBroken || trouble === "none" || progress.stage < TROUBLE_AT) continue;
  isBroken = true;
  await control({ trouble });
  console.log(
    `${seconds()}  The new checkout ${trouble === "slow" ? "takes 250 ms longer" : "fails, one in five"} from now on.`,
  );
}

// What was on its way when it was taken back.
await wait(LOOK_MS);
const { counts } = await (await fetch(`${address}/rush`)).json();
const all = counts.new.requests + counts.old.requests;
console.log(`\n${seconds()}  ${rollout.status}: ${rollout.progress.why}`);
if (rollout.status === "rolledBack") {
  const share = ((100 * counts.new.requests) / all).toFixed(1);
  const failed = `${counts.new.failed} failed`;
  console.log(`Since it broke ${counts.new.requests} of ${all} checkouts (${share} %) met the broken one; ${failed}.`);
}
console.log(`Its page to share: ${url}/projects/shop/flags/${FLAG}/rollouts/${id}?environment=production`);
const isAsExpected = rollout.status === (trouble === "none" ? "finished" : "rolledBack");
if (asked.has("--stay")) console.log("Ctrl-C stops everything.");
else await children.end(isAsExpected ? 0 : 1);

function seconds() {
  return `${((Date.now() - began) / 1000).toFixed(0).padStart(3)} s`;
}

async function ask(method, path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  console.error(`${method} ${path} was answered with ${response.status}: ${answer.error?.message}`);
  return children.end(1);
}

async function control(controls) {
  await fetch(`${address}/controls`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(controls),
  });
}
