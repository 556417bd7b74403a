// @switchyard/sdk-node/openfeature: for applications that ask through @openfeature/server-sdk.
//
//   await OpenFeature.setProviderAndWait(new SwitchyardProvider({ url, sdkKey }));
//   await OpenFeature.getClient().getBooleanValue("checkout-v2", false, { targetingKey: "user-1" });

export { type ProviderOptions, SwitchyardProvider } from "./provider.ts";
