/** What to install for a new key, and a complete program that asks for a flag with it. */
export function snippet(kind: "server" | "client", key: string, url: string): { install: string; code: string } {
  const context = '{ targetingKey: "user-1" }';
  const server = kind === "server";
  const name = server ? "@switchyard/sdk-node" : "@switchyard/sdk-browser";
  const options = server
    ? `url: "${url}", sdkKey: "${key}"`
    : `url: "${url}", clientKey: "${key}", context: ${context}`;
  const question = server ? `flags.isEnabled("new-checkout", ${context})` : 'flags.isEnabled("new-checkout")';
  return {
    install: `npm install ${name}`,
    code: `import { createClient } from "${name}";

const flags = createClient({ ${options} });
await flags.waitForReady();

if (${question}) {
  // the new way
}
`,
  };
}
