/** Something that a flag or segment must not have. */
export interface Problem {
  /** Where, such as `rules[2].conditions[0].values[1]`. */
  path: string;
  /** The whole sentence: place, rule and what was received. */
  message: string;
}

/** Collects problems. In `strict` mode also those that are refused on save but harmless in stored data. */
export class Problems {
  readonly list: Problem[] = [];
  readonly strict: boolean;

  constructor(strict: boolean) {
    this.strict = strict;
  }

  add(path: string, text: string): undefined {
    this.list.push({ path, message: path === "" ? text : `${path}: ${text}` });
    return undefined;
  }

  /** For what stored data may have and people may not save. */
  addStrict(path: string, text: string): void {
    if (this.strict) this.add(path, text);
  }
}

const SHOWN = 80;

/** A value as an error message shows it: JSON, at most 80 characters. Total. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  } catch {
    return `a value of type ${typeof value}`;
  }
}
