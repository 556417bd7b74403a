import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface DisclosureProps {
  show: string;
  hide: string;
  children: ReactNode;
}

/** What few people need, one press away. */
export function Disclosure({ show, hide, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button variant="subtle" color="gray" size="xs" px={4} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? hide : show}
      </Button>
      {open ? children : null}
    </div>
  );
}
