import type { Author, Environment, Project } from "../storage/port.ts";

/** Something that waits for a person, or that they may want to know. */
export interface InboxItem {
  kind: "request" | "news" | "afterReview" | "schedule" | "rollout";
  at: number;
  title: string;
  text: string;
  environment?: string;
  flag?: string;
  request?: number;
  schedule?: number;
  afterReview?: string;
  rollout?: string;
}

/** For whom and where an inbox is looked at. */
export interface Reader {
  by: Author;
  project: Project;
  /** Those that the reader may know of. */
  environments: Environment[];
  /** Until when they have seen the news. */
  seenAt: number;
  now: number;
}
