import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { Input, Text } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import classes from "./variants.module.css";

interface JsonEditorProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  error?: string | undefined;
}

// Of the page's own, so that they have its contrast in light and in dark.
const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn-text)" },
]);

/** JSON with colours, matching brackets and its mistakes marked. Tab indents; Escape and then Tab leaves. */
export function JsonEditor({ label, text, onChange, error }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(onChange);
  const first = useRef({ label, text });
  const told = useRef(new Set([text]));
  const errorId = useId();

  useEffect(() => {
    latest.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          json(),
          syntaxHighlighting(COLOURS),
          linter(jsonParseLinter()),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": first.current.label }),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (!docChanged) return;
            told.current.add(state.doc.toString());
            latest.current(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  // What comes from elsewhere, such as a discarded draft, replaces what is shown. What was typed here comes back as well,
  // perhaps after more was typed, and must not undo that.
  useEffect(() => {
    const editor = view.current;
    if (!editor || told.current.delete(text) || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  return (
    <div>
      <Input.Label component="div">Value</Input.Label>
      <div ref={host} className={classes.editor} data-invalid={error ? true : undefined} />
      <Text id={errorId} size="xs" c="var(--mantine-color-error)" role={error ? "alert" : undefined}>
        {error}
      </Text>
    </div>
  );
}
