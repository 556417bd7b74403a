/** A path as logs may have it: without the secret of a trigger, which belongs there, or another, put there by mistake. */
export const loggedPath = (path: string): string => path.replace(/(sw_[a-z]+_)[^/?\s]*/gi, "$1…");
