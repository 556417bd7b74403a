import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { Button, Stack, Text, VisuallyHidden } from "@mantine/core";
import type { Problem, Rule } from "@switchyard/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Flag } from "../api/types.ts";
import { problemsAt } from "./problems.ts";
import { unreachable } from "./reach.ts";
import { RuleCard } from "./rule-card.tsx";
import { newRuleId } from "./rule-id.ts";
import classes from "./targeting.module.css";
import { type Traffic, trafficWords } from "./traffic.ts";
import type { World } from "./world.ts";

interface RulesProps {
  flag: Flag;
  offVariant: string;
  rules: readonly Rule[];
  onChange: (rules: Rule[]) => void;
  /** Their paths begin with `rules`. */
  problems: readonly Problem[];
  traffic: Traffic;
  world: World;
}

/** The rules in order. Whatever dragging can do, the buttons beside it can as well. */
export function Rules({ flag, offVariant, rules, onChange, problems, traffic, world }: RulesProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const [focus, setFocus] = useState<{ id: string; selector: string }>();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  // A row that moves or goes takes the focus with it: whoever works by keyboard goes on from where they were.
  useEffect(() => {
    if (!focus) return;
    const row = list.current?.querySelector(`[data-rule="${CSS.escape(focus.id)}"]`);
    const wanted = row?.querySelector<HTMLElement>(`${focus.selector}:not([disabled])`);
    (wanted ?? row?.querySelector<HTMLElement>("[data-move]:not([disabled])"))?.focus();
    setFocus(undefined);
  }, [focus]);

  const hidden = unreachable(rules);
  const setOneOpen = (id: string, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(id);
    else next.delete(id);
    setOpen(next);
  };
  const move = (from: number, to: number) => {
    onChange(arrayMove([...rules], from, to));
    setSaid(`${rules[from]?.name || "The rule"} is rule ${to + 1} of ${rules.length} now.`);
  };
  const add = (rule: Rule, at: number) => {
    onChange(rules.toSpliced(at, 0, rule));
    setOneOpen(rule.id, true);
    setFocus({ id: rule.id, selector: "input" });
  };
  const remove = (index: number) => {
    const beside = rules[index + 1] ?? rules[index - 1];
    if (beside) setFocus({ id: beside.id, selector: "[aria-label^=Edit]" });
    onChange(rules.toSpliced(index, 1));
    setSaid(`Rule ${index + 1} is gone from the draft.`);
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const [from, to] = [active.id, over?.id].map((id) => rules.findIndex((rule) => rule.id === id));
    if (from !== undefined && to !== undefined && from !== to && from >= 0 && to >= 0) move(from, to);
  };

  return (
    <Stack gap="sm">
      {rules.length === 0 ? (
        <Text size="sm" c="dimmed">
          No rules: everyone who is not named gets what is set below.
        </Text>
      ) : null}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
        <SortableContext items={rules.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
          <ol ref={list} className={classes.rules} aria-label="Rules">
            {rules.map((rule, index) => (
              <RuleCard
                key={rule.id}
                flag={flag}
                offVariant={offVariant}
                rule={rule}
                index={index}
                count={rules.length}
                problems={problemsAt(problems, `rules[${index}]`)}
                hiddenBy={hidden[index] === undefined ? undefined : hidden[index] + 1}
                traffic={trafficWords(traffic, rule.id)}
                world={world}
                isOpen={open.has(rule.id)}
                onOpen={(isOpen) => setOneOpen(rule.id, isOpen)}
                onChange={(next) => onChange(rules.with(index, next))}
                onMove={(by) => {
                  move(index, index + by);
                  setFocus({ id: rule.id, selector: `[data-move=${by < 0 ? "up" : "down"}]` });
                }}
                onDuplicate={() => add({ ...rule, id: newRuleId(rules) }, index + 1)}
                onRemove={() => remove(index)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => add(newRule(flag, offVariant, rules), rules.length)}
        >
          Add rule
        </Button>
      </div>
    </Stack>
  );
}

function newRule(flag: Flag, offVariant: string, rules: readonly Rule[]): Rule {
  const other = flag.variants.find(({ key }) => key !== offVariant)?.key ?? offVariant;
  return {
    id: newRuleId(rules),
    conditions: [{ attribute: "", operator: "equals", values: [] }],
    serve: { variant: other },
  };
}
