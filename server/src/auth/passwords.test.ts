import { expect, it, vi } from "vitest";
import { hashPassword, verifyPassword } from "./passwords.ts";

// The hash is slow on purpose.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

it("stores a salted scrypt hash with its parameters, and knows the password again", async () => {
  const [one, other] = await Promise.all([
    hashPassword("correct horse battery"),
    hashPassword("correct horse battery"),
  ]);
  expect(one).toMatch(/^scrypt\$17\$8\$1\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  expect(other).not.toBe(one);
  expect(await verifyPassword("correct horse battery", one)).toBe(true);
  expect(await verifyPassword("correct horse batterz", one)).toBe(false);
});

it("takes the two ways to write an accented letter for the same password", async () => {
  expect(await verifyPassword("mot de passe e\u0301te\u0301", await hashPassword("mot de passe \u00e9t\u00e9"))).toBe(
    true,
  );
});

it.each([undefined, "", "plain", "scrypt$99$8$1$c2FsdA$aGFzaA", "scrypt$17$8$1$c2FsdA$"])(
  "answers false for an unknown user or a damaged hash (%s), and never throws",
  async (stored) => {
    expect(await verifyPassword("correct horse battery", stored)).toBe(false);
  },
);
