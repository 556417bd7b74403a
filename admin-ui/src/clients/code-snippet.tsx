import { NativeSelect, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import { useProject } from "../ui/project.ts";
import { Snippet } from "../ui/snippet.tsx";
import { CODE_KINDS, type CodeKind, flagCode } from "./code.ts";

/** How code asks for this flag. */
export function CodeSnippet({ flag }: { flag: Flag }) {
  const project = useProject();
  const [kind, setKind] = useState<CodeKind>("node");
  const code = flagCode(kind, flag, location.origin);
  return (
    <Card aria-label="Code">
      <Title order={2} size="h5" mb="xs">
        Code
      </Title>
      <Stack gap="sm">
        <NativeSelect
          aria-label="Where the code runs"
          w="min(20rem, 100%)"
          data={[...CODE_KINDS]}
          value={kind}
          onChange={({ currentTarget: { value } }) => setKind(value as CodeKind)}
        />
        {kind === "browser" && !flag.clientSide ? (
          <Text size="sm">Browsers don’t get this flag: allow it in Settings first.</Text>
        ) : null}
        <Snippet text={code} label="Copy the code" />
        <Text size="sm" c="dimmed">
          A key for it is made under{" "}
          <Link to="/projects/$project/keys" params={{ project: project.key }}>
            Keys
          </Link>
          .
        </Text>
      </Stack>
    </Card>
  );
}
