import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AfterReview, Change, Inbox } from "../../api.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { type Someone, someone } from "./people.case.ts";

const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;
const POLICY = `${PRODUCTION}/policy`;
const FLAG = `${PRODUCTION}/flags/checkout`;

const WEEKENDS = { kind: "recurring", name: "Weekends", cron: "0 17 * * 5", minutes: 3840, timeZone: "Europe/Berlin" };
const NOW = { kind: "once", name: "Now", from: 0, until: 32_000_000_000 };
const HOLIDAYS = {
  kind: "once",
  name: "Holidays",
  from: Date.now() - 1_000,
  until: Date.now() + 3_600_000,
};

const rollout = (percentage: number) => ({
  enabled: true,
  offVariant: "off",
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});
const ANY = { "if-match": "*" };
const glass = (reason: string) => ({ ...ANY, "switchyard-break-glass": encodeURIComponent(reason) });

let server: TestServer;
let admin: Someone;
let releaser: Someone;
let other: Someone;
let responder: Someone;
let viewer: Someone;

beforeAll(async () => {
  server = await startTestServer();
  admin = await someone(server, "ada", "admin");
  releaser = await someone(server, "rob", "releaser");
  other = await someone(server, "roy", "releaser");
  responder = await someone(server, "rae", "responder");
  viewer = await someone(server, "vic", "viewer");
  await server.send("POST", `${PROJECT}/flags`, { key: "checkout", type: "boolean" });
  await server.send("PUT", FLAG, rollout(25), ANY);
});
afterAll(() => server.close());

/** Each case begins without a policy, and with a flag at 25 %. */
async function given(policy: object = {}) {
  await server.send("PUT", POLICY, { reason: "the next case" });
  await server.send("POST", `${FLAG}/restore`, {});
  await server.send("PUT", FLAG, rollout(25), ANY);
  await server.send("PUT", POLICY, { ...policy, reason: "for this case" });
}

