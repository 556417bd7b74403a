import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestClient } from "@switchyard/sdk-node/testing";
import { expect, it, onTestFinished } from "vitest";
import { control } from "./controls.ts";
import { createTill } from "./till.ts";

async function open(isNew: boolean, random: () => number) {
  const till = createTill(createTestClient({ "new-checkout": isNew }), random);
  const said: unknown[] = [];
  const controls = {
    trouble: (trouble: typeof till.trouble) => (till.trouble = trouble),
    rush: (on: boolean) => said.push(on),
  };
  const server = createServer((request, response) =>
    request.method === "POST" ? control(controls, request, response) : till.checkOut(request, response),
  );
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    till,
    said,
    checkOut: async () => (await fetch(`${url}/checkout?shopper=7`)).status,
    post: async (body: string, type = "application/json") =>
      (await fetch(url, { method: "POST", headers: { "content-type": type }, body })).status,
  };
}

it("fails more often where the new checkout is in trouble, and only there", async () => {
  const random = () => 0.1;
  const [mine, old] = [await open(true, random), await open(false, random)];
  expect(await mine.checkOut()).toBe(200);
  for (const { till } of [mine, old]) till.trouble = "errors";
  expect(await mine.checkOut()).toBe(500);
  expect(await old.checkOut()).toBe(200);
  // Counted since the trouble began.
  expect(mine.till.counts).toEqual({ new: { requests: 1, failed: 1 }, old: { requests: 0, failed: 0 } });
});

it("takes controls as JSON, and refuses what they can't be", async () => {
  const { till, said, post } = await open(true, () => 0.9);
  expect(await post('{"trouble":"slow","rush":true}')).toBe(204);
  expect([till.trouble, said]).toEqual(["slow", [true]]);
  expect(await post('{"trouble":"fire"}')).toBe(400);
  expect(await post('{"rush":"yes"}')).toBe(400);
  expect(await post("not JSON")).toBe(400);
  expect(await post('{"trouble":"none"}', "text/plain")).toBe(415);
  expect(await post(JSON.stringify({ trouble: "x".repeat(2_000) }))).toBe(413);
  expect(till.trouble).toBe("slow");
});
