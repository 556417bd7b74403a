import { createClient } from "@switchyard/sdk-node";
import { FLAG } from "./flag.ts";
import { LiveFeed } from "./live-feed.ts";
import { createRush } from "./rush.ts";
import { readSettings } from "./settings.ts";
import { ShopFloor } from "./shop-floor.ts";
import { contextOf, type Shopper } from "./shoppers.ts";
import { createSite, listen } from "./site.ts";
import { createTill } from "./till.ts";
import { startTraffic } from "./traffic.ts";

const settings = readSettings(process.env);

// One client for the whole process. It connects by itself, keeps every flag in memory, and is updated live.
const flags = createClient({ url: settings.url, sdkKey: settings.sdkKey, appName: "example-shop" });

// The one line that a feature needs. It answers from memory: nothing to await, nothing to catch. Until the server has
// been heard for the first time, and for a flag that doesn't exist, the answer is `false`: the old checkout.
const getsNewCheckout = (shopper: Shopper) => flags.isEnabled(FLAG, contextOf(shopper), false);

// Everything below only shows what that line answers.
const floor = new ShopFloor(flags, getsNewCheckout);
const feed = new LiveFeed(() => [
  ["floor", floor.state],
  ["connection", floor.connection],
  ["rush", rushState()],
]);
const till = createTill(flags);
const rush = createRush(settings.rushPerSecond);
function rushState() {
  return { perSecond: rush.perSecond, trouble: till.trouble, counts: till.counts };
}
const tellOfRush = () => feed.send("rush", rushState());
const telling = setInterval(() => rush.perSecond > 0 && tellOfRush(), 1000).unref();
function showFloor(): void {
  feed.send("floor", floor.refresh());
  feed.send("connection", floor.connection);
}
flags.on("ready", showFloor);
flags.on("change", showFloor);
flags.on("connection", () => feed.send("connection", floor.connection));
const stopTraffic = startTraffic({
  perSecond: settings.checkoutsPerSecond,
  isWatched: () => feed.listeners > 0,
  getsNewCheckout,
  onCheckout: (checkout) => feed.send("checkout", checkout),
});

// A shop opens whether its flags arrive or not: this never rejects and never hangs.
await flags.waitForReady({ timeoutMs: 1000 });

const site = createSite(settings, {
  feed,
  answerFor: (shopper) => floor.answerFor(shopper),
  till,
  rush: rushState,
  controls: {
    trouble(trouble) {
      till.trouble = trouble;
      tellOfRush();
    },
    rush(isOn) {
      if (isOn) rush.start(address);
      else rush.stop();
      tellOfRush();
    },
  },
});
const address = await listen(site, settings);
console.log(`The shop is open on ${address}`);

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  stopTraffic();
  rush.stop();
  clearInterval(telling);
  feed.close();
  site.close();
  site.closeAllConnections();
  await flags.close();
}
process.on("SIGINT", close);
process.on("SIGTERM", close);
