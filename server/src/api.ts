import type { z } from "zod";
import type * as schema from "./http/schemas.ts";

// The API's types for the admin UI, which imports them with `import type` only.

export type Project = z.infer<typeof schema.projectSchema>;
export type Environment = z.infer<typeof schema.environmentSchema>;
export type Flag = z.infer<typeof schema.flagSchema>;
export type FlagCreate = z.input<typeof schema.flagCreateSchema>;
export type FlagPatch = z.input<typeof schema.flagPatchSchema>;
export type Quarantined = z.infer<typeof schema.quarantinedSchema>;
export type Configuration = z.infer<typeof schema.configurationSchema>;
export type ConfigurationInput = z.input<typeof schema.configurationInputSchema>;
export type Receipts = z.infer<typeof schema.receiptsSchema>;
export type SdkKey = z.infer<typeof schema.sdkKeySchema>;
export type Change = z.infer<typeof schema.changeSchema>;
export type User = z.infer<typeof schema.userSchema>;
export type ApiError = z.infer<typeof schema.errorSchema>;

/** What the server pushes to the admin UI over `GET /api/v1/live`. */
export type LiveEvent =
  | { type: "changed"; project: string; environment: string; version: number; flags: string[] }
  | { type: "receipts"; project: string; environment: string; flag: string; receipts: Receipts };

/** What the admin UI asks of it: receipts of one flag while someone looks. A new one replaces the last. */
export type LiveRequest = { type: "watch"; project: string; environment: string; flag: string } | { type: "unwatch" };
