import type { Flag } from "../api/types.ts";

export type CodeKind = "node" | "browser";

export const CODE_KINDS: readonly { value: CodeKind; label: string }[] = [
  { value: "node", label: "Node" },
  { value: "browser", label: "Browser" },
];

type Asked = Pick<Flag, "key" | "type" | "variants">;

/** A whole program that asks for one flag. */
export function flagCode(kind: CodeKind, flag: Asked, url: string): string {
  const browser = kind === "browser";
  const name = browser ? "@switchyard/sdk-browser" : "@switchyard/sdk-node";
  const options = browser
    ? `url: ${q(url)},\n  clientKey: "sw_client_…",\n  context: { targetingKey: "user-1" },`
    : `url: ${q(url)},\n  sdkKey: process.env.SWITCHYARD_SDK_KEY,`;
  return `import { createClient } from "${name}";

const flags = createClient({
  ${options}
});
await flags.waitForReady();

${question(flag, browser)}
`;
}

function question({ key, type, variants }: Asked, browser: boolean): string {
  const whom = browser ? "" : ', { targetingKey: "user-1" }';
  if (type === "boolean") return `if (flags.isEnabled(${q(key)}${whom})) {\n  // the new way\n}`;
  const first = JSON.stringify(variants[0]?.value ?? null);
  return `// The last is what you get when there is no answer.\nconst value = flags.getValue(${q(key)}${browser ? "" : whom}, ${first});`;
}

const q = (text: string) => JSON.stringify(text);
