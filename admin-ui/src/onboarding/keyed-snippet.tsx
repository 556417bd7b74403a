import { Button, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keysQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { createKey } from "../api/writes.ts";
import { SDKS, type Sdk, snippet } from "../keys/snippet.ts";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { Snippet } from "../ui/snippet.tsx";
import classes from "./start.module.css";

interface KeyedSnippetProps {
  sdk: Sdk;
  environment: Environment;
  flag: string;
}

/** The lines to paste, with a real key: it is in them and nowhere else. */
export function KeyedSnippet({ sdk, environment, flag }: KeyedSnippetProps) {
  const project = useProject();
  const queries = useQueryClient();
  const { kind, label } = SDKS[sdk];
  const creating = useMutation({
    mutationFn: () => createKey(project.key, environment.key, { kind, name: `${label} quick start` }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keysQuery(project.key, environment.key).queryKey }),
  });
  const { install, code } = snippet(sdk, { key: creating.data?.key ?? `sw_${kind}_…`, url: location.origin, flag });
  return (
    <Card aria-label="Lines to paste">
      <h2 className={classes.title}>1. Paste</h2>
      <Stack gap="sm">
        {creating.data ? (
          <Text size="sm">
            The key is in these lines, and shown this once. {kind === "server" ? "It is secret." : "It is public."}
          </Text>
        ) : (
          <div>
            <Button
              leftSection={<IconKey size={18} aria-hidden />}
              loading={creating.isPending}
              onClick={() => creating.mutate()}
            >
              Create a {kind} key for {environment.name}
            </Button>
          </div>
        )}
        {creating.isError ? <Problem title="The key could not be created" error={creating.error} /> : null}
        <Snippet text={install} label="Copy install command" />
        <Snippet text={code} label="Copy code" />
      </Stack>
    </Card>
  );
}
