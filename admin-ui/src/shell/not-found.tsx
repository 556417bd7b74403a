import { IconMapQuestion } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";

export function NotFound() {
  return (
    <main>
      <Page title="Nothing here">
        <Empty
          icon={IconMapQuestion}
          title="There is no page at this address"
          action={<Link to="/">Go to the flags</Link>}
        >
          The link may be old, or a letter of it may be missing.
        </Empty>
      </Page>
    </main>
  );
}
