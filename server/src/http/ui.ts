import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context } from "hono";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const TEXT = /\.(css|html|js|json|map|svg|txt|webmanifest)$/;
const IMMUTABLE = "public, max-age=31536000, immutable";

interface File {
  type: string;
  cacheControl: string;
  isText: boolean;
  bytes: Uint8Array<ArrayBuffer>;
  zipped?: Promise<Uint8Array<ArrayBuffer>>;
}

/** Answers a GET that is not for the API. */
export type Ui = (c: Context) => Promise<Response>;

/**
 * Serves the built admin UI from memory. A path is looked up among the names of the files that were there at the
 * start, so there is no path that leads anywhere else. Every other path is the UI's own and gets its page.
 *
 * @param folder where the build put it; when it is absent the answer says so
 */
export function createUi(folder: string): Ui {
  const files = existsSync(join(folder, "index.html")) ? load(folder) : new Map<string, File>();
  const index = files.get("/index.html");
  return async (c) => {
    if (index === undefined) return c.text("The admin UI is not part of this build (npm run build makes it).", 404);
    const path = c.req.path;
    const file = files.get(path);
    // A page asks for these by hash: an old name must fail clearly rather than get a page in place of a script.
    if (file === undefined && path.startsWith("/assets/")) return c.text("There is no such file in this version.", 404);
    return send(c, file ?? index);
  };
}

async function send(c: Context, file: File): Promise<Response> {
  const headers = { "content-type": file.type, "cache-control": file.cacheControl, vary: "accept-encoding" };
  if (!file.isText || !/\bgzip\b/.test(c.req.header("accept-encoding") ?? "")) return c.body(file.bytes, 200, headers);
  // Once, for whoever asks first.
  file.zipped ??= promisify(gzip)(file.bytes, { level: 9 }).then((bytes) => new Uint8Array(bytes));
  return c.body(await file.zipped, 200, { ...headers, "content-encoding": "gzip" });
}

function load(folder: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const location = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, location).split(sep).join("/")}`;
    files.set(path, {
      type: TYPES[extname(path)] ?? "application/octet-stream",
      cacheControl: path.startsWith("/assets/") ? IMMUTABLE : "no-store",
      isText: TEXT.test(path),
      bytes: new Uint8Array(readFileSync(location)),
    });
  }
  return files;
}
