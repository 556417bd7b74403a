import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { setupQuery } from "../api/queries.ts";
import { Door } from "../ui/door.tsx";
import { providerProblem } from "./provider-problem.ts";
import { SignInForm } from "./sign-in-form.tsx";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { to, problem } = route.useSearch();
  const router = useRouter();
  const { data: setup } = useQuery(setupQuery);

  if (setup?.needed) {
    return (
      <Door title="Nobody is here yet">
        This server has no admin. Open the one-time set-up link that it printed in its terminal when it started; it
        makes the first account.
      </Door>
    );
  }
  return (
    <Door title="Sign in" lead={to ? "You will be taken back to where you were." : undefined}>
      <SignInForm
        to={to}
        problem={problem ? new Error(providerProblem(problem)) : undefined}
        onSignedIn={() => router.history.push(to ?? "/")}
      />
    </Door>
  );
}
