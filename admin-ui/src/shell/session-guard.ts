import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { sessionQuery } from "../api/queries.ts";

/** Leads to the sign-in, and back here, when the session has ended elsewhere: in another tab, or on the server. */
export function useSessionGuard(): void {
  const { data: user } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const here = useRouterState({ select: ({ location }) => location.href });
  useEffect(() => {
    if (user === null && !here.startsWith("/sign-in")) void navigate({ to: "/sign-in", search: { to: here } });
  }, [user, here, navigate]);
}
