import { afterAll } from "vitest";
import { undoLeftovers } from "./test-leftovers.ts";

// Before every test file. Hooks run backwards: this one after all those of the file.

afterAll(undoLeftovers, 60_000);
