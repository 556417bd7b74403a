import { Button, Group } from "@mantine/core";
import { receiptWords } from "@switchyard/core/words";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { receiptsQuery } from "../api/queries.ts";
import type { Place } from "../api/writes.ts";
import { useCopy } from "../ui/use-copy.ts";

interface TellOthersProps {
  place: Place;
  /** What people get now. */
  answer: string;
  reason: string;
  /** Whoever follows the link leaves the dialog. */
  onLeave: () => void;
}

/** What was done, its proof so far and where to look, as a message that can be pasted wherever others are waiting. */
export function TellOthers({ place: { project, environment, flag }, answer, reason, onLeave }: TellOthersProps) {
  const router = useRouter();
  const { said, copy } = useCopy();
  const { data: receipts } = useQuery({ ...receiptsQuery(project, environment, flag), enabled: false });
  const message = () => {
    const { href } = router.buildLocation({
      to: "/projects/$project/flags/$flag",
      params: { project, flag },
      search: { environment },
    });
    const why = reason.trim();
    return [
      `${flag} is killed in ${environment}: everyone gets ${answer}.`,
      ...(why ? [`Why: ${why}`] : []),
      ...(receipts ? [receiptWords(receipts)] : []),
      `${location.origin}${href}`,
    ].join("\n");
  };
  return (
    <Group>
      <Button
        variant="default"
        size="xs"
        leftSection={said === "copied" ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        onClick={() => copy(message())}
      >
        {said === "copied"
          ? "Copied"
          : said === "failed"
            ? "This browser does not let it be copied"
            : "Copy a message for others"}
      </Button>
      <Link
        to="/projects/$project/flags/$flag"
        params={{ project, flag }}
        search={{ view: "history", environment }}
        onClick={onLeave}
      >
        History of {flag}
      </Link>
    </Group>
  );
}
