import { useEffect, useState } from "react";
import { ago, exactTime } from "../words/time.ts";

interface MomentProps {
  at: number;
  /** Says the exact time, too: where one thing is put beside another, and hovering is not possible on a phone. */
  exact?: boolean;
}

/** A time as people say it; the exact one on hover and for machines. */
export function Moment({ at, exact = false }: MomentProps) {
  const now = useNow(10_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {ago(at, now)}
      {exact ? ` (${exactTime(at)})` : ""}
    </time>
  );
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
