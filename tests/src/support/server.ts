import { join } from "node:path";
import { folderUntilEnd } from "../../../server/src/test-leftovers.ts";
import { Api } from "./api.ts";
import { ROOT, type Running, run } from "./process.ts";

/** Break-glass token of the servers that tests start. */
export const ADMIN_TOKEN = "test-admin-token-0123456789-0123456789";

export interface TestServer {
  url: string;
  port: number;
  database: string;
  api: Api;
  process: Running;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | string>;
}

/** A temporary folder that is gone after the test file; call `remove` in `afterAll`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  return folderUntilEnd("switchyard-");
}

/** The built server as a process of its own, exactly as an operator starts it. */
export async function startServer(options: {
  folder: string;
  port?: number;
  env?: NodeJS.ProcessEnv;
}): Promise<TestServer> {
  const database = join(options.folder, "switchyard.db");
  const process = run("node", [join(ROOT, "server/dist/main.js")], {
    cwd: options.folder,
    env: {
      PORT: String(options.port ?? 0),
      SWITCHYARD_DATABASE: `file:${database}`,
      SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN,
      ...options.env,
    },
  });
  const [, url = "", port = ""] = await process.line(/^Switchyard is ready on (http:\/\/[^:]+:(\d+))/);
  return {
    url,
    port: Number(port),
    database,
    api: new Api(url, ADMIN_TOKEN),
    process,
    stop: () => process.end("SIGTERM"),
  };
}
