import { Children } from "react";
import { linkParts } from "../words/links.ts";

/** What somebody wrote, with the addresses in it to follow: a ticket, a thread, a dashboard. */
export function Linked({ text }: { text: string }) {
  // As children of their own: parts have no identity but their place.
  return Children.toArray(linkParts(text).map(({ text: part, href }) => (href ? externalLink(href, part) : part)));
}

const externalLink = (href: string, text: string) => (
  <a href={href} target="_blank" rel="noreferrer">
    {text}
  </a>
);