describe("a policy", () => {
  it("holds nothing until somebody sets it; an admin does, and everyone may read it", async () => {
    expect((await viewer.send("GET", `${PROJECT}/environments/staging/policy`)).body).toEqual({
      environment: "staging",
      protected: false,
      requireReason: false,
      approvals: 0,
      breakGlass: { role: "admin", people: [] },
      freezes: [],
      updatedAt: null,
      frozen: null,
    });
    expect((await releaser.send("PUT", POLICY, { approvals: 1 })).status).toBe(403);
    const set = {
      requireReason: true,
      approvals: 2,
      breakGlass: { role: null, people: [responder.id] },
      freezes: [WEEKENDS],
    };
    const { status, body } = await admin.send("PUT", POLICY, { ...set, reason: "a calmer December" });
    expect(status).toBe(200);
    expect(body).toMatchObject(set);
    expect((await viewer.send("GET", POLICY)).body).toEqual(body);
    const { changes } = (await viewer.send("GET", `${PROJECT}/changes?action=policy.updated&limit=1`)).body;
    expect(changes).toMatchObject([
      {
        environment: "production",
        reason: "a calmer December",
        before: { approvals: 0 },
        after: { approvals: 2, breakGlass: { people: [responder.id] } },
      },
    ]);
  });

  it("is weakened with a reason only, and made stricter without", async () => {
    await given({ approvals: 1, requireReason: true, freezes: [WEEKENDS] });
    const weaker = [
      { requireReason: true, freezes: [WEEKENDS] },
      { approvals: 1, freezes: [WEEKENDS] },
      { approvals: 1, requireReason: true, freezes: [{ ...WEEKENDS, minutes: 60 }] },
      { approvals: 1, requireReason: true, freezes: [WEEKENDS], breakGlass: { role: "editor" } },
      { approvals: 1, requireReason: true, freezes: [WEEKENDS], breakGlass: { people: [viewer.id] } },
    ];
    for (const policy of weaker) {
      expect((await admin.send("PUT", POLICY, policy)).body.error).toMatchObject({
        code: "REASON_REQUIRED",
        message: 'Weakening the policy in production needs a reason, received none: say why in "reason"',
      });
    }
    // What ends last of what is open now is named, also on a weekend.
    const holidays = { ...HOLIDAYS, until: Date.now() + 7 * 86_400_000 };
    const stricter = { approvals: 2, requireReason: true, freezes: [WEEKENDS, holidays], breakGlass: { role: null } };
    expect((await admin.send("PUT", POLICY, stricter)).status).toBe(200);
    expect((await viewer.send("GET", POLICY)).body.frozen).toMatchObject({ name: "Holidays" });
  });

  const reviews = async () =>
    (await other.send("GET", `${PROJECT}/after-reviews?state=open&limit=200`)).body.afterReviews as AfterReview[];

  it("that holds something leaves an after-review when one admin weakens it, whatever comes next", async () => {
    const cases: [policy: object, weaker: { approvals?: number }][] = [
      [{ approvals: 1 }, { approvals: 0 }],
      [{ freezes: [HOLIDAYS] }, {}],
      [{ approvals: 1, requireReason: true }, { approvals: 1 }],
    ];
    for (const [policy, weaker] of cases) {
      await given(policy);
      const before = (await reviews()).map(({ id }) => id);
      const since = (await server.send<{ changes: { id: number }[] }>("GET", `${PROJECT}/changes?limit=1`)).body;
      expect((await admin.send("PUT", POLICY, { ...weaker, reason: "a hurry" })).status).toBe(200);
      const pushed = await releaser.send("PUT", FLAG, rollout(50), ANY);
      expect(pushed.status).toBe(weaker.approvals ? 409 : 200);
      expect((await admin.send("PUT", POLICY, policy)).status).toBe(200);
      const [review, ...more] = (await reviews()).filter(({ id }) => !before.includes(id));
      expect(more).toEqual([]);
      expect(review).toMatchObject({ actor: { name: "ada" }, reason: "a hurry", rules: ["weakened"], flags: [] });
      const inbox = async (of: Someone) =>
        ((await of.send("GET", `${PROJECT}/inbox`)).body as Inbox).items.find((one) => one.afterReview === review?.id);
      expect(await inbox(admin)).toBeUndefined();
      expect(await inbox(other)).toMatchObject({ title: "ada let more pass in production", text: "a hurry" });
      const close = (who: Someone) =>
        who.send("POST", `${PROJECT}/after-reviews/${review?.id}/close`, { note: "seen" });
      expect((await close(admin)).status).toBe(403);
      expect((await close(other)).status).toBe(200);
      const { body } = await server.send<{ changes: Change[] }>("GET", `${PROJECT}/changes?limit=6`);
      const logged = body.changes.filter(({ id }) => id > (since.changes[0]?.id ?? 0)).map(({ action }) => action);
      expect(logged.reverse().slice(0, 2)).toEqual(["review.opened", "policy.updated"]);
    }
  });

  it("that holds nothing at the moment is weakened with a reason, and no more is left of it", async () => {
    const later = { ...HOLIDAYS, from: Date.now() + 3_600_000, until: Date.now() + 7_200_000 };
    await given({ requireReason: true, freezes: [later] });
    const before = await reviews();
    expect((await admin.send("PUT", POLICY, { reason: "not needed" })).status).toBe(200);
    expect(await reviews()).toEqual(before);
  });

  it("goes together with the protection: lifting that needs a reason, too, and an after-review where it held something", async () => {
    await given({ approvals: 1 });
    const before = (await reviews()).length;
    const protect = (isProtected: boolean, more: object = {}) =>
      admin.send("PATCH", PRODUCTION, { protected: isProtected, ...more });
    expect((await protect(false)).body.error).toMatchObject({
      code: "REASON_REQUIRED",
      message: 'Lifting the protection in production needs a reason, received none: say why in "reason"',
    });
    expect((await protect(false, { reason: " " })).status).toBe(400);
    expect((await protect(false, { reason: "a hurry" })).status).toBe(200);
    expect((await protect(true)).status).toBe(200);
    expect(await reviews()).toHaveLength(before + 1);
    expect((await admin.send("PATCH", PRODUCTION, { name: "Production" })).status).toBe(200);
    const { body } = await server.send<{ changes: Change[] }>("GET", `${PROJECT}/changes?action=environment.updated`);
    expect(body.changes[1]).toMatchObject({
      reason: "a hurry",
      before: { protected: true },
      after: { protected: false },
    });
  });

  const wrong: [string, object, string][] = [
    ["cron", { ...WEEKENDS, cron: "0 25 * * *" }, "freezes[0].cron must be a cron expression of five parts"],
    ["cron", { ...WEEKENDS, cron: "* * * * * *" }, 'received "* * * * * *"'],
    ["cron", { ...WEEKENDS, cron: "0 0 31 2 *" }, 'freezes[0].cron never comes: "0 0 31 2 *"'],
    ["timeZone", { ...WEEKENDS, timeZone: "Mars/Olympus" }, 'must be an IANA time zone such as "Europe/Berlin"'],
    ["timeZone", { ...WEEKENDS, timeZone: "+02:00" }, 'received "+02:00"'],
    ["minutes", { ...WEEKENDS, minutes: 8 * 24 * 60 }, "must let the window end before it begins again"],
    ["until", { ...HOLIDAYS, until: 0 }, "freezes[0].until must be after from"],
    ["until", { ...NOW, until: 9e14 }, "at most 366 days"],
  ];
  it.each(wrong)("is refused with a window that has a wrong %s", async (field, window, message) => {
    const { status, body } = await admin.send("PUT", POLICY, { freezes: [window] });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: "INVALID_POLICY",
      details: { problems: [{ path: `freezes[0].${field}` }] },
    });
    expect(body.error.message).toContain(message);
  });

  it("is refused with two windows of a name, and with what is no policy", async () => {
    const { body } = await admin.send("PUT", POLICY, { freezes: [WEEKENDS, { ...HOLIDAYS, name: "Weekends" }] });
    expect(body.error.message).toContain('there is another window "Weekends"');
    const strangers = await admin.send("PUT", POLICY, { breakGlass: { people: ["nobody"] } });
    expect(strangers.body.error).toMatchObject({
      code: "INVALID_POLICY",
      message: 'breakGlass.people[0] must be the id of a person who can sign in, received "nobody"',
    });
    for (const policy of [{ approvals: -1 }, { approvals: 99 }, { breakGlass: { role: "viewer" } }, { freeze: [] }]) {
      expect((await admin.send("PUT", POLICY, policy)).body.error.code).toBe("INVALID_REQUEST");
    }
  });

  it("takes times with their offset for windows that come once", async () => {
    await given();
    const dates = { from: "2026-12-24T00:00:00+01:00", until: "2026-12-27T00:00:00+01:00" };
    const { body } = await admin.send("PUT", POLICY, { freezes: [{ ...HOLIDAYS, ...dates }] });
    expect(body.freezes).toMatchObject([{ from: Date.parse(dates.from), until: Date.parse(dates.until) }]);
  });
});

