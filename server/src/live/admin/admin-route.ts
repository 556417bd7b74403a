import type { IncomingMessage } from "node:http";
import { SwitchyardError } from "../../errors.ts";
import type { Route } from "../socket/gate.ts";
import { isSameOrigin } from "../socket/origin.ts";
import { AdminConnection, type AdminContext, type Visitor } from "./admin-connection.ts";

/** Enough for every person of a company; SDKs have their own limit. */
const MAX_ADMINS = 1_000;

/** `/api/v1/live`: for people with a session, from pages of this server only. */
export function adminRoute(
  visitorOf: (request: IncomingMessage) => Promise<Visitor | undefined>,
  context: AdminContext,
  connections: Set<AdminConnection>,
): Route {
  return {
    limit: MAX_ADMINS,
    async admit(request) {
      if (!isSameOrigin(request)) {
        const received = request.headers.origin ?? "none";
        throw new SwitchyardError("CROSS_ORIGIN", `The Origin must be this server's own, received ${received}`);
      }
      const lookAgain = () => visitorOf(request);
      const visitor = await lookAgain();
      if (visitor === undefined) throw new SwitchyardError("UNAUTHENTICATED", "This needs a session: sign in");
      const session = { ...visitor, lookAgain };
      return {
        accept(webSocket, socket) {
          const connection = new AdminConnection(webSocket, socket, context, session);
          connections.add(connection);
          webSocket.once("close", () => connections.delete(connection));
        },
      };
    },
  };
}
