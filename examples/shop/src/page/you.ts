import type { Client } from "@switchyard/sdk-browser";
import type { FlagState, NodeAnswer } from "../events.ts";
import { FLAG } from "../flag.ts";
import { contextOf, type Shopper } from "../shoppers.ts";
import { element } from "./element.ts";
import { showStatus } from "./status.ts";
import { becomeSomeoneElse } from "./visitor.ts";

/** The two SDKs hear of a change within milliseconds of each other; until this long they are merely catching up. */
const SETTLED_AFTER_MS = 2000;

/** The panel of the visitor: what the browser SDK answers, beside what Node answers for the same shopper. */
export function createYou(flags: Client, first: Shopper, hiddenFromBrowsers: (hidden: boolean) => void) {
  let shopper = first;
  /** The page's client still answers for whom it was before. */
  let changing = false;
  let flag: FlagState = "waiting";
  let node: NodeAnswer | undefined;
  let differsSince: number | undefined;

  function render(): void {
    const details = flags.getDetails(FLAG, false);
    const { state, version = null } = flags.status;
    // Without a server there is the default, which is an answer too.
    const known = (version !== null || state === "offline") && !changing;
    const hidden = details.errorCode === "FLAG_NOT_FOUND";
    const mine = node?.shopper === shopper.number ? node : undefined;

    element("you-name").textContent = shopper.name;
    element("you-facts").textContent = `shopper-${shopper.number}, ${shopper.plan}, ${shopper.country}`;
    showTill(known ? details.value : undefined);
    showAnswer("browser-answer", known ? details.value : undefined, reason(details, flag));
    showAnswer("node-answer", mine?.newCheckout, mine ? reason(mine, flag) : "");
    showAgreement(mine && known && flag !== "missing" ? mine.newCheckout === details.value : undefined, hidden);
    showStatus(element("page-connection"), { state, version });
    // Another person's answers come from the server: without it there are none to change to.
    element<HTMLButtonElement>("someone-else").disabled = state !== "live";
    hiddenFromBrowsers(version !== null && hidden);
  }

  function showAgreement(same: boolean | undefined, hidden: boolean): void {
    if (same !== false) differsSince = undefined;
    else differsSince ??= Date.now();
    const settled = differsSince !== undefined && Date.now() - differsSince >= SETTLED_AFTER_MS;
    if (differsSince !== undefined && !settled) window.setTimeout(render, SETTLED_AFTER_MS);
    const place = element("agree");
    place.dataset.agree = same === undefined ? "" : same ? "yes" : settled ? "no" : "soon";
    if (same === undefined) place.textContent = "";
    else if (same) place.textContent = "Both agree.";
    else if (!settled) place.textContent = "Catching up…";
    else if (hidden) place.textContent = "This page may not ask for the flag, so it gets the default.";
    else place.textContent = "They differ: one of the two is not up to date.";
  }

  async function askNode(): Promise<void> {
    const asked = shopper.number;
    try {
      const response = await fetch(`/answer?shopper=${asked}`);
      if (response.ok) node = (await response.json()) as NodeAnswer;
    } catch {
      // The shop is gone, which the page says elsewhere; the last answer stays.
    }
    render();
  }

  element("someone-else").addEventListener("click", async () => {
    shopper = becomeSomeoneElse();
    changing = true;
    // The page keeps its stream: the client tells the server who is asking now.
    await Promise.all([flags.setContext(contextOf(shopper)), askNode()]);
    changing = flags.status.state !== "live";
    render();
  });
  flags.on("ready", render);
  flags.on("change", render);
  flags.on("connection", ({ state }) => {
    // A stream that begins, begins with the answers for whoever is asking now.
    if (state === "live") changing = false;
    render();
  });
  render();

  return {
    /** The shop has news of the flag, which it sees as `next`. */
    flag(next: FlagState): void {
      flag = next;
      askNode();
    },
  };
}

function showTill(newCheckout: boolean | undefined): void {
  const [kind, button, steps] =
    newCheckout === undefined
      ? ["unknown", "Asking…", ""]
      : newCheckout
        ? ["new", "Buy in one step", "done after this"]
        : ["old", "Continue to checkout", "cart, address, payment, review"];
  element("till").dataset.checkout = kind;
  element("till-name").textContent = button;
  element("steps").textContent = steps;
}

function showAnswer(id: string, answer: boolean | undefined, why: string): void {
  const [, value, because] = element(id).children;
  if (value) value.textContent = answer === undefined ? "…" : answer ? "new" : "old";
  if (because) because.textContent = answer === undefined ? "" : why;
  element(id).dataset.answer = String(answer);
}

const REASONS: Record<string, string> = {
  SPLIT: "the percentage decided",
  TARGETING_MATCH: "a rule matched",
  STATIC: "the same for everyone",
  DEFAULT: "no rule matched",
  DISABLED: "the flag is off",
  PREREQUISITE_FAILED: "it needs another flag",
  ERROR: "the default: no answer",
};

function reason(answer: { reason: string; errorCode?: string }, flag: FlagState): string {
  if (flag === "missing") return "there is no such flag";
  if (answer.errorCode === "FLAG_NOT_FOUND") return "not visible to browsers";
  if (answer.reason === "DISABLED" && flag === "killed") return "the flag is killed";
  return REASONS[answer.reason] ?? answer.reason;
}
