import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonDepth, MAX_BODY_BYTES, readBounded } from "./bounds.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("jsonDepth", () => {
  it("is the nesting of any JSON text, whatever its strings hold", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary", maxDepth: 8 }), (text) => {
        expect(jsonDepth(text)).toBe(depthOf(JSON.parse(text)));
      }),
    );
  });

  it("takes brackets and quotes inside strings for text", () => {
    expect(jsonDepth('["[[[[", "\\"[{", "\\\\"]')).toBe(1);
  });

  it("survives a depth that would end whatever recurses", () => {
    expect(jsonDepth("[".repeat(1_000_000))).toBe(1_000_000);
  });
});

describe("readBounded", () => {
  const stream = (chunk: number, total: number) => {
    let sent = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= total) return controller.close();
        sent += chunk;
        controller.enqueue(new Uint8Array(chunk));
      },
    });
  };

  it("reads up to the bound", async () => {
    expect((await readBounded(stream(1024, MAX_BODY_BYTES))).byteLength).toBe(MAX_BODY_BYTES);
    expect((await readBounded(null)).byteLength).toBe(0);
  });

  it("stops at the first byte too many, however long the body goes on", async () => {
    await expect(readBounded(stream(1024, Number.POSITIVE_INFINITY))).rejects.toMatchObject({ code: "BODY_TOO_LARGE" });
  });
});
