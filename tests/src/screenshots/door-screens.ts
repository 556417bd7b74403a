import type { Screen } from "./screen.ts";

/** Before one is inside: set-up, sign-in, an invitation. */
export const DOOR_SCREENS: Screen[] = [
  {
    name: "setup",
    by: "nobody",
    path: async ({ process }) => {
      const [, path = ""] = await process.line(/^Set up the first admin: https?:\/\/[^/]+(\S+)/);
      return path;
    },
  },
  { name: "sign-in", by: "stranger", path: "/sign-in" },
  {
    name: "sign-in-wrong",
    by: "stranger",
    path: "/sign-in",
    act: async (page) => {
      await page.getByLabel("E-mail").fill("ana@example.org");
      await page.getByLabel("Password").fill("not that one");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("alert").waitFor();
    },
    expected: /401/,
  },
  {
    name: "join",
    by: "stranger",
    path: async ({ api }) => {
      const { token } = await api.ok<{ token: string }>("POST", "/api/v1/invitations", {
        email: "newcomer@example.org",
        roles: [{ project: "shop", role: "editor" }],
      });
      return `/join#${token}`;
    },
    act: (page) => page.getByLabel("Your name").waitFor(),
  },
  {
    name: "join-used",
    by: "stranger",
    path: "/join#an-invitation-that-is-used",
    act: (page) => page.getByRole("heading").first().waitFor(),
    expected: /40\d|410/,
  },
];
