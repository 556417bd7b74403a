import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";

// What the test's page runs: OpenFeature's own SDK and its stock remote provider, which is told never to poll.

const events: string[] = [];
for (const event of Object.values(ProviderEvents)) {
  OpenFeature.addHandler(event, (details) => {
    const { flagsChanged } = (details ?? {}) as { flagsChanged?: string[] };
    events.push(flagsChanged ? `${event} ${flagsChanged}` : event);
  });
}

const remotePage = {
  events,
  async start(baseUrl: string, key: string) {
    await OpenFeature.setContext({ targetingKey: "ann" });
    const headers: [string, string][] = [["Authorization", `Bearer ${key}`]];
    await OpenFeature.setProviderAndWait(
      new OFREPWebProvider({ baseUrl, headers, pollInterval: 0, cacheMode: "disabled" }),
    );
  },
  banner: () => OpenFeature.getClient().getBooleanDetails("banner", false),
};

declare global {
  interface Window {
    remotePage: typeof remotePage;
  }
}
window.remotePage = remotePage;
