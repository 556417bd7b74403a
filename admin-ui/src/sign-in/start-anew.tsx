import { useEffect } from "react";
import { beginAnew } from "../ui/unsaved.ts";

/** Somebody else has signed in at the same screen. */
export function StartAnew() {
  useEffect(() => beginAnew(), []);
  return null;
}
