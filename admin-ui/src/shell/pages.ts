import {
  IconFlag,
  IconHeartbeat,
  IconHistory,
  IconHome,
  IconInbox,
  IconOctagonMinus,
  IconPlugConnected,
  IconRadar2,
  IconSettings,
  IconUsersGroup,
} from "@tabler/icons-react";

/**
 * The screens of a project, in the order of the navigation. `key` follows g on the keyboard. On a phone the bar has what a
 * responder needs; the logo leads home there.
 */
export const PAGES = [
  { to: "/projects/$project", label: "Home", icon: IconHome, key: "o", phone: false },
  { to: "/projects/$project/flags", label: "Flags", icon: IconFlag, key: "f", phone: true },
  { to: "/projects/$project/live", label: "Live", icon: IconRadar2, key: "l", phone: true },
  { to: "/projects/$project/segments", label: "Segments", icon: IconUsersGroup, key: "s", phone: false },
  { to: "/projects/$project/clients", label: "Clients", icon: IconPlugConnected, key: "c", phone: false },
  { to: "/projects/$project/health", label: "Health", icon: IconHeartbeat, key: "e", phone: false },
  { to: "/projects/$project/incident", label: "Incident", icon: IconOctagonMinus, key: "i", phone: true },
  { to: "/projects/$project/inbox", label: "Inbox", icon: IconInbox, key: "b", phone: true },
  { to: "/projects/$project/history", label: "History", icon: IconHistory, key: "h", phone: false },
  { to: "/projects/$project/settings", label: "Settings", icon: IconSettings, key: "t", phone: false },
] as const;
