/** What a pasted text holds: keys one on each line, or separated by commas, semicolons or tabs; in quotes or not. */
export function parseKeys(text: string): { keys: string[]; repeated: number; tooLong: string[] } {
  const parts = text
    .split(/[\n\r,;\t]+/)
    .map((part) => part.trim().replace(/^"(.*)"$/, "$1"))
    .filter((part) => part !== "");
  const keys = new Set(parts);
  const tooLong = [...keys].filter((key) => key.length > MAX_KEY);
  for (const key of tooLong) keys.delete(key);
  return { keys: [...keys], repeated: parts.length - keys.size - tooLong.length, tooLong };
}

/** As the server has it. */
const MAX_KEY = 1000;
export const MAX_KEYS = 100_000;
