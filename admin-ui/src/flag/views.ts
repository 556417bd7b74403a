/** What can be shown of a flag, in the order of the tabs. The first is what its address alone shows. */
export const FLAG_VIEWS = ["targeting", "ramp", "live", "history", "clients", "settings"] as const;

export type FlagViewName = (typeof FLAG_VIEWS)[number];

export const VIEW_WORDS: Record<FlagViewName, string> = {
  targeting: "Targeting",
  ramp: "Ramp",
  live: "Live",
  history: "History",
  clients: "Code & clients",
  settings: "Settings",
};

export const isFlagView = (value: unknown): value is FlagViewName => FLAG_VIEWS.some((view) => view === value);

/** Whether a view is about one environment; the others are about the flag as a whole. */
export const isOfEnvironment = (view: FlagViewName) => view !== "settings" && view !== "history";
