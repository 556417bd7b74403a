import { Kbd, Modal, Table } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { openPalette } from "../palette/palette-store.ts";
import { isTyping } from "../ui/is-typing.ts";
import { PAGES } from "./pages.ts";

const KEYS = [
  { keys: ["Ctrl", "K"], what: "Commands: kill, ramp, restore, create, go to" },
  { keys: ["/"], what: "Search flags" },
  { keys: ["j"], what: "Next flag in the list" },
  { keys: ["k"], what: "Flag before it" },
  { keys: ["x"], what: "Select the flag where you are" },
  { keys: ["Enter"], what: "Open it" },
  ...PAGES.map(({ label, key }) => ({ keys: ["g", key], what: `Go to ${label}` })),
  { keys: ["?"], what: "Show this help" },
];

const SEQUENCE_MS = 1000;

/** The keyboard's shortcuts and their list. None of them is needed: each only repeats what is on screen. */
export function KeyboardHelp({ project }: { project: string }) {
  const [opened, setOpened] = useState(false);
  const pressedG = useRef(0);
  const navigate = useNavigate();
  const go = (to: (typeof PAGES)[number]["to"]) => (event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    if (Date.now() - pressedG.current < SEQUENCE_MS) void navigate({ to, params: { project } });
    pressedG.current = 0;
  };
  useHotkeys([
    ["shift+?", () => setOpened(true)],
    ["?", () => setOpened(true)],
    ["/", () => focusSearch() || void navigate({ to: "/projects/$project/flags", params: { project } })],
    [
      "g",
      () => {
        pressedG.current = Date.now();
      },
      { preventDefault: false },
    ],
    ...PAGES.map(({ key, to }): [string, (event: KeyboardEvent) => void, { preventDefault: boolean }] => [
      key,
      go(to),
      { preventDefault: false },
    ]),
  ]);
  useHotkeys([["mod+K", openPalette]], []);
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
