import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { SUBPROTOCOL } from "@switchyard/core";
import type { WebSocket } from "ws";
import { SwitchyardError } from "../../errors.ts";
import type { Route } from "../socket/gate.ts";
import { type Entrance, SdkConnection, type SdkContext } from "./sdk-connection.ts";

/** `/v1/stream`: server SDKs show their key before the upgrade; browsers, which can't set headers, in their hello. */
export function sdkRoute(limit: number, context: SdkContext, connections: Set<SdkConnection>): Route {
  return {
    limit,
    protocol: SUBPROTOCOL,
    async admit(request) {
      const entrance = await enter(request, context);
      return (webSocket: WebSocket, socket: Duplex) => {
        const connection = new SdkConnection(webSocket, socket, context, entrance);
        connections.add(connection);
        webSocket.once("close", () => connections.delete(connection));
      };
    },
  };
}

async function enter({ headers }: IncomingMessage, { keyring }: SdkContext): Promise<Entrance> {
  const { authorization, origin } = headers;
  if (authorization === undefined) return { origin };
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw new SwitchyardError("UNAUTHENTICATED", "Authorization must be `Bearer <server SDK key>`");
  }
  const key = await keyring.find(token);
  if (key === undefined) throw new SwitchyardError("UNAUTHENTICATED", "The server SDK key is unknown or was revoked");
  if (key.kind !== "server") {
    const message = "A client key belongs in the hello message; Authorization is for server SDK keys (sw_server_…)";
    throw new SwitchyardError("WRONG_CREDENTIAL", message);
  }
  return { key };
}
