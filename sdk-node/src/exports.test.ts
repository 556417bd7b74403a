import { expect, test } from "vitest";
import * as sdk from "./index.ts";
import * as middleware from "./middleware/index.ts";
import * as openfeature from "./openfeature/index.ts";
import * as testing from "./testing/index.ts";

test("what the package exports", () => {
  const entries = Object.entries({ sdk, middleware, openfeature, testing });
  expect(Object.fromEntries(entries.map(([name, entry]) => [name, Object.keys(entry).sort()]))).toMatchInlineSnapshot(`
    {
      "middleware": [
        "currentFlags",
        "expressFlags",
        "fastifyFlags",
        "honoFlags",
        "nextFlags",
      ],
      "openfeature": [
        "SwitchyardProvider",
      ],
      "sdk": [
        "createClient",
        "evaluationEvents",
        "signContext",
      ],
      "testing": [
        "createTestClient",
        "eachFlagState",
        "flagStates",
      ],
    }
  `);
});
