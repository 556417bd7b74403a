const MEANINGS = new Map([
  ["EROFS", "the file system is read-only"],
  ["ENOTDIR", "a part of the path is a file, not a folder"],
  ["EEXIST", "a part of the path is a file, not a folder"],
  ["ENOENT", "a part of the path does not exist"],
  ["EISDIR", "it is a folder, not a file"],
  ["ENOSPC", "the disk is full"],
]);

/** What the file system says, in words that say what to do about it; `undefined` of what it does not say. */
export function systemMeaning(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const meaning = code === "EACCES" || code === "EPERM" ? permissionDenied() : MEANINGS.get(code);
  return meaning && `${meaning} (${code})`;
}

/** A volume that belongs to another account is the usual reason in a container. */
export function permissionDenied(): string {
  const account = process.getuid ? ` (uid ${process.getuid()})` : "";
  return `permission denied; the folder and the files in it must belong to the account that this runs as${account}`;
}
