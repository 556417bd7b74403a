import type { ComponentProps } from "react";
import classes from "./card.module.css";

interface CardProps extends ComponentProps<"section"> {
  tone?: "plain" | "warn" | "killed";
  /** Without inner space, for tables and lists. */
  flush?: boolean;
  /** An article is complete in itself, such as one entry of a history. */
  component?: "section" | "article";
}

export function Card({
  tone = "plain",
  flush = false,
  component: Component = "section",
  className,
  ...rest
}: CardProps) {
  const names = [classes.card, flush && classes.flush, tone !== "plain" && classes[tone], className];
  return <Component {...rest} className={names.filter(Boolean).join(" ")} />;
}
