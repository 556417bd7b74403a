import type { SdkKey } from "../api/types.ts";

/** The ways to ask for a flag that have lines to paste. */
export const SDKS = {
  node: { label: "Node", kind: "server" },
  browser: { label: "Browser", kind: "client" },
  react: { label: "React", kind: "client" },
  openfeature: { label: "OpenFeature", kind: "server" },
} as const satisfies Record<string, { label: string; kind: SdkKey["kind"] }>;

export type Sdk = keyof typeof SDKS;

export const isSdk = (name: string | undefined): name is Sdk => name !== undefined && Object.hasOwn(SDKS, name);

export interface Snippet {
  install: string;
  code: string;
}

interface Asked {
  key: string;
  /** Where the server is. */
  url: string;
  flag: string;
}

/** What to install, and a whole program that asks for a boolean flag. */
export function snippet(sdk: Sdk, { key, url, flag }: Asked): Snippet {
  const browser = `{
  url: "${url}",
  clientKey: "${key}",
  context: { targetingKey: "user-1" },
}`;
  const server = `{
  url: "${url}",
  sdkKey: "${key}",
  appName: "my-app",
}`;
  switch (sdk) {
    case "node":
      return {
        install: "npm install @switchyard/sdk-node",
        code: `import { createClient } from "@switchyard/sdk-node";

const flags = createClient(${server});
await flags.waitForReady();

setInterval(() => {
  const on = flags.isEnabled("${flag}", { targetingKey: "user-1" });
  console.log("${flag} is", on ? "on" : "off");
}, 1000);
`,
      };
    case "browser":
      return {
        install: "npm install @switchyard/sdk-browser",
        code: `import { createClient } from "@switchyard/sdk-browser";

const flags = createClient(${browser});
await flags.waitForReady();

const show = () => {
  document.title = flags.isEnabled("${flag}") ? "on" : "off";
};
flags.on("change", show);
show();
`,
      };
    case "react":
      return {
        install: "npm install @switchyard/sdk-browser",
        code: `import { createClient } from "@switchyard/sdk-browser";
import { FlagsProvider, useFlag } from "@switchyard/sdk-browser/react";

const flags = createClient(${browser});

function Checkout() {
  return useFlag("${flag}", false) ? <p>the new way</p> : <p>the way before</p>;
}

export const App = () => (
  <FlagsProvider client={flags}>
    <Checkout />
  </FlagsProvider>
);
`,
      };
    case "openfeature":
      return {
        install: "npm install @switchyard/sdk-node @openfeature/server-sdk",
        code: `import { OpenFeature } from "@openfeature/server-sdk";
import { SwitchyardProvider } from "@switchyard/sdk-node/openfeature";

await OpenFeature.setProviderAndWait(new SwitchyardProvider(${server}));
const client = OpenFeature.getClient();

setInterval(async () => {
  const on = await client.getBooleanValue("${flag}", false, { targetingKey: "user-1" });
  console.log("${flag} is", on ? "on" : "off");
}, 1000);
`,
      };
  }
}
