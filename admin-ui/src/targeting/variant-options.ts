import { type FlagShape, variantWords } from "@switchyard/core/words";

/** A flag's variants, to choose from: a name with its key beside it. */
export const variantOptions = (flag: FlagShape) =>
  flag.variants.map(({ key }) => {
    const words = variantWords(flag, key);
    return { value: key, label: words === key ? key : `${words} (${key})` };
  });
