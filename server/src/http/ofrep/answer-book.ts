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
  readonly #pages = new Map<string, Page>();
  readonly #timer: NodeJS.Timeout;

  constructor(reports: ReportSink) {
    this.#reports = reports;
    this.#timer = setInterval(() => this.#report(), REPORT_EVERY_MS).unref();
  }

  answers({ environmentId, kind }: Key, entry: LiveEntry): Answers {
    const id = `${kind} ${environmentId}`;
    const page = this.#pages.get(id);
    if (page?.entry === entry) return page.answers;
    const counts = page?.counts ?? new FlagCounts(environmentId, kind === "client" ? "browser" : "server");
    const answers = new Answers(entry.ruleset, kind, counts);
    this.#pages.set(id, { counts, entry, answers });
    return answers;
  }

  /** Hands over what was counted last. */
  close(): void {
    clearInterval(this.#timer);
    this.#report();
  }

  #report(): void {
    for (const { counts, entry } of this.#pages.values()) counts.report(this.#reports, entry.flags);
  }
}
