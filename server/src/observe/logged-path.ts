/** A path as logs may have it: without the secret that is the whole credential of a trigger. */
export const loggedPath = (path: string): string => path.replace(/sw_trigger_[^/?\s]*/gi, "sw_trigger_…");
