import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedPage } from "../screenshots/seed-page.ts";
import { noBrowser } from "../support/browser.ts";
import { type OpenUi, openUi, settled } from "./open-ui.ts";

// Whoever has no mouse: Tab comes to everything that can be pressed or filled in, on every screen, and what has the focus
// can be seen: no bar lies over it.

const project = "/projects/page";
const flag = (view: string) => `${project}/flags/one-page-checkout?environment=production${view}`;

const SCREENS = {
  home: project,
  flags: `${project}/flags`,
  live: `${project}/live`,
  segments: `${project}/segments`,
  segment: `${project}/segments/beta`,
  clients: `${project}/clients`,
  health: `${project}/health`,
  incident: `${project}/incident`,
  history: `${project}/history`,
  settings: `${project}/settings`,
  keys: `${project}/keys`,
  start: `${project}/start`,
  inbox: `${project}/inbox`,
  requests: `${project}/requests`,
  calendar: `${project}/calendar`,
  policies: `${project}/policies`,
  people: `${project}/people`,
  webhooks: `${project}/webhooks`,
  account: `${project}/account`,
  targeting: flag(""),
  ramp: flag("&view=ramp"),
  "live of a flag": flag("&view=live"),
  "history of a flag": flag("&view=history"),
  "code and clients": flag("&view=clients"),
  "settings of a flag": flag("&view=settings"),
};

/** In the page: numbers everything that a mouse could act on, and gives what each is called. */
function markActions(): string[] {
  const SELECTOR = "a[href], button, input, select, textarea, [role=button], [role=slider], [role=combobox]";
  const all = Array.from(document.querySelectorAll<HTMLElement>(SELECTOR)).filter((element) => {
    const box = element.getBoundingClientRect();
    const isHidden = box.width === 0 || box.height === 0 || getComputedStyle(element).visibility === "hidden";
    // Crosses of values that the list beside them takes off, too, are hidden from who has no mouse.
    const isOff = element.matches(":disabled, [aria-hidden=true], [aria-hidden=true] *, [inert] *");
    // Of radio buttons Tab comes to the chosen one, and arrows to the others.
    const isOther = element instanceof HTMLInputElement && element.type === "radio" && !element.checked;
    // The arrows of a number's field repeat what its keys do.
    return !isHidden && !isOff && !isOther && !element.closest(".mantine-NumberInput-controls");
  });
  return all.map((element, index) => {
    element.dataset.walked = String(index);
    const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return `${element.tagName.toLowerCase()} ${name.slice(0, 60)} ${element.outerHTML.slice(0, 120)}`;
  });
}

/** In the page: what has the focus, and what lies over it. */
function focused(): { index: number; covered: string | undefined } {
  const element = document.activeElement as HTMLElement;
  const { left, top, width, height } = element.getBoundingClientRect();
  const x = Math.min(innerWidth - 1, Math.max(0, left + width / 2));
  const y = Math.min(innerHeight - 1, Math.max(0, top + Math.min(height / 2, 20)));
  const over = document.elementFromPoint(x, y);
  const isSeen = over === null || element.contains(over) || over.contains(element) || over.closest("label") !== null;
  const isTall = height > innerHeight / 2;
  return {
    index: Number(element.dataset.walked ?? Number.NaN),
    covered: isSeen || isTall ? undefined : `${element.outerHTML.slice(0, 120)} under ${over.outerHTML.slice(0, 120)}`,
  };
}

/** In the page. */
const nextFrame = () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));

describe.skipIf(noBrowser)("by Tab alone", () => {
  let ui: OpenUi;

  beforeAll(async () => {
    ui = await openUi();
    await seedPage(ui.server.api);
  });
  afterAll(() => ui?.close());

  it.each(Object.entries(SCREENS))("everything on %s is reached and seen", async (_, path) => {
    const { page } = ui;
    await ui.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.locator("[aria-busy=true], [aria-label^=Loading]").first().waitFor({ state: "detached" });
    // What comes late, such as counts, may put other elements in place of those that are numbered.
    await settled(page);
    const actions = await page.evaluate(markActions);
    const reached = new Set<number>();
    const covered = new Set<string>();
    // Regions that scroll have the focus, too, without being actions.
    for (let presses = 0; presses < actions.length + 20 && reached.size < actions.length; presses += 1) {
      await page.keyboard.press("Tab");
      let now = await page.evaluate(focused);
      if (!Number.isNaN(now.index)) reached.add(now.index);
      // Where the page moves to is only true some frames later.
      for (let frames = 0; now.covered && frames < 30; frames += 1)
        now = await page.evaluate(nextFrame).then(() => page.evaluate(focused));
      if (now.covered) covered.add(now.covered);
    }
    expect(actions.filter((_, index) => !reached.has(index))).toEqual([]);
    expect([...covered]).toEqual([]);
    expect(actions.length).toBeGreaterThan(10);
  });
});
