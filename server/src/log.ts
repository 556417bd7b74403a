import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";

/**
 * The process's log: JSON lines on standard error, so that standard output stays for people. Written at once, because
 * the last line before an end is the one that matters. Nothing secret is ever handed to it.
 */
export const createLog = (level: LogLevel = "info"): Logger =>
  pino({ base: null, level }, destination({ dest: 2, sync: true }));
