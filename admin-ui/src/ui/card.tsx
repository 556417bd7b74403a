import type { ComponentProps } from "react";
import classes from "./card.module.css";

interface CardProps extends ComponentProps<"section"> {
  tone?: "plain" | "warn" | "killed";
  /** Without inner space, for tables and lists. */
  flush?: boolean;
}

export function Card({ tone = "plain", flush = false, className, ...rest }: CardProps) {
  const names = [classes.card, flush && classes.flush, tone !== "plain" && classes[tone], className];
  return <section {...rest} className={names.filter(Boolean).join(" ")} />;
}
