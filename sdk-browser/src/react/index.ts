// @switchyard/sdk-browser/react: flags in components, rendered on the server and in the browser alike.
//
//   <FlagsProvider client={flags} bootstrap={bootstrap} context={context}>
//     <Feature flag="checkout-v2" fallback={<OldCheckout />}><NewCheckout /></Feature>
//   </FlagsProvider>

export { Feature, type FeatureProps } from "./feature.ts";
export { FlagsProvider, type FlagsProviderProps } from "./flags-provider.ts";
export { type FlagDetails, useFlag, useFlagDetails } from "./use-flag.ts";
export { type FlagsStatus, useFlagsStatus } from "./use-flags-status.ts";
