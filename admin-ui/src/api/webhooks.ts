import { queryOptions } from "@tanstack/react-query";
import { path, request } from "./client.ts";
import type { CreatedWebhook, Delivery, Webhook, WebhookCreate, WebhookPatch } from "./types.ts";

const at = (project: string, ...rest: string[]) => path("projects", project, "webhooks", ...rest);

export const webhooksQuery = (project: string) =>
  queryOptions({
    queryKey: ["webhooks", project],
    queryFn: async ({ signal }) => (await request<{ webhooks: Webhook[] }>(at(project), { signal })).webhooks,
  });

/** The newest messages and what became of them. Nothing tells of a delivery, so it is asked again while the page can be seen. */
export const deliveriesQuery = (project: string, webhook: string) =>
  queryOptions({
    queryKey: ["webhooks", project, webhook, "deliveries"],
    queryFn: async ({ signal }) =>
      (await request<{ deliveries: Delivery[] }>(at(project, webhook, "deliveries"), { signal })).deliveries,
    refetchInterval: 3000,
    staleTime: 0,
  });

/** The secret is in this answer only. */
export const createWebhook = (project: string, body: WebhookCreate) =>
  request<CreatedWebhook>(at(project), { method: "POST", body });

export const updateWebhook = (project: string, webhook: string, body: WebhookPatch) =>
  request<Webhook>(at(project, webhook), { method: "PATCH", body });

export const deleteWebhook = (project: string, webhook: string) =>
  request<void>(at(project, webhook), { method: "DELETE" });

/** A new secret; the one before is valid for a day more. */
export const rotateWebhook = (project: string, webhook: string) =>
  request<{ secret: string }>(at(project, webhook, "rotate-secret"), { method: "POST", body: {} });

export const testWebhook = (project: string, webhook: string) =>
  request<Delivery>(at(project, webhook, "test"), { method: "POST", body: {} });

export const redeliver = (project: string, webhook: string, delivery: string) =>
  request<Delivery>(at(project, webhook, "deliveries", delivery, "redeliver"), { method: "POST", body: {} });
