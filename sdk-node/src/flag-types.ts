/**
 * The project's flags, by key: what each can give. Empty, and any key goes, until the file that `switchyard types` writes
 * fills it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: an interface, because applications add to it.
export interface FlagTypes {}

/** Whether {@link FlagTypes} was filled. */
export type IsTyped = [keyof FlagTypes] extends [never] ? false : true;

/** The keys of flags that give such a value; any string while {@link FlagTypes} is empty. */
export type FlagKey<Value = unknown> = IsTyped extends true
  ? { [Key in keyof FlagTypes]: FlagTypes[Key] extends Value ? Key : never }[keyof FlagTypes]
  : string;

/** What a flag can give. */
export type FlagValue<Key> = Key extends keyof FlagTypes ? FlagTypes[Key] : unknown;

/** Those of {@link FlagTypes} that are due for removal: asking for one is deprecated. `switchyard types` fills it, too. */
// biome-ignore lint/suspicious/noEmptyInterface: an interface, because applications add to it.
export interface DueFlags {}

/** The keys of flags due for removal that give such a value. */
export type DueKey<Value = unknown> = {
  [Key in keyof DueFlags]: DueFlags[Key] extends Value ? Key : never;
}[keyof DueFlags];

/** `Asking`, and before it `Due` where there are flags due for removal: without one, errors are about one signature only. */
export type OrDue<Asking, Due> = [keyof DueFlags] extends [never] ? Asking : Due & Asking;
