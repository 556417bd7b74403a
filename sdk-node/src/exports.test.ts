import { expect, test } from "vitest";
import * as sdk from "./index.ts";

test("what the package exports", () => {
  expect(Object.keys(sdk).sort()).toMatchInlineSnapshot(`
    [
      "createClient",
      "signContext",
    ]
  `);
});
