const MIN_PASSWORD = 12;

/** What is wrong with a new password, for a form. */
export const passwordProblem = (password: string): string | null =>
  password.length >= MIN_PASSWORD
    ? null
    : `At least ${MIN_PASSWORD} characters; ${password.length === 0 ? "none" : `only ${password.length}`} so far.`;
