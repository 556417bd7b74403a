import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, defaultHighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { Input, Text } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import classes from "./variants.module.css";

interface JsonEditorProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  error?: string | undefined;
}

/** JSON with colours, matching brackets and its mistakes marked. Tab indents; Escape and then Tab leaves. */
export function JsonEditor({ label, text, onChange, error }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(onChange);
  const first = useRef({ label, text });
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
          syntaxHighlighting(defaultHighlightStyle),
          linter(jsonParseLinter()),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": first.current.label }),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  // What comes from elsewhere, such as a discarded draft, replaces what is shown; what was typed here is there already.
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  return (
    <div>
      <Input.Label component="div">Value</Input.Label>
      <div ref={host} className={classes.editor} data-invalid={error ? true : undefined} />
      <Text id={errorId} size="xs" c="error" role={error ? "alert" : undefined}>
        {error}
      </Text>
    </div>
  );
}
