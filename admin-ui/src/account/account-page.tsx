import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries.ts";
import { Page } from "../ui/page.tsx";
import { Password } from "./password.tsx";
import { Sessions } from "./sessions.tsx";
import { Tokens } from "./tokens.tsx";

/** What belongs to the person, in whatever project they are. */
export function AccountPage() {
  const { data: user } = useQuery(sessionQuery);
  return (
    <Page title="Your account" lead={user ? `${user.name}, ${user.email}` : undefined}>
      <Stack>
        <Sessions />
        <Tokens />
        <Password />
      </Stack>
    </Page>
  );
}
