import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

// SECURITY.md names a test for each known fall of others: this is where that is true.

const ROOT = new URL("../../../", import.meta.url);
const [, table = ""] =
  /<!-- falls -->\n(.*)<!-- \/falls -->/s.exec(readFileSync(new URL("SECURITY.md", ROOT), "utf8")) ?? [];
const rows = table
  .trim()
  .split("\n")
  .slice(2)
  .map((line) => /^\| (.*?) ?\| \[[\w-]+\]\((server\/src\/\S+\.test\.ts)\): (.+) \|$/.exec(line) ?? [line]);

it("every row is a test that there is", () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const [line, , file = "", title = ""] of rows) {
    const text = file && readFileSync(new URL(file, ROOT), "utf8");
    expect({ line, isThere: title !== "" && text.includes(title) }).toEqual({ line, isThere: true });
  }
});

it.each([
  ...["CVE-2026-63462", "CVE-2026-63004", "CVE-2023-46746", "CVE-2024-9710", "CVE-2025-1521", "CVE-2025-1522"],
  ...["Flagsmith#7550", "Flagsmith#8220", "growthbook#6673", "growthbook#5849", "Flagsmith#6384", "flipt#2153"],
  ...["flipt#5991", "CVE-2026-31866", "CVE-2026-0650", "CVE-2025-46332", "@hono/node-server", "CVE-2022-36065"],
])("%s has its test", (fall) => {
  expect(rows.filter(([, what = ""]) => what.includes(fall))).toHaveLength(1);
});
