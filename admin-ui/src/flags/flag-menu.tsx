import { ActionIcon, Menu } from "@mantine/core";
import { isAtLeast } from "@switchyard/core/governance";
import { IconCopy, IconDots, IconHistory, IconOctagonMinusFilled, IconRestore } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Flag } from "../api/types.ts";
import { useKill } from "../kill/kill-context.ts";
import { useEnvironments, useProject } from "../ui/project.ts";
import { useCopy } from "../ui/use-copy.ts";

/** What can be done with a flag from the list. Killing is always here; the most important environment comes first. */
export function FlagMenu({ flag }: { flag: Flag }) {
  const project = useProject();
  const environments = useEnvironments().reverse();
  const navigate = useNavigate();
  const { said, copy } = useCopy();
  const kill = useKill();
  const params = { project: project.key, flag: flag.key };
  return (
    <Menu portalProps={{ target: "#main" }}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for ${flag.key}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {flag.archived
          ? null
          : environments.map(({ key, role }) =>
              flag.environments[key]?.killed ? (
                <Menu.Item
                  key={key}
                  leftSection={<IconRestore size={16} aria-hidden />}
                  onClick={() =>
                    void navigate({ to: "/projects/$project/flags/$flag", params, search: { environment: key } })
                  }
                >
                  Restore in {key}…
                </Menu.Item>
              ) : (
                <Menu.Item
                  key={key}
                  c="var(--kill-text)"
                  disabled={!isAtLeast(role, "responder")}
                  leftSection={<IconOctagonMinusFilled size={16} aria-hidden />}
                  onClick={() => kill(flag, key)}
                >
                  Kill in {key}…{isAtLeast(role, "responder") ? "" : " (needs responder)"}
                </Menu.Item>
              ),
            )}
        {flag.archived ? null : <Menu.Divider />}
        <Menu.Item
          leftSection={<IconHistory size={16} aria-hidden />}
          onClick={() => void navigate({ to: "/projects/$project/flags/$flag", params, search: { view: "history" } })}
        >
          History
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          closeMenuOnClick={false}
          onClick={() => copy(flag.key)}
        >
          {said === "copied" ? "Copied" : said === "failed" ? "This browser does not let it be copied" : "Copy key"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
