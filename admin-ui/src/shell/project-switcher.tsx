import { Button, Menu } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { projectsQuery } from "../api/queries.ts";
import classes from "./shell.module.css";

export function ProjectSwitcher({ project }: { project: string }) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const navigate = useNavigate();
  const name = projects.find(({ key }) => key === project)?.name ?? project;
  return (
    <Menu position="bottom-start" withinPortal={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          px="xs"
          classNames={{ root: classes.project, label: classes.projectName }}
          rightSection={<IconSelector size={16} aria-hidden />}
          aria-label={`Project: ${name}`}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.map(({ key, name }) => (
          <Menu.Item
            key={key}
            leftSection={<IconCheck size={16} visibility={key === project ? "visible" : "hidden"} aria-hidden />}
            onClick={() => void navigate({ to: "/projects/$project", params: { project: key } })}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
