import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { path } from "../api/client.ts";
import { asked, type HistoryFilter } from "./filter.ts";

const FORMATS = { jsonl: "JSON Lines", csv: "CSV" };

/** The changes that are shown, all pages of them, as a file. */
export function ExportLinks({ project, filter }: { project: string; filter: HistoryFilter }) {
  return (
    <Menu withinPortal={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(FORMATS).map(([format, label]) => (
          <Menu.Item
            key={format}
            component="a"
            download={`${project}-changes.${format}`}
            href={`/api/v1${path("projects", project, "export", "changes")}?${new URLSearchParams({ ...asked(filter), format })}`}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
