import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
import { SwitchyardProvider } from "@switchyard/sdk-browser/openfeature";

// What the test's page runs: OpenFeature's own SDK.

const events: string[] = [];
for (const event of Object.values(ProviderEvents)) {
  OpenFeature.addHandler(event, (details) => {
    const { flagsChanged } = (details ?? {}) as { flagsChanged?: string[] };
    events.push(flagsChanged ? `${event} ${flagsChanged}` : event);
  });
}

const openFeaturePage = {
  events,
  async start(url: string, clientKey: string) {
    await OpenFeature.setContext({ targetingKey: "ann" });
    // Of the provider that does nothing, which was there before.
    events.length = 0;
    await OpenFeature.setProviderAndWait(new SwitchyardProvider({ url, clientKey, staleAfterMs: 100 }));
  },
  setContext: (targetingKey: string) => OpenFeature.setContext({ targetingKey }),
  details: (key: string) => OpenFeature.getClient().getBooleanDetails(key, false),
  status: () => OpenFeature.getClient().providerStatus,
};

declare global {
  interface Window {
    openFeaturePage: typeof openFeaturePage;
  }
}
window.openFeaturePage = openFeaturePage;
