import type { RushState, Trouble } from "../events.ts";
import { element } from "./element.ts";

const COUNT = new Intl.NumberFormat("en");

/** The rush hour's buttons, and how the two checkouts fare in it. */
export function createRush() {
  let isOn = false;
  const rush = element<HTMLButtonElement>("rush");
  const troubles = [...document.querySelectorAll<HTMLButtonElement>("[data-trouble]")];
  rush.addEventListener("click", () => send({ rush: !isOn }));
  for (const button of troubles) {
    button.addEventListener("click", () => send({ trouble: button.dataset.trouble as Trouble }));
  }

  return {
    show({ perSecond, trouble, counts }: RushState): void {
      isOn = perSecond > 0;
      rush.setAttribute("aria-pressed", `${isOn}`);
      rush.textContent = isOn ? "End the rush hour" : "Begin a rush hour";
      element("rush-words").textContent = isOn
        ? `${perSecond} checkouts a second`
        : "A guarded rollout learns from traffic: make some.";
      for (const button of troubles) button.setAttribute("aria-pressed", `${button.dataset.trouble === trouble}`);
      for (const group of ["new", "old"] as const) {
        const { requests, failed } = counts[group];
        const share = requests === 0 ? "" : `, ${((100 * failed) / requests).toFixed(1)} % failed`;
        element(`rush-${group}`).textContent = `${COUNT.format(requests)}${share}`;
      }
    },
  };
}

async function send(controls: { rush?: boolean; trouble?: Trouble }): Promise<void> {
  try {
    await fetch("/controls", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(controls),
    });
  } catch {
    // The shop is gone, which the page says elsewhere.
  }
}
