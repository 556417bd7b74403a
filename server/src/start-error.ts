/** Why the server can't start, in one line that names the thing, the rule and what was found. Never shows a secret. */
export class StartError extends Error {
  override readonly name = "StartError";
}
