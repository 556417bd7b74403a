import { hash } from "node:crypto";
import type { Touched } from "../../storage/port.ts";

const LENGTH = 16;

/**
 * Tells the change that made an environment's version from any other under the same number. Everyone with a key is told it, so it is of the
 * log's hash by a hash of its own: nobody can hold it against a guess at what the change says, or against another environment's.
 */
export const stampOf = (environmentId: string, { hash: logged }: Pick<Touched, "hash">): string =>
  hash("sha256", `${environmentId} ${logged}`, "hex").slice(0, LENGTH);
