// The API's description as a page to read: no script, nothing from elsewhere. It shows what the description says and adds nothing.

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  default?: unknown;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
  description?: string;
}

interface Operation {
  summary?: string;
  security?: Record<string, unknown>[];
  "x-permission"?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: Content;
  responses?: Record<string, Content>;
}

export interface Description {
  info: { title: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
}

/** Nested no deeper than somebody reads. */
const DEEPEST = 6;
const METHODS = ["get", "post", "put", "patch", "delete"];

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/** Text with `code` in it. */
const prose = (text: string) => escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");

export function referencePage({ info, paths }: Description): string {
  const sections = new Map<string, string[]>();
  for (const [path, item] of Object.entries(paths)) {
    const name = sectionOf(path);
    const entries = METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? entry(method.toUpperCase(), path, operation) : [];
    });
    sections.set(name, [...(sections.get(name) ?? []), ...entries]);
  }
  const names = [...sections.keys()];
  const links = names.map((name) => `<li><a href="#${name}">${name}</a></li>`).join("");
  const body = [...sections].map(
    ([name, entries]) => `<section><h2 id="${name}">${name}</h2>${entries.join("")}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} API</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(info.title)} API</h1>
<p>The same for programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
${(info.description ?? "")
  .split("\n\n")
  .map((part) => `<p>${prose(part)}</p>`)
  .join("\n")}
<nav aria-label="Sections"><ul>${links}</ul></nav>
${body.join("\n")}
</main></body></html>`;
}

/** The last thing that a path names, below a project or an environment: what one looks for. */
function sectionOf(path: string): string {
  if (path.startsWith("/ofrep/")) return "remote-evaluation";
  if (path.startsWith("/v1/")) return "sdk";
  const names = path
    .replace(/^\/api\/v1\/(projects\/\{project\}\/)?(environments\/\{environment\}\/)?/, "")
    .split("/")
    .filter((part) => part !== "" && !part.startsWith("{"));
  return (names.find((name) => name !== "flags") ?? names[0] ?? "projects").replace(/\W+/g, "-");
}

function entry(method: string, path: string, operation: Operation): string {
  const { summary = "", parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<li><code>${escapeHtml(name)}</code> <small>${place}${required ? ", needed" : ""}</small> ${shape(schema)}${
        description && description !== schema?.description ? ` ${prose(description)}` : ""
      }</li>`,
  );
  const answers = Object.entries(responses).map(
    ([status, content]) =>
      `<li><b>${escapeHtml(status)}</b> ${prose(content.description ?? "")}${contentOf(content)}</li>`,
  );
  return `<details><summary><b>${method}</b> <code>${escapeHtml(path)}</code> <span>${prose(summary)}</span></summary>
<p>Needs: ${escapeHtml(needs(operation))}</p>
${rows.length > 0 ? `<h3>Parameters</h3><ul>${rows.join("")}</ul>` : ""}
${requestBody ? `<h3>Body</h3>${contentOf(requestBody)}` : ""}
<h3>Answers</h3><ul>${answers.join("")}</ul></details>`;
}

function needs({ "x-permission": permission, security = [] }: Operation): string {
  const keys = security.flatMap((one) => Object.keys(one));
  return permission ?? (keys.length > 0 ? keys.join(" or ") : "public");
}

const contentOf = ({ content = {} }: Content): string =>
  Object.entries(content)
    .map(([type, { schema }]) => ` <small>${escapeHtml(type)}</small> ${shape(schema)}`)
    .join("");

/** A schema in short: its type, or its members as a list. */
function shape(schema: Schema | undefined, depth = 0): string {
  if (schema === undefined) return "";
  const about = schema.description ? ` ${prose(schema.description)}` : "";
  if (schema.$ref) return `<i>${escapeHtml(schema.$ref.split("/").at(-1) ?? "")}</i>${about}`;
  if (depth > DEEPEST) return "…";
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>${about}`;
  if (schema.enum) {
    return `<code>${schema.enum.map((one) => escapeHtml(JSON.stringify(one))).join(" | ")}</code>${about}`;
  }
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) {
    const word = schema.allOf ? " and " : " or ";
    return choices.map((one) => shape(one, depth + 1)).join(word) + about;
  }
  if (schema.properties) {
    const members = Object.entries(schema.properties).map(
      ([name, member]) =>
        `<li><code>${escapeHtml(name)}${schema.required?.includes(name) ? "" : "?"}</code> ${shape(member, depth + 1)}</li>`,
    );
    return `object${about}<ul>${members.join("")}</ul>`;
  }
  if (schema.items) return `list of ${shape(schema.items, depth + 1)}${about}`;
  if (typeof schema.additionalProperties === "object") {
    return `object of ${shape(schema.additionalProperties, depth + 1)}${about}`;
  }
  const type = [schema.type ?? "anything"].flat().join(" or ");
  const preset = schema.default === undefined ? "" : ` (${escapeHtml(JSON.stringify(schema.default))} if not said)`;
  return `${escapeHtml(type)}${preset}${about}`;
}

const STYLE = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
nav ul { columns: 12rem; padding-left: 1.2rem; }
details { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .5rem 0; }
summary { cursor: pointer; }
summary span { display: block; padding-left: 1.1rem; }
h3 { font-size: 1rem; margin: .8rem 0 .2rem; }
ul { margin: .2rem 0; }
:focus-visible { outline: 2px solid; outline-offset: 2px; }
`;
