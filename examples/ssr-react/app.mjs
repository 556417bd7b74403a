import { Feature, useFlag } from "@switchyard/sdk-browser/react";
import { createElement } from "react";

// The same on both sides: nothing here knows where it is rendered.
export function App() {
  const colour = useFlag("button-colour", "grey");
  return createElement(
    "main",
    { style: { color: colour } },
    createElement(Feature, { flag: "checkout-v2", fallback: "the old checkout" }, "the new checkout"),
  );
}
