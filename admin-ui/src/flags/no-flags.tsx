import { parseSearch } from "@switchyard/core/search";
import { IconArchive, IconFlag, IconSearchOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Empty } from "../ui/empty.tsx";
import { Meant } from "./meant.tsx";

interface NoFlagsProps {
  search: string;
  archived: boolean;
  action: ReactNode;
}

export function NoFlags({ search, archived, action }: NoFlagsProps) {
  if (search !== "") {
    return (
      <Empty icon={IconSearchOff} title={`No ${archived ? "archived " : ""}flag matches “${search}”`}>
        The search looks at keys, names, descriptions and tags. Every word must occur.
        <Meant words={parseSearch(search).words} among={(flag) => flag.archived === archived} />
      </Empty>
    );
  }
  if (archived) {
    return (
      <Empty icon={IconArchive} title="No archived flags">
        A flag that code no longer asks for can be archived. It is kept here with its history.
      </Empty>
    );
  }
  return (
    <Empty icon={IconFlag} title="Create the first flag" action={action}>
      A flag lets you ship code switched off, turn it on for a few percent of people, watch, and turn it off within a
      second when something is wrong. A new flag is off in every environment.
    </Empty>
  );
}
