import type { FlagState } from "../events.ts";
import { FLAG } from "../flag.ts";

const WHAT_TO_DO: Partial<Record<FlagState, string>> = {
  missing: `Create a boolean flag \`${FLAG}\` and let browsers see it. Then turn it on and move the percentage.`,
  "not-boolean": `The flag \`${FLAG}\` is not a boolean. Archive it, then create a boolean flag \`${FLAG}\` and let browsers see it.`,
  killed: `\`${FLAG}\` is killed: everyone gets the old checkout until it is restored.`,
  off: `\`${FLAG}\` is off in this environment. Turn it on and give it a percentage.`,
};
const HIDDEN = `The shop sees \`${FLAG}\`, this page does not: in the flag's settings, let browsers see it.`;

/** The one line above everything that says what to do next, when there is something to do. */
export function createNotice(notice: HTMLElement) {
  let state: FlagState = "waiting";
  let hidden = false;

  function render(): void {
    // What concerns everyone comes before what concerns the browser alone.
    const text = (state === "serving" || state === "off") && hidden ? HIDDEN : WHAT_TO_DO[state];
    notice.hidden = text === undefined;
    notice.dataset.kind = text === HIDDEN ? "hidden" : state;
    // `code` between backticks, as in the sentence's source; no HTML is ever parsed.
    notice.replaceChildren(
      ...(text ?? "").split("`").map((part, index) => {
        if (index % 2 === 0) return part;
        const code = document.createElement("code");
        code.textContent = part;
        return code;
      }),
    );
  }

  return {
    flag(next: FlagState): void {
      state = next;
      render();
    },
    /** Whether the page's own client, which is connected, knows no such flag. */
    hiddenFromBrowsers(now: boolean): void {
      hidden = now;
      render();
    },
  };
}
