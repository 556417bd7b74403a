import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";

// An installed package with all its entries, as an application's bundler takes it in. Both return what the bundler warns of.

/** Of a package beside the application, as in a monorepo: esbuild says nothing of what is below `node_modules`. */
export async function warningsOfEsbuild(home: string, name: string, entries: string[], platform: "browser" | "node") {
  await cp(join(home, "node_modules", name), join(home, "linked"), { recursive: true });
  const { warnings } = await esbuild({
    stdin: {
      contents: entries.map((entry) => `export * as ${entry} from "./linked/dist/${entry}.js";`).join("\n"),
      resolveDir: home,
    },
    bundle: true,
    splitting: true,
    format: "esm",
    platform,
    outdir: home,
    write: false,
    logLevel: "silent",
  });
  return warnings.map(({ text }) => text);
}

export async function warningsOfVite(home: string, name: string, entries: string[]) {
  const main = join(home, "bundled.js");
  const from = (entry: string) => (entry === "index" ? name : `${name}/${entry}`);
  await writeFile(main, entries.map((entry) => `export * as ${entry} from "${from(entry)}";`).join("\n"));
  const warnings: string[] = [];
  await vite({
    root: home,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      lib: { entry: main, formats: ["es"] },
      rolldownOptions: {
        onLog(level, { code, message }) {
          // For frameworks with server components; vite's own plugin for React leaves this warning out, too.
          if (level === "warn" && code !== "MODULE_LEVEL_DIRECTIVE") warnings.push(message);
        },
      },
    },
  });
  return warnings;
}
