/** What lies behind the screens of the navigation, for whoever knows what it is called. */
export const MORE_PAGES = [
  { to: "/projects/$project/requests", label: "Change requests" },
  { to: "/projects/$project/calendar", label: "Calendar" },
  { to: "/projects/$project/keys", label: "SDK keys" },
  { to: "/projects/$project/people", label: "People" },
  { to: "/projects/$project/policies", label: "Policies" },
  { to: "/projects/$project/webhooks", label: "Webhooks" },
  { to: "/projects/$project/account", label: "Your account" },
] as const;
