import { createClient } from "@switchyard/sdk-browser";
import type { PageSettings } from "../events.ts";
import { contextOf } from "../shoppers.ts";
import { element } from "./element.ts";
import { openFeed } from "./feed.ts";
import { createGrid } from "./grid.ts";
import { createNotice } from "./notice.ts";
import { createRush } from "./rush.ts";
import { showStatus } from "./status.ts";
import { visitor } from "./visitor.ts";
import { createYou } from "./you.ts";

const settings = (await (await fetch("/settings")).json()) as PageSettings;
element<HTMLAnchorElement>("admin").href = settings.url;

// The page's own client. In a browser the context is given once; questions then name the flag alone.
const me = visitor();
const flags = createClient({ url: settings.url, clientKey: settings.clientKey, context: contextOf(me) });

const grid = createGrid(element("grid"));
const notice = createNotice(element("notice"));
const rush = createRush();
const you = createYou(flags, me, notice.hiddenFromBrowsers);

openFeed({
  floor(floor) {
    document.body.dataset.flag = floor.flag;
    grid.show(floor);
    notice.flag(floor.flag);
    you.flag(floor.flag);
  },
  connection: (connection) => showStatus(element("connection"), connection),
  checkout({ shopper, totals }) {
    grid.checkOut(shopper);
    element("total-new").textContent = totals.new.toLocaleString("en");
    element("total-old").textContent = totals.old.toLocaleString("en");
  },
  rush: rush.show,
  lost: () => showStatus(element("connection"), { state: "shop gone", version: null }),
});
