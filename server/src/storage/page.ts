const MAX_PAGE = 200;

/** How many rows a page has, whatever was asked for. */
export const clampPage = (limit: number) => Math.min(Math.max(Math.trunc(limit) || 1, 1), MAX_PAGE);
