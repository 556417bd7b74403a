import type { WebhookFormat } from "../storage/webhooks.ts";
import type { Told } from "./told.ts";

/** A message before it has its form. */
export interface Message {
  /** Such as `flag.killed`. */
  type: string;
  /** Milliseconds since 1970. */
  at: number;
  data: Record<string, unknown>;
  told: Told;
}

/** More than this no receiver needs to be sent: what was before and after is then left out. */
const MAX_BODY_BYTES = 256 * 1024;

/** The body of a message in its webhook's format. */
export function bodyOf(format: WebhookFormat, message: Message): string {
  switch (format) {
    case "json":
      return standardBody(message);
    case "slack":
      return JSON.stringify(slackBody(message.told));
    case "teams":
      return JSON.stringify(teamsBody(message.told));
  }
}

function standardBody({ type, at, data, told }: Message): string {
  const timestamp = new Date(at).toISOString();
  const whole = JSON.stringify({ type, timestamp, data: { text: textOf(told), ...data } });
  if (Buffer.byteLength(whole) <= MAX_BODY_BYTES) return whole;
  const { before: _before, after: _after, ...rest } = data;
  return JSON.stringify({ type, timestamp, data: { text: textOf(told), ...rest, truncated: true } });
}

const headline = ({ title, by, reason }: Told) => `${title}, by ${by}${reason ? `: ${reason}` : ""}`;

const sides = ({ before, after }: Told) => [before && `Before: ${before}`, after && `Now: ${after}`].filter(Boolean);

const textOf = (told: Told) => [headline(told), ...sides(told)].join("\n");

const MAX_TEXT = 2_900;
const short = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/**
 * Blocks of plain text, in which Slack reads no markup: a flag may be called `<!channel>`. The line for notifications is
 * read as markup, of which three characters are the whole alphabet.
 */
function slackBody(told: Told): object {
  const escaped = short(headline(told)).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const block = (text: string) => ({ type: "section", text: { type: "plain_text", text: short(text), emoji: false } });
  return { text: escaped, blocks: [headline(told), ...sides(told)].map((text) => block(String(text))) };
}

/** An Adaptive Card for a Teams workflow. Text runs are the one kind of text there that knows no Markdown. */
function teamsBody(told: Told): object {
  const run = (text: string, more: object = {}) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: short(text), ...more }],
  });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [run(headline(told), { weight: "Bolder" }), ...sides(told).map((text) => run(String(text)))],
        },
      },
    ],
  };
}
