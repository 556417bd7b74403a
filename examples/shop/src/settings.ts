export interface Settings {
  /** Where the Switchyard server is. */
  url: string;
  /** Secret: stays in this process. */
  sdkKey: string;
  /** Public: the page gets it. */
  clientKey: string;
  port: number;
  host: string;
  checkoutsPerSecond: number;
  /** Of the rush hour, which somebody must begin. */
  rushPerSecond: number;
}

const MAX_CHECKOUTS_PER_SECOND = 20;
const MAX_RUSH_PER_SECOND = 300;

/** Reads the shop's settings, and ends the process with one line when one can't be used. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  try {
    return {
      url: address(env, "SWITCHYARD_URL", "http://localhost:4000"),
      sdkKey: required(env, "SWITCHYARD_SDK_KEY", "a server key of the environment to show (sw_server_…)"),
      clientKey: required(env, "SWITCHYARD_CLIENT_KEY", "a client key of the same environment (sw_client_…)"),
      port: whole(env, "SHOP_PORT", 4001, 65_535),
      host: env.HOST || "localhost",
      checkoutsPerSecond: whole(env, "SHOP_CHECKOUTS_PER_SECOND", 3, MAX_CHECKOUTS_PER_SECOND),
      rushPerSecond: whole(env, "SHOP_RUSH_PER_SECOND", 100, MAX_RUSH_PER_SECOND),
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

function required(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is missing: it must be ${what}`);
  return value;
}

function whole(env: NodeJS.ProcessEnv, name: string, byDefault: number, max: number): number {
  const value = env[name];
  if (!value) return byDefault;
  if (!/^\d{1,5}$/.test(value) || Number(value) > max)
    throw new Error(`${name} must be a whole number from 0 to ${max}, received ${JSON.stringify(value.slice(0, 100))}`);
  return Number(value);
}

function address(env: NodeJS.ProcessEnv, name: string, byDefault: string): string {
  const value = env[name] || byDefault;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new Error(`${name} must be an http:// or https:// address, received ${JSON.stringify(value.slice(0, 100))}`);
  return new URL(value).origin;
}
