// Who may import whom, checked on the resolved graph. Each message says where the code should go instead.

const TESTS = "[.](test|case)[.]tsx?$";

/** Files below `from` may import only what is below `allowed` (besides themselves). */
const only = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: TESTS },
  to: {
    path: "^(core|migrations|server|sdk-node|sdk-browser|admin-ui|examples|tests|bench)/",
    pathNot: [...allowed, "/node_modules/", "^[^/]+/package[.]json$"],
  },
});

module.exports = {
  forbidden: [
    only("core-imports-nothing", "^core/src/", ["^core/src/"], "Move what core needs into core, or inject it."),
    only(
      "sdk-node",
      "^sdk-node/src/",
      ["^sdk-node/src/", "^core/src/"],
      "An SDK knows core only: what both SDKs share belongs in core/src/client.",
    ),
    only(
      "sdk-browser",
      "^sdk-browser/src/",
      ["^sdk-browser/src/", "^core/src/"],
      "An SDK knows core only: what both SDKs share belongs in core/src/client.",
    ),
    only("migrations", "^migrations/src/", ["^migrations/src/"], "Tables know nothing of the code that uses them."),
    only(
      "server",
      "^server/src/",
      ["^server/src/", "^core/src/", "^migrations/src/"],
      "The server knows core and the tables. What an SDK and the server share belongs in core.",
    ),
    only(
      "admin-ui",
      "^admin-ui/src/",
      ["^admin-ui/src/", "^core/src/", "^server/src/api[.]ts$"],
      "The UI knows core, and the server's API types through server/src/api.ts.",
    ),
    only(
      "examples",
      "^examples/",
      ["^examples/", "^sdk-node/dist/", "^sdk-browser/dist/"],
      "Examples use the published names, as an application would.",
    ),
    {
      name: "core-has-no-dependencies",
      severity: "error",
      comment: "core runs in browsers and is bundled into both SDKs: inject what it needs.",
      from: { path: "^core/src/", pathNot: TESTS },
      to: { dependencyTypes: ["npm", "npm-dev", "core"] },
    },
    {
      name: "core-knows-no-client",
      severity: "error",
      comment: "The evaluator does not know how data arrives: core/src/client imports core, never back.",
      from: { path: "^core/src/", pathNot: ["^core/src/client/", TESTS] },
      to: { path: "^core/src/client/" },
    },
    {
      name: "admin-ui-types-only",
      severity: "error",
      comment: "Use `import type`: nothing of the server may end up in the browser.",
      from: { path: "^admin-ui/src/" },
      to: { path: "^server/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "server-use-cases-below-http",
      severity: "error",
      comment: "A use case serves HTTP, schedules and the command line alike: it can't know http, app or main.",
      from: { path: "^server/src/[^/]+/", pathNot: ["^server/src/(http|cli)/", TESTS] },
      to: { path: "^server/src/(http/(?!schemas[.]ts)|app[.]ts|main[.]ts)" },
    },
    {
      name: "server-ports-below-use-cases",
      severity: "error",
      comment: "Storage and live are ports: they know no use case.",
      from: { path: "^server/src/(storage|live)/", pathNot: TESTS },
      to: {
        path: "^server/src/[^/]+/",
        pathNot: "^server/src/(storage|live|signing|guard-engine)/",
      },
    },
    {
      name: "storage-knows-no-live",
      severity: "error",
      comment: "Live listens to storage, never back.",
      from: { path: "^server/src/storage/" },
      to: { path: "^server/src/live/" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "/dist/"] },
    exclude: { path: ["/dist/", "/output/", "[.]turbo"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
