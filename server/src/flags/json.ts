import type { JsonValue } from "@switchyard/core";

/** A value as JSON carries it, for the change log: fields that are undefined are left out. */
export const asJson = (value: object): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
