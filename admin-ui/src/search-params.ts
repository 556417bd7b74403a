// What stands behind the "?" of an address is whatever somebody typed or sent: only what is named and well formed gets through.

type Search = Record<string, unknown>;

/** Takes the texts of these names that are there and not empty. */
export const texts =
  <Name extends string>(...names: Name[]) =>
  (search: Search) =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === "string" && search[name] !== "" ? [[name, search[name]]] : [])),
    ) as Partial<Record<Name, string>>;

/** Takes what is said with `true`, and is left out otherwise. */
export const marks =
  <Name extends string>(...names: Name[]) =>
  (search: Search) =>
    Object.fromEntries(names.flatMap((name) => (search[name] === true ? [[name, true]] : []))) as Partial<
      Record<Name, true>
    >;

/** Takes the number of a page from the second on: the first has no number in its address. */
export const page = ({ page }: Search): { page?: number } =>
  Number.isInteger(page) && Number(page) > 1 ? { page: Number(page) } : {};

export const inEnvironment = texts("environment");
export const historyFilter = texts("environment", "action", "actor", "from", "to");
