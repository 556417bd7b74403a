import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconBookmark, IconBookmarkPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { viewsQuery } from "../api/queries.ts";
import { deleteView } from "../api/writes.ts";
import { lazyPart } from "../ui/lazy.ts";
import { useProject } from "../ui/project.ts";
import { say } from "../ui/say.ts";
import classes from "./flags.module.css";

const SaveView = lazyPart(() => import("./save-view.tsx"), "SaveView");

/** Everyone's first: what people look for most. */
const GIVEN = [
  { name: "Ramping now", search: "state:ramping" },
  { name: "Killed", search: "state:killed" },
  { name: "Mine", search: "owner:me" },
  { name: "Ready to be removed", search: "stage:stale" },
];

/** Searches by name: four that everyone has, and one's own, which the server keeps. */
export function SavedViews({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const { data: views = [] } = useQuery(viewsQuery(project.key));
  const [naming, setNaming] = useState(false);
  const forgetting = useMutation({
    mutationFn: (name: string) => deleteView(project.key, name),
    onSuccess: (left) => queries.setQueryData(viewsQuery(project.key).queryKey, left),
    onError: ({ message }) => say({ title: "The view was not deleted", message, color: "orange" }),
  });
  return (
    <>
      <Menu position="bottom-start" withinPortal={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {GIVEN.map((view) => (
            <Menu.Item key={view.search} onClick={() => onSearch(view.search)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 ? <Menu.Label>Yours</Menu.Label> : null}
          {views.map((view) => (
            <div key={view.name} className={classes.view}>
              <Menu.Item onClick={() => onSearch(view.search)} dir="auto">
                {view.name}
              </Menu.Item>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete view ${view.name}`}
                onClick={() => forgetting.mutate(view.name)}
              >
                <IconX size={16} />
              </ActionIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconBookmarkPlus size={16} aria-hidden />}
            disabled={search.trim() === ""}
            onClick={() => setNaming(true)}
          >
            Save this search…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{naming ? <SaveView search={search} onDone={() => setNaming(false)} /> : null}</Suspense>
    </>
  );
}
