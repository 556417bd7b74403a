/** A moment on the clocks of some place, as the milliseconds that UTC would show the same at. */
type Wall = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function partsFormat(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const options = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-US", { ...options, second: "numeric", hourCycle: "h23", timeZone });
    formats.set(timeZone, format);
  }
  return format;
}

/**
 * What the clocks of a place show at a moment.
 *
 * @param at milliseconds since 1970
 * @param timeZone an IANA name
 * @throws RangeError for a time zone that there is not
 */
export function wallOf(at: number, timeZone: string): Wall {
  const parts = Object.fromEntries(
    partsFormat(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * When the clocks of a place show this. Of a time that they show twice, the first; one that they skip is as long after
 * midnight as it says.
 */
export function instantOf(wall: Wall, timeZone: string): number {
  const offsetAt = (at: number) => wallOf(at, timeZone) - Math.floor(at / 1000) * 1000;
  const day = 86_400_000;
  const [before, after] = [offsetAt(wall - day), offsetAt(wall + day)];
  const candidates = [wall - before, wall - after].sort((a, b) => a - b);
  const exact = candidates.find((at) => wallOf(at, timeZone) === wall);
  return exact ?? wall - before;
}

/** "2026-11-28T17:00", for inputs of a date and a time. */
export const wallText = (wall: Wall): string => new Date(wall).toISOString().slice(0, 16);

/** What such an input holds; `undefined` while it is not whole. */
export function parseWall(text: string): Wall | undefined {
  const wall = Date.parse(`${text}Z`);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(wall) ? wall : undefined;
}

const spoken = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});
const spokenWithYear = new Intl.DateTimeFormat("en-GB", { ...spoken.resolvedOptions(), year: "numeric" } as object);

/** "Fri 27 Nov, 17:00", with the year when it is not this one. */
function wallWords(wall: Wall, now: Wall): string {
  const same = new Date(wall).getUTCFullYear() === new Date(now).getUTCFullYear();
  return (same ? spoken : spokenWithYear).format(wall);
}

/** The same of a moment, by the clocks of a place. */
export const zonedWords = (at: number, timeZone: string, now = Date.now()) =>
  wallWords(wallOf(at, timeZone), wallOf(now, timeZone));

/** Where this browser's clocks are. */
export const localTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function isTimeZone(name: string): boolean {
  try {
    partsFormat(name);
    return name !== "";
  } catch {
    return false;
  }
}

/** Every time zone that this browser knows, its own first. */
export const timeZones = (): string[] => [...new Set([localTimeZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])];
