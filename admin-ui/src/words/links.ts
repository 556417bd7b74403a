/** A part of what somebody wrote: plain, or an address that leads somewhere. */
export interface LinkPart {
  text: string;
  href?: string;
}

// Only what a browser opens without harm; what closes a sentence around an address does not belong to it.
const ADDRESS = /https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?'’)\]]/gi;

/** What people write, such as the address of a ticket in a reason, in parts that put together are the text again. */
export function linkParts(text: string): LinkPart[] {
  const parts: LinkPart[] = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    if (!URL.canParse(address)) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: address, href: address });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
