import { ActionIcon, Menu } from "@mantine/core";
import { IconLogout, IconUserCircle, IconUserCog } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { sessionQuery } from "../api/queries.ts";
import { signOut } from "../api/writes.ts";
import { say } from "../ui/say.ts";
import { beginAnew } from "../ui/unsaved.ts";

export function UserMenu() {
  const { data: user } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const { project } = useParams({ strict: false });
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      // Or the screen would go on asking until the page is gone.
      await navigate({ to: "/sign-in" });
      beginAnew();
    },
    onError: ({ message }) => say({ title: "You are still signed in", message, color: "orange" }),
  });
  return (
    <Menu withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Account: ${user?.name ?? "not signed in"}`}>
          <IconUserCircle size={22} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user?.name}
          <br />
          {user?.email}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconUserCog size={16} aria-hidden />}
          onClick={() => project && void navigate({ to: "/projects/$project/account", params: { project } })}
        >
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
