import { readFileSync } from "node:fs";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
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

it("manifests and compose file name settings that the server knows", () => {
  const settings = readFileSync(`${ROOT}server/src/config.ts`, "utf8");
  const { services } = parse(readFileSync(`${ROOT}deploy/compose.yaml`, "utf8"));
  const deployment = manifests.find(({ kind }) => kind === "Deployment");
  const names: string[] = [
    ...Object.keys(services.switchyard.environment),
    ...deployment.spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name),
  ];
  expect(names.filter((name) => !settings.includes(`"${name}"`))).toEqual([]);
});