describe("the calendar of freezes", () => {
  it("lists when environments are frozen, in a span that is bounded", async () => {
    await given({ freezes: [WEEKENDS] });
    const from = Date.parse("2026-10-20T00:00:00Z");
    const of = (query: string) => viewer.send("GET", `${PROJECT}/freezes?${query}`);
    const { body } = await of(`from=${from}&to=${from + 14 * 86_400_000}`);
    expect(body).toEqual({
      freezes: [
        { environment: "production", name: "Weekends", from: 1792767600000, until: 1793001600000 },
        { environment: "production", name: "Weekends", from: 1793376000000, until: 1793606400000 },
      ],
      isWhole: true,
    });
    expect((await of(`from=${from}&environment=staging`)).body.freezes).toEqual([]);
    expect((await of("environment=nowhere")).status).toBe(404);
    expect((await of(`from=${from}&to=${from}`)).status).toBe(400);
    expect((await of(`from=${from}&to=${from + 401 * 86_400_000}`)).body.error.message).toContain("at most 400 days");
    await given({ freezes: [{ ...WEEKENDS, cron: "*/10 * * * *", minutes: 5 }] });
    const many = (await of(`from=${from}`)).body;
    expect([many.freezes.length, many.isWhole]).toEqual([500, false]);
  });
});

