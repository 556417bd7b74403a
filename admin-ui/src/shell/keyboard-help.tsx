import { Kbd, Modal, Table } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";

const KEYS = [
  { keys: ["/"], what: "Search flags" },
  { keys: ["g", "f"], what: "Go to the flags" },
  { keys: ["g", "h"], what: "Go to the history" },
  { keys: ["g", "k"], what: "Go to the keys" },
  { keys: ["?"], what: "Show this help" },
] as const;

const PAGES = {
  f: "/projects/$project/flags",
  h: "/projects/$project/history",
  k: "/projects/$project/keys",
} as const;

const SEQUENCE_MS = 1000;

/** The keyboard's shortcuts and their list. None of them is needed: each only repeats what is on screen. */
export function KeyboardHelp({ project }: { project: string }) {
  const [opened, setOpened] = useState(false);
  const pressedG = useRef(0);
  const navigate = useNavigate();
  const go = (page: keyof typeof PAGES) => () => {
    if (Date.now() - pressedG.current < SEQUENCE_MS) void navigate({ to: PAGES[page], params: { project } });
    pressedG.current = 0;
  };
  useHotkeys([
    ["shift+?", () => setOpened(true)],
    ["?", () => setOpened(true)],
    ["/", () => focusSearch() || void navigate({ to: PAGES.f, params: { project } })],
    [
      "g",
      () => {
        pressedG.current = Date.now();
      },
    ],
    ["f", go("f"), { preventDefault: false }],
    ["h", go("h"), { preventDefault: false }],
    ["k", go("k"), { preventDefault: false }],
  ]);
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard shortcuts">
      <Table>
        <Table.Tbody>
          {KEYS.map(({ keys, what }) => (
            <Table.Tr key={what}>
              <Table.Td>{what}</Table.Td>
              <Table.Td ta="end">
                {keys.map((key) => (
                  <Kbd key={key} ms={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>("input[type=search]");
  search?.focus();
  return search !== null;
}
