import { Fragment } from "react";
import { linkParts } from "../words/links.ts";

/** What somebody wrote, with the addresses in it to follow: a ticket, a thread, a dashboard. */
export function Linked({ text }: { text: string }) {
  return linkParts(text).map(({ text: part, href }, index) =>
    href ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
      <a key={index} href={href} target="_blank" rel="noreferrer">
        {part}
      </a>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
