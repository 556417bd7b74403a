import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./client.ts";
import { sessionQuery } from "./queries.ts";

export function makeQueries(): QueryClient {
  // The server no longer knows who is asking.
  const onError = (error: Error) => {
    if (!(error instanceof ApiFailure) || error.code !== "UNAUTHENTICATED") return;
    queries.setQueryData(sessionQuery.queryKey, null);
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Live events say when something changed; this only covers what they can't.
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isPassing(error),
        retryDelay: (attempt) => 300 * 2 ** attempt,
      },
      // Writes are sent even when the browser believes it is offline: a kill must fail loudly, never wait in silence.
      mutations: { networkMode: "always" },
    },
  });
  return queries;
}

function isPassing(error: Error): boolean {
  return error instanceof ApiFailure && (error.status === 0 || error.status >= 500);
}
