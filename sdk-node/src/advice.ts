/** Where an SDK says what a person should know. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Different lines that are remembered; what an application makes up at run time must not fill its memory. */
const MAX_REMEMBERED = 1_000;

export interface Advice {
  /** Says it the first time, and never again. */
  once(level: keyof Logger, message: string): void;
  say(level: keyof Logger, message: string): void;
}

/** Log lines with the SDK's name in front. A logger that throws is not the application's problem. */
export function createAdvice(logger: Logger): Advice {
  const said = new Set<string>();
  function say(level: keyof Logger, message: string) {
    try {
      logger[level](`[switchyard] ${message}`);
    } catch {
      // There is nobody left to tell.
    }
  }
  return {
    say,
    once(level, message) {
      if (said.has(message) || said.size >= MAX_REMEMBERED) return;
      said.add(message);
      say(level, message);
    },
  };
}
