import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon, Group, Text } from "@mantine/core";
import type { Problem, Rule } from "@switchyard/core";
import { ruleClause, variantWords } from "@switchyard/core/words";
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconGripVertical,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import type { Flag } from "../api/types.ts";
import { RuleForm } from "./rule-form.tsx";
import classes from "./targeting.module.css";
import type { World } from "./world.ts";

interface RuleCardProps {
  flag: Flag;
  offVariant: string;
  rule: Rule;
  index: number;
  count: number;
  /** Their paths are relative to the rule. */
  problems: readonly Problem[];
  /** Number of the earlier rule that leaves nobody for this one. */
  hiddenBy: number | undefined;
  /** What live traffic says of it. */
  traffic: string | undefined;
  world: World;
  isOpen: boolean;
  onOpen: (open: boolean) => void;
  onChange: (rule: Rule) => void;
  onMove: (by: -1 | 1) => void;
  onDuplicate: () => void;
  onRemove: () => void;
}

/** One numbered rule: in words, and on demand as a form. */
export function RuleCard(props: RuleCardProps) {
  const { flag, rule, index, count, problems, hiddenBy, isOpen } = props;
  const number = index + 1;
  const { setNodeRef, attributes, listeners, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: rule.id,
  });
  return (
    <li
      ref={setNodeRef}
      className={`${classes.rule} ${isDragging ? classes.dragged : ""}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      aria-label={`Rule ${number}${rule.name ? `: ${rule.name}` : ""}`}
      data-rule={rule.id}
    >
      <div className={classes.head}>
        <button
          type="button"
          ref={setActivatorNodeRef}
          className={classes.grip}
          {...attributes}
          {...listeners}
          aria-label={`Drag rule ${number}`}
        >
          <IconGripVertical size={18} aria-hidden />
        </button>
        <span className={classes.number} aria-hidden>
          {number}
        </span>
        <div className={classes.clause}>
          {rule.name ? (
            <Text fw={600} className={classes.name}>
              <bdi>{rule.name}</bdi>
            </Text>
          ) : null}
          <Text size="sm" className={classes.name}>
            {ruleClause(rule, (variant) => variantWords(flag, variant))}
          </Text>
          {props.traffic ? (
            <Text size="xs" c="dimmed">
              {props.traffic}
            </Text>
          ) : null}
        </div>
        <Group gap={2} wrap="nowrap" className={classes.tools}>
          <Tool label={`Move rule ${number} up`} disabled={index === 0} onClick={() => props.onMove(-1)} move="up">
            <IconArrowUp size={18} />
          </Tool>
          <Tool
            label={`Move rule ${number} down`}
            disabled={index === count - 1}
            onClick={() => props.onMove(1)}
            move="down"
          >
            <IconArrowDown size={18} />
          </Tool>
          <Tool label={`Duplicate rule ${number}`} onClick={props.onDuplicate}>
            <IconCopy size={18} />
          </Tool>
          <Tool label={`Delete rule ${number}`} onClick={props.onRemove}>
            <IconTrash size={18} />
          </Tool>
          <Tool
            label={`${isOpen ? "Close" : "Edit"} rule ${number}`}
            expanded={isOpen}
            onClick={() => props.onOpen(!isOpen)}
          >
            <IconPencil size={18} />
          </Tool>
        </Group>
      </div>
      {hiddenBy === undefined ? null : (
        <p className={classes.warning}>
          <IconAlertTriangle size={16} aria-hidden /> Nobody gets as far as this: rule {hiddenBy} takes everyone whom
          this one could match.
        </p>
      )}
      {!isOpen && problems.length > 0 ? (
        <p className={classes.warning}>
          <IconAlertTriangle size={16} aria-hidden /> {problems[0]?.message}
          {problems.length > 1 ? ` (and ${problems.length - 1} more)` : ""}
        </p>
      ) : null}
      {isOpen ? <RuleForm {...props} number={number} /> : null}
    </li>
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  disabled?: boolean;
  expanded?: boolean;
  move?: "up" | "down";
  children: React.ReactNode;
}

function Tool({ label, onClick, disabled = false, expanded, move, children }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      {...(expanded === undefined ? {} : { "aria-expanded": expanded })}
      {...(move ? { "data-move": move } : {})}
    >
      {children}
    </ActionIcon>
  );
}
