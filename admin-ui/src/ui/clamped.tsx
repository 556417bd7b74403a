import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import classes from "./clamped.module.css";

interface ClampedProps {
  children: ReactNode;
  /** Of blocks, which have no lines to count: cut at a height instead. */
  blocks?: boolean;
}

/** What may be long, cut after some lines; the whole of it is one press away. */
export function Clamped({ children, blocks = false }: ClampedProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isLong, setIsLong] = useState(false);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      setIsLong((was) => (element.dataset.open ? was : element.scrollHeight > element.clientHeight + 4));
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    measure();
    return () => resized.disconnect();
  }, []);
  return (
    <div>
      <div
        ref={box}
        className={blocks ? classes.blocks : classes.box}
        data-long={isLong || undefined}
        data-open={open || undefined}
      >
        {children}
      </div>
      {isLong ? (
        <Button variant="subtle" color="gray" size="xs" px={4} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : "Show all of it"}
        </Button>
      ) : null}
    </div>
  );
}
