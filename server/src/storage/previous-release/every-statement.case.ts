import { AUTHOR, configure, createFlag, must, newConfiguration, newSegment } from "../conformance/actions.case.ts";
import type { ChangeFilter, Storage } from "../port.ts";

/** Every statement of the port at least once, one after another. */
export async function everyStatement(storage: Storage): Promise<void> {
  const project = must(await storage.project("default"));
  await storage.projects();
  const [development, , production] = await storage.environments(project.id);
  const environment = must(production);
  const { result: flag } = await createFlag(storage, project, "first");
  await createFlag(storage, project, "second");
  await configure(storage, flag, environment, { enabled: true });
  await configure(storage, flag, environment, { enabled: true, killed: { by: "Ada", at: 1 } });
  const change = (action: "flag.updated", affects: object[] = []) => ({
    action,
    projectId: project.id,
    before: null,
    after: null,
    affects: affects as never,
  });
  const here = [{ environmentId: environment.id, flags: ["first"], segments: ["beta"] }];
  await storage.change(AUTHOR, async (tx) => {
    await tx.updateFlag({ ...flag, name: "The first" });
    await tx.putSegment(newSegment(project, "beta"));
    await tx.putSegment(newSegment(project, "gone"));
    await tx.insertProject({ id: "p2", key: "p2", name: "P2", createdAt: 1 });
    await tx.updateProject({ id: "p2", key: "p2", name: "Another", createdAt: 1 });
    const another = { id: "e2", projectId: project.id, key: "e2", name: "E2", protected: false, version: 0 };
    await tx.insertEnvironment(another);
    await tx.updateEnvironment({ ...another, name: "Another", protected: true });
    await tx.putConfiguration(newConfiguration(flag, must(development)));
    const places = [...here, { environmentId: must(development).id, flags: ["first"] }];
    return { result: undefined, change: change("flag.updated", places) };
  });
  await storage.change(AUTHOR, async (tx) => {
    await tx.deleteSegment("id-gone");
    return { result: undefined, change: change("flag.updated", here) };
  });
  const key = { environmentId: environment.id, kind: "server" as const, name: "K", hint: "sw_", origins: [] };
  await storage.change(AUTHOR, async (tx) => {
    const made = { ...key, id: "k", signedContext: false, createdAt: 1, createdBy: "Ada" };
    await tx.insertKey(made, "a".repeat(64));
    await tx.insertKey({ ...made, id: "k2" }, "b".repeat(64));
    await tx.revokeKey("k2", 2);
    return { result: undefined, change: change("flag.updated") };
  });
  const { accounts, usage } = storage;
  await accounts.setSetupHash("setup");
  await accounts.setupHash();
  await storage.change(AUTHOR, async (tx) => {
    const user = { id: "u", email: "ada@example.com", name: "Ada", createdAt: 1, owner: true, roles: [] };
    return { result: await tx.insertFirstUser(user, "hash", "setup"), change: change("flag.updated") };
  });
  await storage.flags(project.id);
  await storage.flag(project.id, "first");
  await storage.configurations(flag.id);
  await storage.configuration(flag.id, environment.id);
  await storage.allConfigurations(project.id);
  await storage.allEnvironments();
  await storage.environment(project.id, "production");
  await storage.segments(project.id);
  await storage.segment(project.id, "beta");
  await storage.keys(environment.id);
  const filters: Partial<ChangeFilter>[] = [
    {},
    { flag: "first" },
    { segment: "beta" },
    { environmentId: environment.id },
    { action: "flag.updated", actorId: "u-1" },
  ];
  for (const filter of filters) {
    await storage.changes({ projectId: project.id, limit: 5, ...filter });
    await storage.changes({ projectId: project.id, limit: 5, before: 4, ...filter });
  }
  await storage.changeById(1);
  await storage.changeLog(0, 3);
  await storage.ruleset(environment.id);
  await storage.delta(environment.id, 1);
  await storage.renewEpoch(environment.id, { epoch: await storage.epoch(), version: 1 });
  const lease = must(await storage.lease("work", "a", 60_000));
  await storage.change(AUTHOR, async (tx) => {
    await tx.requireLease(lease);
    return { result: undefined, change: change("flag.updated") };
  });
  await accounts.countUsers();
  await accounts.userByEmail("ada@example.com");
  await accounts.insertSession({ hash: "s", userId: "u", createdAt: 1, expiresAt: 5, userAgent: "", address: "" });
  await accounts.sessionUser("s", 2);
  await accounts.deleteSession("s");
  await accounts.keyByHash("a".repeat(64));
  await accounts.touchKey("k", 100_000);
  await accounts.putSavedView({ userId: "u", projectId: project.id, name: "mine", search: "owner:me" });
  await accounts.savedViews("u", project.id);
  await accounts.deleteSavedView("u", project.id, "mine");
  const at = { environmentId: environment.id, hour: 0, count: 2, at: 5 };
  await usage.add({
    evaluations: [{ ...at, flag: "first", variant: "on" }],
    unknown: [{ environmentId: environment.id, flag: "frist", kind: "server", count: 1, at: 5, app: "shop" }],
    events: [{ ...at, event: "paid", kind: "server", sum: 7 }],
  });
  for (const flags of [undefined, ["first"]]) {
    await usage.evaluatedFlags(environment.id, flags);
    await usage.hourlyEvaluations(environment.id, 0, flags);
  }
  await usage.variantEvaluations(environment.id, "first", 0);
  await usage.unknownFlags(environment.id);
  await usage.dismissUnknownFlag(environment.id, "frist");
  await usage.trackedEvents(environment.id);
  await usage.hourlyEvents(environment.id, 0);
  await usage.prune(environment.id, 1_000_000);
}
