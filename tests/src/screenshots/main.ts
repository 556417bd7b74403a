import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import type { Screen } from "./screen.ts";
import { SCREENS } from "./screens.ts";
import { look, take } from "./take.ts";
import { openWorld } from "./world.ts";

// Makes a picture of every screen, light and dark, wide and on a phone, against a real server with data of every kind, and
// names what axe finds, what is wider than the screen, and every console error.
//
//   npm run build && npm run screenshots --workspace tests -- [folder] [parts of screens' names, with commas] [part of a look, such as 390-dark]

const [folder = join(process.cwd(), "screenshots"), only = "", looks = ""] = process.argv.slice(2);
const screens = SCREENS.filter(({ name }) => only.split(",").some((part) => name.includes(part)));
const LOOKS = (
  [
    [1440, 900, "light"],
    [1440, 900, "dark"],
    [390, 844, "light"],
    [390, 844, "dark"],
  ] as const
).filter(([width, , colorScheme]) => `${width}-${colorScheme}`.includes(looks));
let faults = 0;

mkdirSync(folder, { recursive: true });
const world = await openWorld(screens);
try {
  // There is nobody until the first picture of somebody who is signed in.
  for (const size of LOOKS) await shoot(({ by }) => by === "nobody", size);
  for (const size of LOOKS) {
    await shoot(({ by }) => by === undefined, size);
    await shoot(({ by }) => by === "stranger", size);
  }
} finally {
  await world.close();
}
console.log(faults === 0 ? "No faults." : `${faults} faults.`);
process.exitCode = faults === 0 ? 0 : 1;

async function shoot(isOne: (screen: Screen) => boolean, [width, height, colorScheme]: (typeof LOOKS)[number]) {
  const chosen = screens.filter(isOne);
  if (chosen.length === 0) return;
  const context = await world.open(look(width, height, colorScheme), chosen[0]?.by !== undefined);
  context.setDefaultTimeout(10_000);
  for (const screen of chosen) {
    const name = `${screen.name}-${width}-${colorScheme}`;
    console.log(name);
    await take(screen, {
      context,
      server: world.server,
      file: join(folder, `${name}.png`),
      complain,
      inspect: (page) => inspect(page, width),
    });
  }
  await context.close();
}

function complain(what: string): void {
  faults += 1;
  console.log(`  ${what}`);
}

async function inspect(page: Page, width: number): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) complain(`wider than the screen: ${wide}`);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  for (const { id, nodes } of violations)
    complain(
      `axe ${id}: ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(" | ")}`,
    );
}
