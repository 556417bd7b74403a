import { Kbd, Table } from "@mantine/core";
import { Modal } from "../ui/modal.tsx";
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

export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts">
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
