import { useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useRef, useState } from "react";
import { openPalette } from "../palette/palette-store.ts";
import { isTyping } from "../ui/is-typing.ts";
import { lazyPart } from "../ui/lazy.ts";
import { PAGES } from "./pages.ts";

const KeyList = lazyPart(() => import("./key-list.tsx"), "KeyList");

const SEQUENCE_MS = 1000;

/** The keyboard's shortcuts and their list. None of them is needed: each only repeats what is on screen. */
export function KeyboardHelp({ project }: { project: string }) {
  const [opened, setOpened] = useState(false);
  const pressedG = useRef(0);
  const navigate = useNavigate();
  const go = (to: (typeof PAGES)[number]["to"]) => (event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    if (Date.now() - pressedG.current < SEQUENCE_MS) void navigate({ to, params: { project } });
    pressedG.current = 0;
  };
  useHotkeys([
    ["shift+?", () => setOpened(true)],
    ["?", () => setOpened(true)],
    ["/", () => focusSearch() || void navigate({ to: "/projects/$project/flags", params: { project } })],
    [
      "g",
      () => {
        pressedG.current = Date.now();
      },
      { preventDefault: false },
    ],
    ...PAGES.map(({ key, to }): [string, (event: KeyboardEvent) => void, { preventDefault: boolean }] => [
      key,
      go(to),
      { preventDefault: false },
    ]),
  ]);
  useHotkeys([["mod+K", openPalette]], []);
  return <Suspense>{opened ? <KeyList onClose={() => setOpened(false)} /> : null}</Suspense>;
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>("input[type=search]");
  search?.focus();
  return search !== null;
}
