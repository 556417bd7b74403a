import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../support/browser.ts";
import { startProvider, type TestProvider } from "../support/oidc.ts";
import { PASSWORD } from "../support/person.ts";
import { freePort, startReceiver } from "../support/receiver.ts";
import { DESK, expectAccessible, expectNoSideways, type OpenUi, openUi, watchedPage } from "./open-ui.ts";

// An admin lets people and programs in; somebody follows the link, and looks after their own account. Then the other
// systems: a webhook with its deliveries, and a trigger by which an alert kills.

describe.skipIf(noBrowser)("people and programs", () => {
  let ui: OpenUi;
  let guest: Page;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let provider: TestProvider;
  const dialog = (page: Page) => page.getByRole("dialog");
  const secret = (page: Page) => page.getByTestId("secret").textContent();
  const copied = (page: Page) => page.getByRole("button", { name: "I have copied it" }).click();

  beforeAll(async () => {
    receiver = await startReceiver();
    const port = await freePort();
    provider = await startProvider(() => [`http://localhost:${port}/api/v1/oidc/callback`]);
    ui = await openUi({
      PORT: String(port),
      SWITCHYARD_WEBHOOK_ALLOW: receiver.url,
      SWITCHYARD_OIDC_ISSUER: provider.issuer,
      SWITCHYARD_OIDC_CLIENT_ID: provider.clientId,
      SWITCHYARD_OIDC_CLIENT_SECRET: provider.clientSecret,
      SWITCHYARD_OIDC_GROUPS_CLAIM: "groups",
      SWITCHYARD_OIDC_GROUPS: '{"ops":["default:responder"]}',
    });
    await ui.server.api.createFlag("default", { key: "checkout-v2" });
    await ui.server.api.ramp("default", "production", "checkout-v2", 100);
  });
  afterAll(async () => {
    receiver?.close();
    await provider?.close();
    // A browser tells of every answer that refuses: who was signed out asked once more, and the last owner stayed.
    await ui?.close(/\/api\/v1\/live' failed: HTTP Authentication failed|409 \(Conflict\)/);
  });

  it("are invited by a link, which makes an account with the role it names", async () => {
    await ui.goto("/projects/default/people");
    await ui.page.getByRole("button", { name: "Invite" }).click();
    await dialog(ui.page).getByLabel("E-mail").fill("bea@example.org");
    await dialog(ui.page).getByLabel("Role in Default").selectOption("responder");
    await dialog(ui.page).getByLabel("Role in staging").selectOption("editor");
    await expectAccessible(ui.page, "[role=dialog]");
    await dialog(ui.page).getByRole("button", { name: "Make the link" }).click();
    const link = (await secret(ui.page)) ?? "";
    await copied(ui.page);

    guest = await watchedPage(await ui.browser.newContext(DESK), ui.server, ui.faults);
    await guest.goto(link);
    await guest.getByText("invites bea@example.org").waitFor();
    await expectAccessible(guest);
    await guest.getByLabel("Your name").fill("Bea Sousa");
    await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await guest.getByRole("button", { name: "Make the account" }).click();
    await guest.getByRole("heading", { name: "Default", level: 1 }).waitFor();
    // In staging they are more than in the rest of the project.
    await ui.server.api.createFlag("default", { key: "try-me" });
    for (const [environment, answer] of [
      ["staging", "Save in staging"],
      ["production", "Close"],
    ] as const) {
      await guest.goto(`${ui.server.url}/projects/default/flags/try-me?environment=${environment}`);
      await guest.getByRole("switch", { name: `On in ${environment}` }).check();
      await guest.getByRole("button", { name: "Review change" }).click();
      await dialog(guest).getByRole("button", { name: answer, exact: true }).last().click();
      await dialog(guest).waitFor({ state: "hidden" });
    }
    await guest.getByRole("button", { name: "Discard" }).click();
    await guest.goto(`${ui.server.url}/projects/default/people`);
    await guest.getByText("This needs the role admin in default; you are responder there.").waitFor();
  });

  it("get another role, which holds at once", async () => {
    await ui.page.reload();
    await ui.page.getByRole("button", { name: "Edit Bea Sousa" }).click();
    await dialog(ui.page).getByLabel("Role in Default").selectOption("viewer");
    await dialog(ui.page).getByText("Now responder, editor in staging; then viewer, editor in staging.").waitFor();
    await expectAccessible(ui.page);
    await dialog(ui.page).getByRole("button", { name: "Save roles" }).click();
    await dialog(ui.page).waitFor({ state: "hidden" });
    await guest.goto(`${ui.server.url}/projects/default/incident?environment=production`);
    const kill = guest.getByRole("button", { name: "Kill checkout-v2 in production" });
    expect(await kill.getAttribute("aria-description")).toContain("needs the role responder");
  });

  it("have an account of their own: sessions, tokens and a password", async () => {
    await guest.getByRole("button", { name: "Account: Bea Sousa" }).click();
    await guest.getByRole("menuitem", { name: "Your account" }).click();
    await guest.getByRole("list", { name: "Sessions" }).getByText("this one").waitFor();
    await guest.getByRole("button", { name: "Create token" }).click();
    await dialog(guest).getByLabel("Name").fill("my scripts");
    await dialog(guest).getByRole("button", { name: "Create token" }).click();
    const token = await secret(guest);
    await copied(guest);
    const projects = await fetch(`${ui.server.url}/api/v1/projects`, { headers: { authorization: `Bearer ${token}` } });
    expect(projects.status).toBe(200);
    await expectAccessible(guest);
    await guest.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(guest);
    await guest.setViewportSize(DESK.viewport);
    await guest.getByRole("button", { name: "Revoke my scripts" }).click();
    await dialog(guest).getByRole("button", { name: "Revoke token" }).click();
    await guest.getByText("None. With one, the command line").waitFor();
    await guest.getByLabel("Present password").fill(PASSWORD);
    await guest.getByLabel("New password").fill("other quiet words");
    await guest.getByRole("button", { name: "Change password" }).click();
    await guest.getByText("Your password is changed").waitFor();
  });

  it("are joined by programs with tokens of their own", async () => {
    await ui.goto("/projects/default/people");
    await ui.page.getByRole("button", { name: "Create token" }).click();
    await dialog(ui.page).getByLabel("Name").fill("deploy bot");
    await dialog(ui.page).getByRole("button", { name: "Create token" }).click();
    expect(await secret(ui.page)).toMatch(/^sw_api_/);
    await copied(ui.page);
    await ui.page.getByRole("button", { name: "Edit deploy bot" }).click();
    await dialog(ui.page).getByLabel("Role in Default").selectOption("viewer");
    await dialog(ui.page).getByLabel("Role in production").selectOption("responder");
    await dialog(ui.page).getByText("Now responder; then viewer, responder in production.").waitFor();
    await expectAccessible(ui.page);
    await dialog(ui.page).getByRole("button", { name: "Save" }).click();
    await ui.page.getByText(/^viewer, responder in production/).waitFor();
  });

  it("change their tokens without a gap: the one before is taken for a while", async () => {
    const may = async (token: string | null) =>
      (await fetch(`${ui.server.url}/api/v1/projects`, { headers: { authorization: `Bearer ${token}` } })).status;
    const rotate = async () => {
      await ui.page.getByRole("button", { name: "Rotate deploy bot" }).click();
      await dialog(ui.page)
        .getByText(/^The one before is taken until/)
        .waitFor();
      const token = await secret(ui.page);
      await copied(ui.page);
      return token;
    };
    const first = await rotate();
    const second = await rotate();
    expect(second).not.toBe(first);
    expect([await may(first), await may(second)]).toEqual([200, 200]);
    await ui.page.getByText(/the one before is taken until/).waitFor();
    await ui.page.getByRole("button", { name: "Revoke deploy bot" }).click();
    await dialog(ui.page).getByRole("button", { name: "Revoke token" }).click();
    await ui.page.getByText("None. A pipeline or a bot gets a token").waitFor();
    expect([await may(first), await may(second)]).toEqual([401, 401]);
  });

  it("are signed out by an owner, get a link for a new password, and are never without an owner", async () => {
    await ui.page.getByRole("button", { name: "Edit Bea Sousa" }).click();
    await dialog(ui.page).getByRole("button", { name: "Sign out everywhere" }).click();
    await guest.getByRole("heading", { name: "Your session has ended" }).waitFor();
    await dialog(ui.page).getByRole("button", { name: "Link for a new password" }).click();
    const link = (await secret(ui.page)) ?? "";
    await expectAccessible(ui.page);
    await copied(ui.page);
    await guest.setViewportSize({ width: 390, height: 844 });
    await guest.goto(link);
    await guest.reload();
    await guest.getByText("lets bea@example.org choose a new password").waitFor();
    await expectNoSideways(guest);
    await guest.getByLabel("New password", { exact: true }).fill("words that are new and quiet");
    await guest.getByRole("button", { name: "Save and sign in" }).click();
    await guest.getByRole("heading", { name: "Default", level: 1 }).waitFor();
    await guest.setViewportSize(DESK.viewport);
    // Nobody locks themself out.
    await ui.page.getByRole("button", { name: "Edit Ana Lopes" }).click();
    await dialog(ui.page)
      .getByText(/^This is you: another owner .* nobody locks themself out/)
      .waitFor();
    const own = dialog(ui.page).getByRole("region", { name: "Account of Ana Lopes" });
    expect(await own.getByRole("button").allTextContents()).toEqual(["Sign out everywhere", "Link for a new password"]);
    await dialog(ui.page).getByRole("button", { name: "Cancel" }).click();
  });

  it("are deactivated only after a question that names them and what ends, and can come back", async () => {
    const edit = () => ui.page.getByRole("button", { name: "Edit Bea Sousa" }).click();
    const question = ui.page.getByRole("dialog", { name: "Deactivate Bea Sousa?" });
    await edit();
    await ui.page.getByRole("button", { name: "Deactivate…" }).click();
    await question.getByText(/^Bea Sousa is signed out everywhere .* API tokens are refused/).waitFor();
    await expectAccessible(ui.page, "[role=dialog]");
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "hidden" });
    await guest.reload();
    await guest.getByRole("heading", { name: "Default", level: 1 }).waitFor();
    await ui.page.getByRole("button", { name: "Deactivate…" }).click();
    await question.getByRole("button", { name: "Deactivate Bea Sousa" }).click();
    await guest.getByRole("heading", { name: "Your session has ended" }).waitFor();
    await ui.page.getByText("deactivated", { exact: true }).waitFor();
    await edit();
    await dialog(ui.page).getByRole("button", { name: "Activate again" }).click();
    await ui.page.getByText("deactivated", { exact: true }).waitFor({ state: "detached" });
  });

  it("come in by an OpenID provider, with the role of their group", async () => {
    provider.account = {
      sub: "42",
      email: "carla@example.org",
      email_verified: true,
      name: "Carla Nunes",
      groups: ["ops"],
    };
    const context = await ui.browser.newContext(DESK);
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await page.goto(`${ui.server.url}/projects/default/incident?environment=production`);
    await page.getByRole("link", { name: /^Sign in with / }).waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: /^Sign in with / }).click();
    // Back where they wanted to be.
    await page.getByRole("button", { name: "Kill checkout-v2 in production" }).waitFor();
    await page.getByRole("button", { name: "Account: Carla Nunes" }).waitFor();
    expect(new URL(page.url()).origin).toBe(ui.server.url);
    provider.account = { sub: "43", email: "dora@example.org", email_verified: true, name: "Dora", groups: [] };
    await context.clearCookies();
    await page.goto(`${ui.server.url}/sign-in`);
    await page.getByRole("link", { name: /^Sign in with / }).click();
    await page.getByText("Ask an admin for an invitation").waitFor();
    await expectAccessible(page);
    const gone = await page.request.get(`${ui.server.url}/api/v1/oidc/callback?code=x&state=y`, { maxRedirects: 0 });
    expect(gone.headers().location).toBe("/sign-in?problem=PROVIDER_REFUSED");
    await context.close();
  });

  it("are told of changes by a webhook, whose deliveries are on the screen", async () => {
    await ui.goto("/projects/default/webhooks");
    await ui.page.getByRole("button", { name: "Create webhook" }).click();
    await dialog(ui.page).getByLabel("Name").fill("Ops channel");
    await dialog(ui.page).getByLabel("Address").fill(`${receiver.url}/hook`);
    await expectAccessible(ui.page);
    await dialog(ui.page).getByRole("button", { name: "Create webhook" }).click();
    expect(await secret(ui.page)).toMatch(/^whsec_/);
    await copied(ui.page);
    await ui.page.getByRole("link", { name: "Ops channel" }).click();
    await ui.page.getByRole("button", { name: "Send a test" }).click();
    // Its own making was the first thing to tell.
    await expect.poll(() => ui.page.getByText(/^Delivered: answered 204/).count(), { timeout: 10_000 }).toBe(2);
    expect(receiver.received).toHaveLength(2);
    await ui.page.getByRole("button", { name: /^Send again: Test/ }).click();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(3);
    expect(receiver.received.at(-1)?.signatures).toBe(1);
    await ui.page.getByRole("button", { name: "Renew the secret" }).click();
    expect(await secret(ui.page)).toMatch(/^whsec_/);
    await dialog(ui.page)
      .getByText(/^For a day more messages are signed with the one before, too/)
      .waitFor();
    await copied(ui.page);
    await ui.page.getByRole("button", { name: "Send a test" }).click();
    // The renewal was told, too.
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(5);
    expect(receiver.received.at(-1)?.signatures).toBe(2);
    await expectAccessible(ui.page);
    await ui.page.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(ui.page);
    await ui.page.setViewportSize(DESK.viewport);
  });

  it("let an alert kill a flag by a secret address", async () => {
    await ui.goto("/projects/default/flags/checkout-v2?view=settings");
    await ui.page.getByRole("button", { name: "Create trigger" }).click();
    await dialog(ui.page).getByLabel("Name").fill("Checkout errors");
    await dialog(ui.page).getByRole("button", { name: "Create trigger" }).click();
    const address = (await secret(ui.page)) ?? "";
    await expectAccessible(ui.page);
    await copied(ui.page);
    const fired = await fetch(address, { method: "POST" });
    expect(await fired.json()).toMatchObject({ did: "killed" });
    await ui.goto("/projects/default/flags/checkout-v2?environment=production");
    await ui.page.getByRole("button", { name: "Restore in production" }).waitFor();
  });
});
