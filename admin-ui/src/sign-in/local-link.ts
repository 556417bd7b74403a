/** Whether a link leads to a page of ours: `//elsewhere` and `/\elsewhere` are other origins to a browser. */
export function isLocalLink(link: unknown): link is string {
  return typeof link === "string" && /^\/(?![/\\])/.test(link);
}
