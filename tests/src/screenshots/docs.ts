import { join } from "node:path";
import { ROOT } from "../support/process.ts";
import { SCREENS } from "./screens.ts";
import { shopPicture } from "./shop-picture.ts";
import { look, take } from "./take.ts";
import { openWorld } from "./world.ts";

// Makes the pictures of README and docs anew.
//
//   npm run build && npm run screenshots:docs --workspace tests -- [parts of pictures' names, with commas]

const FOLDER = join(ROOT, "docs/images");

/** Picture to screen. */
const PICTURES: Record<string, string> = {
  home: "home",
  flags: "flags",
  live: "live",
  clients: "clients",
  "flag-live": "flag-live",
  "flag-problem": "flag-problem",
  "flag-ramp": "flag-ramp-people",
  "flag-review": "flag-review",
  "flag-rule": "flag-rule",
  "flag-why": "flag-why",
  "guarded-evidence": "guarded-evidence",
  "guarded-running": "guarded-running",
  incident: "incident",
  killed: "receipt",
  restore: "restore-version",
  start: "start",
};
/** Of these README shows the one in the reader's own theme. */
const DARK = new Set(["flag-ramp"]);

const only = (process.argv[2] ?? "").split(",");
const wanted = Object.entries(PICTURES).filter(([picture]) => only.some((part) => picture.includes(part)));
let faults = 0;

function complain(what: string): void {
  faults += 1;
  console.log(`  ${what}`);
}

if (wanted.length > 0) {
  const screens = wanted.map(([picture, name]) => {
    const screen = SCREENS.find((one) => one.name === name);
    if (!screen) throw new Error(`there is no screen ${name}`);
    return { picture, screen };
  });
  const world = await openWorld(
    screens.map(({ screen }) => screen),
    true,
  );
  try {
    for (const scheme of ["light", "dark"] as const) {
      const context = await world.open(look(1440, 900, scheme));
      context.setDefaultTimeout(10_000);
      for (const { picture, screen } of screens) {
        if (scheme === "dark" && !DARK.has(picture)) continue;
        const file = join(FOLDER, `${picture}${scheme === "dark" ? "-dark" : ""}.png`);
        console.log(file);
        await take(screen, { context, server: world.server, file, complain });
      }
      await context.close();
    }
  } finally {
    await world.close();
  }
}
if (only.some((part) => "shop".includes(part))) await shopPicture(join(FOLDER, "shop.png"));
process.exitCode = faults === 0 ? 0 : 1;
