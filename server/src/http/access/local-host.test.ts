import { expect, it } from "vitest";
import { isLocalHost } from "./local-host.ts";

it.each([
  "localhost",
  "localhost:4000",
  "LOCALHOST",
  "flags.localhost:80",
  "127.0.0.1:4000",
  "127.1.2.3",
  "[::1]:4000",
])("%s is this machine", (host) => {
  expect(isLocalHost(host)).toBe(true);
});

it.each([
  undefined,
  "",
  "flags.example.com",
  "192.168.1.5:4000",
  "localhost.evil.example",
  "evil-localhost",
  "127.0.0.1.evil.example",
  "127.0.0",
  "[::2]",
  "localhost:4000@evil.example",
])("%s is not", (host) => {
  expect(isLocalHost(host)).toBe(false);
});
