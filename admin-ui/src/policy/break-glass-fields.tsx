import { MultiSelect, NativeSelect } from "@mantine/core";
import type { PolicyDraft } from "../api/policy.ts";
import type { Member } from "../api/types.ts";

type BreakGlass = PolicyDraft["breakGlass"];

interface BreakGlassFieldsProps {
  value: BreakGlass;
  members: readonly Member[];
  onChange: (value: BreakGlass) => void;
}

const MOST = 50;
// As many as are seen without scrolling: whoever looks for another types on.
const OFFERED = 5;

/** Who may push through: from a role on, and people by name. */
export function BreakGlassFields({ value: { role, people }, members, onChange }: BreakGlassFieldsProps) {
  const offered = members.filter(({ id, active }) => active || people.includes(id));
  const known = offered.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }));
  const unknown = people.filter((id) => members.every((member) => member.id !== id));
  return (
    <>
      <NativeSelect
        label="Who may break glass"
        description="Push a change through all of this, with a reason that everybody sees and that somebody else must look at afterwards"
        w="min(24rem, 100%)"
        value={role ?? ""}
        onChange={({ currentTarget: { value } }) => onChange({ people, role: (value || null) as BreakGlass["role"] })}
        data={[
          { value: "", label: people.length > 0 ? "Only the people below" : "Nobody" },
          { value: "responder", label: "Responders and up" },
          { value: "editor", label: "Editors and up" },
          { value: "releaser", label: "Releasers and admins" },
          { value: "admin", label: "Admins" },
        ]}
      />
      <MultiSelect
        label="And these people, whatever their role"
        description="Such as whoever is on call"
        w="min(36rem, 100%)"
        searchable
        clearable
        maxValues={MOST}
        limit={OFFERED}
        comboboxProps={{ withinPortal: false }}
        nothingFoundMessage="Nobody in this project is called that"
        value={people}
        data={[...known, ...unknown.map((id) => ({ value: id, label: "somebody outside this project" }))]}
        onChange={(next) => onChange({ role, people: next })}
      />
    </>
  );
}
