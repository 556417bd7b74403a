// @switchyard/sdk-browser/openfeature: for pages that ask through @openfeature/web-sdk.
//
//   await OpenFeature.setContext({ targetingKey: "user-1" });
//   await OpenFeature.setProviderAndWait(new SwitchyardProvider({ url, clientKey }));
//   OpenFeature.getClient().getBooleanValue("checkout-v2", false);

export { type ProviderOptions, SwitchyardProvider } from "./provider.ts";
