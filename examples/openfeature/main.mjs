import { OpenFeature, ProviderEvents } from "@openfeature/server-sdk";
import { SwitchyardProvider } from "@switchyard/sdk-node/openfeature";

OpenFeature.addHandler(ProviderEvents.Stale, () => console.log("no link: the last known flags answer"));

// SWITCHYARD_URL and SWITCHYARD_SDK_KEY say where the flags are.
await OpenFeature.setProviderAndWait(new SwitchyardProvider({ appName: "example-openfeature" }));

const client = OpenFeature.getClient();
const person = { targetingKey: "user-42" };
const { value, reason } = await client.getBooleanDetails("checkout-v2", false, person);
console.log(value ? "the new checkout" : "the old checkout", reason);

client.track("checkout.shown", person, { value: 1 });
await OpenFeature.close(); // what was counted is sent first
