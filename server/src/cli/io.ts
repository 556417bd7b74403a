/** What commands have of the world around them, so that tests can give them another one. */
export interface Io {
  out(text: string): void;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}

/** Prints for people, or with `--json` what a program reads. */
export const print = ({ out }: Io, { json }: { json?: boolean }, data: unknown, words: string) =>
  out(json ? JSON.stringify(data, null, 2) : words);
