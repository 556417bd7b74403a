import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { sessionQuery } from "../api/queries.ts";
import { Door } from "../ui/door.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** For who was signed in until now: in front of what they were doing, which waits. */
export function SignInAgain({ email }: { email: string }) {
  const queries = useQueryClient();
  const here = useRouterState({ select: ({ location }) => location.href });
  // Who signs in in another tab, or at the provider, is in here when they come back to this one.
  useQuery({ ...sessionQuery, refetchOnWindowFocus: "always" });
  // What changed while nobody was signed in was not heard.
  useEffect(() => () => void queries.invalidateQueries(), [queries]);
  return (
    <Door title="Your session has ended" lead="Sign in to go on where you were. What you typed is still there.">
      <SignInForm to={here} email={email} beside />
    </Door>
  );
}
