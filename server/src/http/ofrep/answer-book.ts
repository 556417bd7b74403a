import type { LiveEntry, ReportSink } from "../../live/index.ts";
import type { Key } from "../../storage/port.ts";
import { Answers } from "./answers.ts";
import { FlagCounts } from "./flag-counts.ts";

/** What a crash loses of the counts, at most; the book that they go to writes as often. */
const REPORT_EVERY_MS = 5_000;

interface Page {
  counts: FlagCounts;
  entry: LiveEntry;
  answers: Answers;
}

/** The answers of the newest version of each environment, for each kind of key, and what was given of them. */
export class AnswerBook {
  readonly #reports: ReportSink;
  readonly #pages = { server: new Map<string, Page>(), client: new Map<string, Page>() };
  readonly #timer: NodeJS.Timeout;

  constructor(reports: ReportSink) {
    this.#reports = reports;
    this.#timer = setInterval(() => this.#report(), REPORT_EVERY_MS).unref();
  }

  answers({ environmentId, kind }: Key, entry: LiveEntry): Answers {
    const pages = this.#pages[kind];
    const page = pages.get(environmentId);
    if (page?.entry === entry) return page.answers;
    const counts = page?.counts ?? new FlagCounts(environmentId, kind === "client" ? "browser" : "server");
    const answers = new Answers(entry.ruleset, kind, counts);
    pages.set(environmentId, { counts, entry, answers });
    return answers;
  }

  /** Hands over what was counted last. */
  close(): void {
    clearInterval(this.#timer);
    this.#report();
  }

  #report(): void {
    for (const pages of Object.values(this.#pages)) {
      for (const { counts, entry } of pages.values()) counts.report(this.#reports, entry.flags);
    }
  }
}
