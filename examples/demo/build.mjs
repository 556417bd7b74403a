import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** A build that takes longer than this is worth a line while it runs. */
const QUIET_MS = 1500;

/**
 * Builds what is stale. One short line when all goes well; when it does not, what the build printed, and the end.
 *
 * @param {URL} root
 * @param {import("./children.mjs").Children} children
 */
export async function build(root, children) {
  const began = performance.now();
  const notice = setTimeout(() => console.log("Building what has changed (the first time takes a minute)…"), QUIET_MS);
  const turbo = createRequire(new URL("package.json", root)).resolve("turbo/bin/turbo");
  const { code, output } = await children.run(turbo, ["run", "build", "--output-logs=errors-only", "--no-color"], {
    cwd: fileURLToPath(root),
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", DO_NOT_TRACK: "1" },
  });
  clearTimeout(notice);
  if (code !== 0) {
    process.stderr.write(output);
    console.error("The build failed: see above.");
    await children.end(1);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(/FULL TURBO/.test(output) ? `Everything is built (${seconds} s).` : `Built in ${seconds} s.`);
}
