import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

// One accent for what can be done and what is on; red for killing and nothing else; amber for "look out".

const accent: MantineColorsTuple = [
  "#eef1fd",
  "#dde3fb",
  "#bac5f6",
  "#95a5f1",
  "#7488ec",
  "#5c72e6",
  "#4a60dd",
  "#3b50cb",
  "#3245b3",
  "#283993",
];

const kill: MantineColorsTuple = [
  "#fff0ef",
  "#ffdedc",
  "#ffb8b4",
  "#ff8f89",
  "#fb6a63",
  "#ee4a42",
  "#d92d25",
  "#bf211a",
  "#a41b15",
  "#7f1612",
];

const slate: MantineColorsTuple = [
  "#f6f7f9",
  "#eef0f3",
  "#e2e5ea",
  "#cfd4dc",
  "#aab2be",
  "#7f8996",
  "#5d6673",
  "#444c58",
  "#2b323c",
  "#171c24",
];

const night: MantineColorsTuple = [
  "#e7eaef",
  "#c9cfd8",
  "#a3acb9",
  "#7d8795",
  "#3a424e",
  "#2b323d",
  "#1f252e",
  "#181d25",
  "#11151b",
  "#0b0e13",
];

export const theme = createTheme({
  colors: { accent, kill, gray: slate, dark: night },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.375rem", lineHeight: "1.3" } } },
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        overlayProps: { backgroundOpacity: 0.5 },
        closeButtonProps: { "aria-label": "Close" },
        // Inside a dialog a header is no banner of the page.
        attributes: { header: { role: "none" } },
        styles: {
          content: { background: "var(--surface)", border: "1px solid var(--line)" },
          header: { background: "var(--surface)" },
          title: {
            fontWeight: 650,
            fontSize: "var(--mantine-font-size-lg)",
            lineHeight: 1.3,
            overflowWrap: "anywhere",
          },
        },
      },
    },
    // What a mouse can look at, Tab comes to as well.
    PasswordInput: { defaultProps: { visibilityToggleButtonProps: { tabIndex: 0, "aria-label": "Show or hide" } } },
    Notification: { defaultProps: { withCloseButton: false } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Menu: { defaultProps: { shadow: "md", position: "bottom-end", withInitialFocusPlaceholder: false } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f6f7f9",
    "--mantine-color-text": "#171c24",
    "--mantine-color-dimmed": "#5a6370",
    "--mantine-color-placeholder": "#69727f",
    "--mantine-color-error": "#9a4a06",
    "--surface": "#ffffff",
    "--surface-2": "#f6f7f9",
    "--line": "#e2e5ea",
    "--line-strong": "#8a93a0",
    "--accent-text": "#3b50cb",
    "--accent-soft": "#eef1fd",
    "--kill-text": "#bf211a",
    "--kill-soft": "#fff0ef",
    "--good-text": "#0b6b47",
    "--warn-text": "#854004",
    "--warn-soft": "#fff6e6",
    "--warn-line": "#efcf94",
  },
  dark: {
    "--mantine-color-body": "#11151b",
    "--mantine-color-text": "#e7eaef",
    "--mantine-color-dimmed": "#a3acb9",
    "--mantine-color-placeholder": "#929ba8",
    "--mantine-color-error": "#f4b266",
    "--surface": "#181d25",
    "--surface-2": "#1f252e",
    "--line": "#2b323d",
    "--line-strong": "#6f7988",
    "--accent-text": "#a3b1f5",
    "--accent-soft": "#20294a",
    "--kill-text": "#ff8f89",
    "--kill-soft": "#3a1a1b",
    "--good-text": "#5fd3a5",
    "--warn-text": "#f4b266",
    "--warn-soft": "#2c2314",
    "--warn-line": "#5c4620",
  },
});
