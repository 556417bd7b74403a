import { useEffect } from "react";
import { forgetDrafts } from "../flag/use-draft.ts";

/** Nothing of what one person has seen or typed is for another who signs in at the same screen. */
export function StartAnew() {
  useEffect(() => {
    forgetDrafts();
    location.reload();
  }, []);
  return null;
}