describe("breaking the glass", () => {
  const STRICT = { requireReason: true, approvals: 1, freezes: [HOLIDAYS], breakGlass: { role: "releaser" } };

  it("pushes a change through, and leaves an after-review that another person closes", async () => {
    await given(STRICT);
    const held = await releaser.send("PUT", FLAG, { ...rollout(50), reason: "x" }, ANY);
    expect([held.status, held.body.error.message]).toEqual([
      423,
      expect.stringContaining("or break the glass, with a reason"),
    ]);
    expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect((await releaser.send("PUT", FLAG, rollout(50), glass("Zahlungen stehen — jetzt"))).status).toBe(200);

    const log = (await viewer.send("GET", `${PROJECT}/changes?limit=2`)).body.changes;
    expect(log).toMatchObject([
      { action: "flag.configured", reason: "Zahlungen stehen — jetzt", actor: { name: "rob" } },
      { action: "glass.broken", after: { rules: ["freeze", "approvals"], flags: ["checkout"] } },
    ]);
    const list = async (who: Someone, state = "open") => {
      const { body } = await who.send("GET", `${PROJECT}/after-reviews?state=${state}&limit=200`);
      // Those of weakened policies are from between the cases.
      return (body.afterReviews as AfterReview[]).filter(({ rules }) => !rules.includes("weakened"));
    };
    const [review] = await list(releaser);
    expect(review).toMatchObject({
      environment: "production",
      actor: { name: "rob" },
      reason: "Zahlungen stehen — jetzt",
      rules: ["freeze", "approvals"],
      flags: ["checkout"],
      closed: null,
      mayClose: false,
    });

    const close = (who: Someone, note = "it was right") =>
      who.send("POST", `${PROJECT}/after-reviews/${review?.id}/close`, { note });
    expect((await close(releaser)).body.error).toMatchObject({
      code: "FORBIDDEN",
      message: "An after-review is closed by somebody else than who broke the glass: ask a colleague",
    });
    expect((await server.send("POST", `${PROJECT}/after-reviews/${review?.id}/close`, { note: "x" })).status).toBe(403);
    expect((await close(responder)).body.error.message).toContain("needs the role releaser, you are responder");
    expect((await close(other, "  ")).status).toBe(400);
    expect(await list(other)).toMatchObject([{ id: review?.id, mayClose: true }]);
    expect((await close(other)).body).toMatchObject({ closed: { by: { name: "roy" }, note: "it was right" } });
    expect((await close(admin)).body.error.code).toBe("ALREADY_CLOSED");
    expect(await list(other)).toEqual([]);
    expect(await list(other, "closed")).toMatchObject([{ id: review?.id }]);
    expect((await other.send("POST", `${PROJECT}/after-reviews/nothing/close`, { note: "x" })).status).toBe(404);
  });

  it("is for whom the policy names: by role, or as a person, whatever their role", async () => {
    await given({ ...STRICT, breakGlass: { role: "admin", people: [responder.id, viewer.id] } });
    const push = (who: Someone) => who.send("PUT", FLAG, rollout(50), glass("an emergency"));
    expect((await push(releaser)).body.error.message).toContain("does not let you break the glass");
    expect((await push(viewer)).status).toBe(403);
    expect((await push(responder)).status).toBe(200);
    const [review] = (await other.send("GET", `${PROJECT}/after-reviews`)).body.afterReviews;
    expect(review).toMatchObject({ rules: ["role", "freeze", "approvals"], actor: { name: "rae" } });
  });

  it("is not for a token that may less than the person who is named", async () => {
    await given({ ...STRICT, breakGlass: { role: "admin", people: [releaser.id] } });
    const push = async (atMost?: string) => {
      const made = await releaser.send("POST", "/api/v1/tokens", { name: "pipeline", ...(atMost ? { atMost } : {}) });
      const bearer = { authorization: `Bearer ${made.body.token}` };
      return server.send("PUT", FLAG, rollout(50), { ...glass("a pipeline's"), ...bearer });
    };
    for (const atMost of ["responder", "editor", "releaser"]) {
      const { body } = await push(atMost);
      expect(body.error.message).toContain("its policy does not let you break the glass");
    }
    expect((await push()).status).toBe(200);
  });

  it("is for the operator's token, too", async () => {
    await given({ ...STRICT, breakGlass: { role: null } });
    expect((await server.send("PUT", FLAG, rollout(50), ANY)).status).toBe(400);
    expect((await server.send("PUT", FLAG, rollout(50), glass("sign-in is down"))).status).toBe(200);
  });

  it("needs a reason that can be read, and opens nothing when nothing holds the change", async () => {
    await given(STRICT);
    for (const reason of ["", "%20", "%E0%A4%A"]) {
      const { status, body } = await releaser.send("PUT", FLAG, rollout(50), {
        ...ANY,
        "switchyard-break-glass": reason,
      });
      expect([status, body.error.code]).toEqual([400, "INVALID_REQUEST"]);
    }
    const count = async () => (await viewer.send("GET", `${PROJECT}/after-reviews?state=all`)).body.afterReviews.length;
    const before = await count();
    expect((await releaser.send("PUT", FLAG, rollout(5), glass("down"))).status).toBe(200);
    expect(await count()).toBe(before);
  });
});

