import { readFileSync } from "node:fs";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { clientAddress, readProxies } from "../../server/src/auth/client-address.ts";
import { readConfig } from "../../server/src/config.ts";
import { MAX_SEGMENT_BYTES } from "../../server/src/http/request/bounds.ts";
import { DEADLINE_MS } from "../../server/src/shutdown.ts";
import { ROOT } from "./support/process.ts";

// By the schemas of Kubernetes' own API. No container engine runs here: see docs/operations.md.

const KINDS = { Deployment, Ingress, PodDisruptionBudget, Service };
const manifests = parseAllDocuments(readFileSync(`${ROOT}deploy/kubernetes/switchyard.yaml`, "utf8")).map((document) =>
  document.toJS({ maxAliasCount: 0 }),
);

it.each(manifests.map((manifest) => [manifest.kind as keyof typeof KINDS, manifest] as const))(
  "the manifest of the %s is what Kubernetes takes",
  (kind, manifest) => {
    expect(() => new KINDS[kind](manifest).validate()).not.toThrow();
    const { spec, ...broken } = manifest;
    expect(spec).toBeDefined();
    expect(() => new KINDS[kind]({ ...broken, spec: { unknown: [] }, metadata: 7 }).validate()).toThrow();
  },
);

const compose = parse(readFileSync(`${ROOT}deploy/compose.yaml`, "utf8"));
const nginx = readFileSync(`${ROOT}deploy/nginx.conf`, "utf8");
const manifest = (kind: string) => manifests.find((one) => one.kind === kind);

const trustedBy = (SWITCHYARD_TRUSTED_PROXIES: string | undefined) => {
  const { trustedProxies } = readConfig({ SWITCHYARD_TRUSTED_PROXIES });
  if (trustedProxies === undefined) throw new Error("SWITCHYARD_TRUSTED_PROXIES must be set");
  return trustedProxies;
};

it("behind the proxy of the compose file a client has its own address, and can't choose another", () => {
  const { services, networks } = compose;
  const trusted = trustedBy(services.switchyard.environment.SWITCHYARD_TRUSTED_PROXIES);
  const proxy = services.proxy.networks.default.ipv4_address;
  const [{ subnet, ip_range }] = networks.default.ipam.config;
  const [inSubnet, forOthers] = [readProxies(subnet), readProxies(ip_range)];
  expect([inSubnet?.(proxy), forOthers?.(proxy)]).toEqual([true, false]);
  expect(services.switchyard.ports).toBeUndefined();
  // What nginx appends is what it saw.
  expect(nginx).toContain("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;");
  expect(clientAddress(proxy, "203.0.113.9", trusted)).toBe("203.0.113.9");
  expect(clientAddress(proxy, "192.0.2.1, 203.0.113.9", trusted)).toBe("203.0.113.9");
  // An engine that shows its gateway instead of the client hides who it is, and lets nobody be somebody else.
  const gateway = subnet.replace(/0\/24$/, "1");
  expect(clientAddress(proxy, `192.0.2.1, ${gateway}`, trusted)).toBe(gateway);
});

it("behind the ingress of Kubernetes a client has its own address", () => {
  const [{ env }] = manifest("Deployment").spec.template.spec.containers;
  const { value } = env.find(({ name }: { name: string }) => name === "SWITCHYARD_TRUSTED_PROXIES");
  const pod = value.replace(/0\.0\/16$/, "3.17");
  expect(clientAddress(pod, "203.0.113.9", trustedBy(value))).toBe("203.0.113.9");
});

it("proxies let through what the server takes, and longer pauses than its pings", () => {
  const annotation = (name: string) =>
    manifest("Ingress").metadata.annotations[`nginx.ingress.kubernetes.io/${name}`] as string;
  const megabytes = [/client_max_body_size (\d+)m;/.exec(nginx)?.[1], annotation("proxy-body-size").replace("m", "")];
  for (const size of megabytes) expect(Number(size) * 1024 * 1024).toBeGreaterThan(MAX_SEGMENT_BYTES);
  const seconds = [/proxy_read_timeout (\d+)s;/.exec(nginx)?.[1], annotation("proxy-read-timeout")];
  for (const timeout of seconds) expect(Number(timeout)).toBeGreaterThan(30);
});

it("whoever ends the server leaves it the time that it may take", () => {
  const { terminationGracePeriodSeconds, containers } = manifest("Deployment").spec.template.spec;
  const [command, pause] = containers[0].lifecycle.preStop.exec.command;
  expect(command).toBe("sleep");
  expect((terminationGracePeriodSeconds - Number(pause)) * 1000).toBeGreaterThan(DEADLINE_MS);
  expect(parseInt(compose.services.switchyard.stop_grace_period, 10) * 1000).toBeGreaterThan(DEADLINE_MS);
});

it("the image asks the port that it listens on, as its own account", () => {
  const dockerfile = readFileSync(`${ROOT}deploy/Dockerfile`, "utf8");
  expect(dockerfile).toMatch(/HEALTHCHECK[^\n]*\\\n.*process\.env\.PORT \+ '\/health\/live'/);
  expect(dockerfile.indexOf("\nUSER node\n")).toBeGreaterThan(dockerfile.lastIndexOf("\nRUN "));
});

it("manifests and compose file name settings that the server knows", () => {
  const settings = readFileSync(`${ROOT}server/src/config.ts`, "utf8");
  const names: string[] = [
    ...Object.keys(compose.services.switchyard.environment),
    ...manifest("Deployment").spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name),
  ];
  expect(names.filter((name) => !settings.includes(`"${name}"`))).toEqual([]);
});
