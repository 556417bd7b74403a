import type { Floor } from "../events.ts";
import { everyone, type Shopper } from "../shoppers.ts";
import { element } from "./element.ts";

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
/** While a slider moves there are several changes a second; only where it comes to rest is read aloud. */
const SPEAK_AFTER_MS = 700;

/** One dot per shopper: filled for the new checkout, a ring for the old one. */
export function createGrid(grid: HTMLElement) {
  const dots = everyone.map((shopper) => {
    const dot = document.createElement("span");
    dot.className = "dot";
    dot.dataset.shopper = String(shopper.number);
    return dot;
  });
  grid.replaceChildren(...dots);

  let answers: boolean[] | undefined;
  let speak: number | undefined;
  const label = (shopper: Shopper) =>
    `${shopper.name}, ${shopper.plan}, ${shopper.country}: ${answers?.[shopper.number - 1] ? "new" : "old"} checkout`;

  grid.addEventListener("pointerover", (event) => {
    const number = event.target instanceof HTMLElement ? Number(event.target.dataset.shopper) : 0;
    const shopper = everyone[number - 1];
    if (shopper) element("who").textContent = label(shopper);
  });

  function show(floor: Floor): void {
    dots.forEach((dot, index) => {
      const now = floor.answers[index] === true;
      const moved = answers !== undefined && answers[index] !== now;
      dot.classList.toggle("in", now);
      if (moved) flash(dot, now ? "joined" : "left");
    });
    answers = floor.answers;

    const inside = everyone.filter((_, index) => floor.answers[index]);
    const { moved } = floor;
    element("count").textContent = String(inside.length);
    if (moved) element("moved").textContent = `Last change: ${moved.joined} joined, ${moved.left} left.`;
    element("names").textContent = inside.length ? `${inside.map(({ name }) => name).join(", ")}.` : "Nobody.";
    window.clearTimeout(speak);
    speak = window.setTimeout(() => {
      const spoken = `${inside.length} of ${everyone.length} shoppers get the new checkout`;
      element("spoken").textContent = moved ? `${spoken}; ${moved.joined} joined, ${moved.left} left` : spoken;
    }, SPEAK_AFTER_MS);
  }

  /** A small hop at the till. */
  function checkOut(number: number): void {
    if (STILL.matches) return;
    dots[number - 1]?.animate(
      [{ transform: "none" }, { transform: "translateY(-18%) scale(1.12)", offset: 0.4 }, { transform: "none" }],
      { duration: 520, easing: "ease-out" },
    );
  }

  return { show, checkOut };
}

function flash(dot: HTMLElement, how: "joined" | "left"): void {
  dot.classList.remove("joined", "left");
  // Reading a layout property between the two lets the same animation begin again.
  void dot.offsetWidth;
  dot.classList.add(how);
}
