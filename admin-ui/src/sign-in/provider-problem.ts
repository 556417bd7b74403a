const PROBLEMS: Record<string, string> = {
  NO_ACCOUNT:
    "The provider knows you, but you have no account here, or it is deactivated. Ask an admin for an invitation.",
  EMAIL_NOT_VERIFIED:
    "The provider does not say that your e-mail is yours. Verify it there, or ask whoever runs the provider.",
  PROVIDER_REFUSED: "The provider let nobody in, or its answer was too old. Try it again.",
  UNAVAILABLE: "The provider can’t be reached at present. Try it again in a while.",
  TOO_MANY_REQUESTS: "There were too many attempts to sign in. Wait a minute.",
};

/** Why signing in at the provider did not succeed, by the code with which the server sent one back here. */
export const providerProblem = (code: string): string =>
  PROBLEMS[code] ?? `Signing in at the provider did not succeed (${code}). Try it again, or ask an admin.`;
