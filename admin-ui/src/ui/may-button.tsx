import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { Role } from "@switchyard/core/governance";
import type { ComponentPropsWithoutRef } from "react";
import { useRoleProblem } from "./role.ts";

interface MayButtonProps extends ButtonProps, Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> {
  /** The least role that may do it. */
  needs: Role;
  /** Where; without it, in what belongs to the whole project. */
  environment?: string;
}

/** A button that says why somebody can't press it: it stays in the tab order, or the reason could not be found. */
export function MayButton({ needs, environment, ...props }: MayButtonProps) {
  const problem = useRoleProblem(needs, environment);
  if (problem === undefined) return <Button {...props} />;
  return (
    <Tooltip label={problem} multiline maw="20rem" events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...props}
        type="button"
        data-disabled
        aria-disabled
        aria-description={problem}
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  );
}
