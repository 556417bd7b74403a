import { createClient } from "@switchyard/sdk-browser";

const { url, clientKey } = document.body.dataset;
const flags = createClient({ url, clientKey, context: { targetingKey: "user-42" } });
await flags.waitForReady({ timeoutMs: 3000 });

const show = () => {
  document.body.textContent = flags.isEnabled("checkout-v2") ? "the new checkout" : "the old checkout";
};
flags.on("change:checkout-v2", show); // without a reload
show();
