import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { StartError } from "./start-error.ts";

describe("readConfig", () => {
  it("has a default for every setting", () => {
    expect(readConfig({})).toEqual({
      port: 4000,
      host: "localhost",
      database: "file:./data/switchyard.db",
      adminToken: undefined,
      maxConnections: 20_000,
      secret: undefined,
      metricsToken: undefined,
      logLevel: "info",
      tracing: false,
      demo: false,
      ofrepPush: true,
      webhookAllow: new Set(),
    });
  });

  it("takes what is set, and an empty setting as absent", () => {
    const adminToken = "a".repeat(32);
    expect(
      readConfig({
        PORT: "0",
        HOST: "::1",
        SWITCHYARD_DATABASE: "file:/srv/s.db",
        SWITCHYARD_ADMIN_TOKEN: adminToken,
        SWITCHYARD_SECRET: adminToken,
        SWITCHYARD_MAX_CONNECTIONS: "5",
        SWITCHYARD_METRICS_TOKEN: adminToken,
        SWITCHYARD_LOG_LEVEL: "debug",
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
        SWITCHYARD_DEMO: "1",
      }),
    ).toEqual({
      port: 0,
      host: "::1",
      database: "file:/srv/s.db",
      adminToken,
      secret: adminToken,
      maxConnections: 5,
      metricsToken: adminToken,
      logLevel: "debug",
      tracing: true,
      demo: true,
      ofrepPush: true,
      webhookAllow: new Set(),
    });
    expect(readConfig({ PORT: "", SWITCHYARD_DEMO: "", SWITCHYARD_ADMIN_TOKEN: "" }).port).toBe(4000);
  });

  it.each([
    ["PORT", "http", 'PORT must be a whole number from 0 to 65535, received "http"'],
    ["PORT", "65536", 'PORT must be a whole number from 0 to 65535, received "65536"'],
    ["PORT", "-1", 'PORT must be a whole number from 0 to 65535, received "-1"'],
    ["SWITCHYARD_MAX_CONNECTIONS", "0", "a whole number from 1 to 1000000, received"],
    ["SWITCHYARD_LOG_LEVEL", "loud", "one of debug, info, warn, error, received"],
    ["HOST", "a b", 'received "a b"'],
    ["SWITCHYARD_DATABASE", "mysql://x", "SWITCHYARD_DATABASE must be a file such as file:./data/switchyard.db"],
    ["SWITCHYARD_WEBHOOK_ALLOW", "http://10.0.0.1", "http is for this machine only, received"],
    ["SWITCHYARD_WEBHOOK_ALLOW", "https://a.corp/hook", "origins separated by commas"],
    ["SWITCHYARD_TRUSTED_PROXIES", "10.0.0.0/0", "addresses and networks separated by commas"],
    ["SWITCHYARD_TRUSTED_PROXIES", "proxy", 'received "proxy"'],
    ["SWITCHYARD_DEMO", "yes", 'SWITCHYARD_DEMO must be 1 or 0, received "yes"'],
  ])("refuses %s=%s in one line that names the setting, the rule and what came", (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(StartError);
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });

  it("takes proxies that say where requests come from", () => {
    const { trustedProxies } = readConfig({ SWITCHYARD_TRUSTED_PROXIES: "10.0.0.0/8, ::1" });
    expect(["10.1.2.3", "::1", "11.0.0.1"].map((address) => trustedProxies?.(address))).toEqual([true, true, false]);
    expect(readConfig({}).trustedProxies).toBeUndefined();
  });

  it("takes origins that webhooks may go to", () => {
    const { webhookAllow } = readConfig({ SWITCHYARD_WEBHOOK_ALLOW: "https://hooks.corp:8443, http://localhost:9000" });
    expect(webhookAllow).toEqual(new Set(["https://hooks.corp:8443", "http://localhost:9000"]));
  });

  it("never shows a secret", () => {
    expect(() => readConfig({ SWITCHYARD_ADMIN_TOKEN: "hunter2" })).toThrow(
      "SWITCHYARD_ADMIN_TOKEN must be at least 32 printable ASCII characters without spaces, received 7 characters",
    );
    expect(() => readConfig({ SWITCHYARD_SECRET: "hunter2" })).toThrow(
      "SWITCHYARD_SECRET must be at least 32 characters, received 7 characters",
    );
    for (const password of ["hunter2", "hunter2/x", "x@hunter2", "x/y@hunter2", "hunter2?a#b"]) {
      const SWITCHYARD_DATABASE = `mysql://me:${password}@db/x`;
      expect(() => readConfig({ SWITCHYARD_DATABASE })).toThrow(/^(?!.*hunter2).*received "mysql:\/\/…@db\/x"$/);
    }
  });
});
