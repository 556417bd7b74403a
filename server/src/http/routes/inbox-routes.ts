import { authorOf } from "../../auth/identity.ts";
import { inboxOf } from "../../inbox/inbox.ts";
import type { InboxItem } from "../../inbox/item.ts";
import { requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import { inboxSchema, inboxSeenSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const INBOX = `${PROJECT}/inbox` as const;

const getInbox = route("viewer", {
  method: "get",
  path: INBOX,
  summary: "What waits for you, and what is new for you",
  request: { params: inProject },
  responses: { 200: answer(inboxSchema, "The inbox") },
});

const postSeen = route("viewer", {
  method: "post",
  path: `${INBOX}/seen`,
  summary: "Say until when you have seen the news; what waits stays",
  request: { params: inProject, body: body(inboxSeenSchema) },
  responses: { 200: answer(inboxSchema, "The inbox without them") },
});

export function inboxRoutes(api: Api, { storage }: Services): void {
  api.openapi(getInbox, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { items, seenAt } = await inboxOf(storage, authorOf(c.var.identity), project, Date.now());
    return c.json({ items: items.map(itemView), count: items.length, seenAt }, 200);
  });

  api.openapi(postSeen, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const author = authorOf(c.var.identity);
    const { at } = c.req.valid("json");
    // Nobody has seen what is still to come.
    await storage.accounts.setInboxSeen(project.id, author.actor.id, Math.min(at, Date.now()));
    const { items, seenAt } = await inboxOf(storage, author, project, Date.now());
    return c.json({ items: items.map(itemView), count: items.length, seenAt }, 200);
  });
}

const itemView = (item: InboxItem) => ({
  kind: item.kind,
  at: item.at,
  title: item.title,
  text: item.text,
  environment: item.environment ?? null,
  flag: item.flag ?? null,
  request: item.request ?? null,
  schedule: item.schedule ?? null,
  afterReview: item.afterReview ?? null,
  rollout: item.rollout ?? null,
});
