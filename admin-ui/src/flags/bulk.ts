import { variantWords } from "@switchyard/core/words";
import type { Flag } from "../api/types.ts";
import { kill, restore, updateFlag } from "../api/writes.ts";

/** Something to do with each of several flags, one after the other, and how to take it back. */
export interface BulkAction {
  /** "Add the tag checkout to". */
  title: string;
  /** What happens to this flag, or why nothing does: then it is left alone. */
  effect: (flag: Flag) => { does: string } | { skips: string };
  run: (flag: Flag, reason: string) => Promise<unknown>;
  /** Of a kill: where its receipts come from. */
  environment?: string;
  undo: (flag: Flag) => Promise<unknown>;
  /** For the button: "Add tag". */
  verb: string;
  lowers?: boolean;
}

export function addTag(project: string, tag: string): BulkAction {
  return {
    title: `Add the tag ${tag} to`,
    verb: "Add tag",
    effect: ({ tags }) => (tags.includes(tag) ? { skips: "has it already" } : { does: `gets ${tag}` }),
    run: ({ key, tags, revision }, reason) => updateFlag(project, key, { tags: [...tags, tag] }, reason, revision),
    undo: ({ key, tags }) => updateFlag(project, key, { tags }, "Undo"),
  };
}

export function removeTag(project: string, tag: string): BulkAction {
  return {
    title: `Take the tag ${tag} from`,
    verb: "Remove tag",
    effect: ({ tags }) => (tags.includes(tag) ? { does: `loses ${tag}` } : { skips: "does not have it" }),
    run: ({ key, tags, revision }, reason) =>
      updateFlag(project, key, { tags: tags.filter((one) => one !== tag) }, reason, revision),
    undo: ({ key, tags }) => updateFlag(project, key, { tags }, "Undo"),
  };
}

export function killIn(project: string, environment: string): BulkAction {
  return {
    title: `Kill in ${environment}:`,
    verb: "Kill",
    lowers: true,
    environment,
    effect: (flag) => {
      const { archived, environments } = flag;
      if (archived) return { skips: "is archived" };
      return environments[environment]?.killed
        ? { skips: "is killed already" }
        : { does: `everyone gets ${variantWords(flag, environments[environment]?.offVariant ?? "")}` };
    },
    run: ({ key }, reason) => kill({ project, environment, flag: key }, reason),
    undo: ({ key }) => restore({ project, environment, flag: key }, "Undo of the kill"),
  };
}
