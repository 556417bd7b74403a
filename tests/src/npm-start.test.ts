import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { npmStart } from "./support/demo.ts";
import { temporaryFolder } from "./support/server.ts";

// The README's first command, from the outside: what it prints, what it serves, and what is left when it ends.

const folder = temporaryFolder();
afterAll(() => folder.remove());

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const settings = (name: string) => ({
  PORT: "0",
  SHOP_PORT: "0",
  SWITCHYARD_DATABASE: `file:${join(folder.path, name, "switchyard.db")}`,
});

it.each(["SIGINT", "SIGTERM"] as const)("serves admin UI and shop, and %s leaves no process behind", async (signal) => {
  const demo = npmStart(settings(signal));
  const [, admin = ""] = await demo.line(/^Switchyard is ready on (\S+)/);
  const [, setup = ""] = await demo.line(/^Set up the first admin: (\S+)/);
  const [, shop = ""] = await demo.line(/^The shop is open on (\S+)/);
  for (const url of [admin, setup, shop]) {
    const page = await fetch(url);
    expect(page.status, url).toBe(200);
    expect(await page.text()).toContain("<title>");
  }
  const processes = demo.descendants();
  expect(processes.length).toBeGreaterThanOrEqual(3);
  demo.signal(signal);
  await demo.exit;
  await expect.poll(() => processes.filter(isAlive), { timeout: 10_000 }).toEqual([]);
});

it("a port in use: the server's one line, exit code 1, and nothing left", async () => {
  const other = createServer().listen(0, "localhost");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const demo = npmStart({ ...settings("in-use"), PORT: String(port) });
  expect(await demo.exit).toBe(1);
  expect(demo.lines.filter((line) => line.includes(String(port)))).toHaveLength(1);
  expect(demo.lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
  other.close();
});
