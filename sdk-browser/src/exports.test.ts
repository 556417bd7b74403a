import { expect, test } from "vitest";
import * as sdk from "./index.ts";
import * as openfeature from "./openfeature/index.ts";
import * as react from "./react/index.ts";

test("what the package exports", () => {
  const entries = Object.entries({ sdk, openfeature, react });
  expect(Object.fromEntries(entries.map(([name, entry]) => [name, Object.keys(entry).sort()]))).toMatchInlineSnapshot(`
    {
      "openfeature": [
        "SwitchyardProvider",
      ],
      "react": [
        "Feature",
        "FlagsProvider",
        "useFlag",
        "useFlagDetails",
        "useFlagsStatus",
      ],
      "sdk": [
        "createClient",
        "watchPage",
      ],
    }
  `);
});
