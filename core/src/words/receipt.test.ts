import { expect, it } from "vitest";
import { receiptMeaning, receiptWords } from "./receipt.ts";

it("counts what was heard", () => {
  expect(receiptWords({ connected: 32, confirmed: 31, p99Ms: 400 })).toBe("31 of 32 SDKs confirmed in 0.4 s");
  expect(receiptWords({ connected: 1, confirmed: 0, p99Ms: null })).toBe("0 of 1 SDK confirmed");
});

it("never claims what it has not heard", () => {
  const nobody = { connected: 0, confirmed: 0, p99Ms: null };
  expect(receiptWords(nobody)).toBe("No SDK is connected");
  expect(receiptMeaning(nobody, "off")).toBe("Whoever connects gets off.");
  expect(receiptMeaning(nobody)).toBe("Whoever connects gets this version.");
  expect(receiptMeaning({ connected: 2, confirmed: 1, p99Ms: 3 }, "off")).toMatch(/^Waiting for 1 more/);
  expect(receiptMeaning({ connected: 2, confirmed: 2, p99Ms: 3 }, "off")).toMatch(/^Every connected SDK/);
});

it("says of whom nothing is known", () => {
  const counted = { connected: 2, confirmed: 2, p99Ms: 3, unknown: 1 };
  expect(receiptWords(counted)).toBe("2 of 2 SDKs confirmed in 3 ms; of 1 more nothing is known");
  expect(receiptMeaning(counted, "off")).toMatch(/^Nothing is heard of 1 SDK of a server node/);
  expect(receiptMeaning({ ...counted, confirmed: 1 })).toMatch(/^Waiting for 1 more/);
  const alone = { connected: 0, confirmed: 0, p99Ms: null, unknown: 3 };
  expect(receiptWords(alone)).toBe("No SDK is connected; of 3 more nothing is known");
  expect(receiptMeaning(alone)).toMatch(/3 SDKs of a server node/);
});
