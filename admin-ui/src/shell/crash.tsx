import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";

/** The screen itself failed; the rest of the application has not. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="Something went wrong">
      <Problem
        title="This page could not be shown"
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={retry}
      />
    </Page>
  );
}
