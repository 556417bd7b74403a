import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { type SearchProblem, TERMS, type TermName, termHints } from "@switchyard/core/search";
import { IconSearch } from "@tabler/icons-react";
import { useEnvironments } from "../ui/project.ts";
import classes from "./flags.module.css";

interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  problems: readonly SearchProblem[];
  /** What the server says about the search, if it could not be understood. */
  error: string | undefined;
  /** Tags on screen, to choose from. */
  tags: readonly string[];
}

/** The search, with hints for what may come next. Typing is never held up by them. */
export function SearchBox({ value, onChange, problems, error, tags }: SearchBoxProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const environments = useEnvironments().map(({ key }) => key);
  // Between two words nobody is in need of a hint; at the beginning all of them say what can be asked.
  const between = value !== "" && /\s$/.test(value);
  const hints = between ? [] : termHints(value, { env: environments, owner: ["me"], tag: tags });
  // What is only begun is not wrong yet.
  const begun = combobox.dropdownOpened && hints.length > 0;
  const message = begun ? undefined : problems.map((problem) => problem.message).join(" ") || error;
  const choose = (hint: string) => {
    const next = value.replace(/\S*$/, hint);
    onChange(hint.endsWith(":") ? next : `${next} `);
    if (!hint.endsWith(":")) combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false} position="bottom-start">
      <Combobox.Target>
        <TextInput
          type="search"
          aria-label="Search flags"
          placeholder="Search, or env:production state:ramping owner:me"
          leftSection={<IconSearch size={16} aria-hidden />}
          className={classes.search}
          maxLength={500}
          spellCheck={false}
          autoComplete="off"
          value={value}
          error={message}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === "Escape") combobox.closeDropdown();
          }}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={hints.length === 0}>
        <Combobox.Options aria-label="How the search may go on">
          {hints.map((hint) => (
            <Combobox.Option key={hint} value={hint}>
              <span className={classes.hint}>{hint}</span>
              {hint.endsWith(":") ? <span className={classes.meaning}>{meaningOf(hint)}</span> : null}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function meaningOf(hint: string): string {
  const { meaning } = TERMS[hint.replace(/^-|:$/g, "") as TermName];
  return hint.startsWith("-") ? `Not: ${meaning}` : meaning;
}
