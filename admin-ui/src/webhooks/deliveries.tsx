import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Delivery, Webhook } from "../api/types.ts";
import { deliveriesQuery, redeliver } from "../api/webhooks.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { counted } from "../words/count.ts";
import { exactTime } from "../words/time.ts";

const KINDS: Record<Delivery["kind"], string> = { change: "Change", checkpoint: "Checkpoint", test: "Test" };

/** What was sent, what came back, and the way to send it again. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const project = useProject();
  const queries = useQueryClient();
  const query = useQuery(deliveriesQuery(project.key, webhook.id));
  const again = useMutation({
    mutationFn: (delivery: Delivery) => redeliver(project.key, webhook.id, delivery.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks", project.key] }),
    onError: ({ message }) => say({ title: "Not sent again", message, color: "orange" }),
  });
  return (
    <Panel title="Deliveries" query={query} empty={query.data?.length === 0 ? "Nothing has been sent yet." : undefined}>
      <ul className={rows.rows} aria-label="Deliveries">
        {query.data?.map((delivery) => (
          <li key={delivery.id}>
            <div className={rows.main}>
              <strong>
                {KINDS[delivery.kind]}
                {delivery.change === null ? "" : ` ${delivery.change}`}
              </strong>
              <div className={delivery.state === "failed" ? rows.problem : rows.detail}>{outcome(delivery)}</div>
              {delivery.excerpt ? <code className={rows.detail}>{delivery.excerpt}</code> : null}
              <div className={rows.detail}>
                <Moment at={delivery.createdAt} />
              </div>
            </div>
            {delivery.state === "pending" ? null : (
              <Button
                size="xs"
                variant="default"
                aria-label={`Send again: ${KINDS[delivery.kind]} ${delivery.change ?? ""} of ${exactTime(delivery.createdAt)}`}
                loading={again.isPending && again.variables?.id === delivery.id}
                onClick={() => again.mutate(delivery)}
              >
                Send again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function outcome({ state, attempts, status, error, nextAt, durationMs }: Delivery): string {
  const answer = status === null ? (error ?? "no answer") : `answered ${status}`;
  const took = durationMs === null ? "" : ` in ${durationMs} ms`;
  if (state === "delivered") return `Delivered: ${answer}${took}, ${counted(attempts, "attempt")}`;
  if (state === "failed") return `Given up after ${counted(attempts, "attempt")}: ${answer}`;
  if (attempts === 0) return "Waits to be sent";
  return `${counted(attempts, "attempt")} failed: ${answer}${nextAt === null ? "" : `; next at ${exactTime(nextAt)}`}`;
}
