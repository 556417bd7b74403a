import { z } from "zod";
import type { LiveRequest } from "../../api.ts";
import { CLOSE, Refusal } from "../socket/close-code.ts";

const key = z.string().min(1).max(100);

const schema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("watch"), project: key, environment: key, flag: key }),
  z.strictObject({ type: z.literal("unwatch") }),
  z.strictObject({ type: z.literal("look"), project: key, environment: key, flag: key }),
  z.strictObject({ type: z.literal("unlook") }),
]) satisfies z.ZodType<LiveRequest>;

/** @throws Refusal which names the field and the rule */
export function parseLiveRequest(text: string): LiveRequest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal(CLOSE.invalidPayload, "a message must be JSON");
  }
  const { data, error } = schema.safeParse(json);
  if (data) return data;
  const [issue] = error.issues;
  throw new Refusal(CLOSE.invalidPayload, `${issue?.path.join(".") || "the message"}: ${issue?.message}`);
}
