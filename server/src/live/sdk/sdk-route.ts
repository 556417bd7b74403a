import type { IncomingMessage } from "node:http";
import { ENVIRONMENT_HEADER, SUBPROTOCOL } from "@switchyard/core";
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
      return {
        accept(webSocket, socket) {
          const connection = new SdkConnection(webSocket, socket, context, entrance);
          connections.add(connection);
          webSocket.once("close", () => connections.delete(connection));
        },
        headers: await environmentOf(entrance, context),
      };
    },
  };
}

/** Browsers are told nothing: their key is public, the names of projects and environments are not. */
async function environmentOf(entrance: Entrance, { names }: SdkContext): Promise<string[]> {
  const place = "key" in entrance ? await names.told(entrance.key.environmentId) : undefined;
  return place === undefined ? [] : [`${ENVIRONMENT_HEADER}: ${place}`];
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