describe("what is held, over the API", () => {
  it("a lowering save passes with a stale version by stepping back, not by saving", async () => {
    await given({ approvals: 1 });
    expect((await responder.send("PUT", FLAG, rollout(5), { "if-match": "1" })).status).toBe(409);
    const { status, body } = await responder.send("POST", `${FLAG}/step-back`, { percentage: 5 });
    expect(status).toBe(200);
    expect(body.fallthrough).toEqual(rollout(5).fallthrough);
    expect((await responder.send("PUT", FLAG, rollout(6), ANY)).body.error.code).toBe("FORBIDDEN");
    expect((await responder.send("POST", `${FLAG}/step-back`, { percentage: 101 })).status).toBe(400);
    expect((await viewer.send("POST", `${FLAG}/step-back`, { percentage: 1 })).status).toBe(403);
  });

  it("a revert that raises is a raise, and its reason is a person's", async () => {
    await given({ requireReason: true });
    await responder.send("POST", `${FLAG}/step-back`, { percentage: 5, reason: "errors" });
    const [change] = (await viewer.send("GET", `${PROJECT}/changes?limit=1`)).body.changes;
    const revert = (who: Someone, body: object) => who.send("POST", `${PROJECT}/changes/${change.id}/revert`, body);
    expect((await revert(responder, { reason: "x" })).body.error.code).toBe("FORBIDDEN");
    expect((await revert(releaser, {})).body.error.code).toBe("REASON_REQUIRED");
    expect((await revert(releaser, { reason: "all is well" })).status).toBe(200);
  });
});

describe("an assessment", () => {
  const assess = async (who: Someone, operation: object, more: object = {}) =>
    (await who.send("POST", `${PROJECT}/assess`, { operations: [operation], ...more })).body;
  const RAMP = { kind: "ramp", environment: "production", flag: "checkout", percentage: 50 };

  const cases: [string, object, object, object][] = [
    ["save", {}, RAMP, { next: "save", environments: [{ direction: "raises", raised: ["checkout"], obstacles: [] }] }],
    ["giveReason", { requireReason: true }, RAMP, { next: "giveReason", mayBreakGlass: false }],
    ["propose", { approvals: 2 }, RAMP, { next: "propose" }],
    [
      "wait",
      { approvals: 2, freezes: [HOLIDAYS], breakGlass: { role: "releaser" } },
      RAMP,
      { next: "wait", mayBreakGlass: true, environments: [{ frozenUntil: HOLIDAYS.until, mayBreakGlass: true }] },
    ],
    [
      "save",
      { approvals: 2, freezes: [HOLIDAYS], requireReason: true },
      { ...RAMP, percentage: 5 },
      { next: "save", environments: [{ direction: "lowers", lowered: ["checkout"] }] },
    ],
  ];
  it.each(cases)("says %s", async (_, policy, operation, expected) => {
    await given(policy);
    const body = await assess(releaser, operation);
    expect(body).toMatchObject(expected);
    expect(body.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("says what another role would be needed for, and changes nothing", async () => {
    await given();
    const editor = await someone(server, "eve", "editor");
    expect(await assess(editor, RAMP)).toMatchObject({ next: "propose" });
    expect(await assess(viewer, RAMP)).toMatchObject({
      next: "ask",
      environments: [
        { obstacles: [{ rule: "role", code: "FORBIDDEN", details: { needed: "releaser", held: "viewer" } }] },
      ],
    });
    expect(await assess(responder, { kind: "archiveFlag", flag: "checkout" })).toMatchObject({
      next: "ask",
      obstacles: [{ code: "FORBIDDEN" }],
    });
    expect((await viewer.send("GET", FLAG)).body.fallthrough).toEqual(rollout(25).fallthrough);
    expect((await assess(viewer, { ...RAMP, flag: "nothing" })).error.code).toBe("NOT_FOUND");
  });
});
