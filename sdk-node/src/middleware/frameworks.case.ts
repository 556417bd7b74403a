import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify, { type FastifyRequest } from "fastify";
import { type Context, Hono } from "hono";
import type { Client } from "../client-types.ts";
import { expressFlags, fastifyFlags, honoFlags, nextFlags, type RequestReport } from "./index.ts";

// The same small application in each framework: `answer` says what a path gives, and the frameworks do the rest.

export interface Running {
  url: string;
  close(): unknown;
}

export type Answer = (path: string, body: string) => Promise<{ status: number; json: unknown }>;

export interface Setup {
  client: Client;
  answer: Answer;
  onRequest: (report: RequestReport) => void;
}

const who = (name: string | string[] | null | undefined) => ({ targetingKey: `${name}` });

export const frameworks: Record<string, (setup: Setup) => Promise<Running>> = {
  async express({ client, answer, onRequest }) {
    const app = express();
    app.use(expressFlags(client, { context: (request: express.Request) => who(request.get("x-user")), onRequest }));
    app.use(express.text());
    app.use(async (request, response) => {
      const { status, json } = await answer(request.path, request.body);
      response.status(status).json(json);
    });
    app.use(((_error, _request, response, _next) => {
      response.status(500).end();
    }) as express.ErrorRequestHandler);
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { url: urlOf(server.address()), close: () => server.close() };
  },
  async fastify({ client, answer, onRequest }) {
    const app = fastify();
    fastifyFlags(app, client, { context: (request: FastifyRequest) => who(request.headers["x-user"]), onRequest });
    app.all("/*", async (request, reply) => {
      const { status, json } = await answer(request.url, request.body as string);
      return reply.status(status).send(json);
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { url: urlOf(app.server.address()), close: () => app.close() };
  },
  async hono({ client, answer, onRequest }) {
    const app = new Hono();
    app.use(honoFlags(client, { context: (c: Context) => who(c.req.header("x-user")), onRequest }));
    app.all("*", async (c) => {
      const { status, json } = await answer(c.req.path, await c.req.text());
      return c.json(json, status as 200);
    });
    app.onError((_error, c) => c.body(null, 500));
    return serveFetch(app.fetch);
  },
  /** What Next calls for a route of the app router: a function from `Request` to `Response`. */
  async next({ client, answer, onRequest }) {
    const route = nextFlags(
      client,
      async (request: Request) => {
        const { status, json } = await answer(new URL(request.url).pathname, await request.text());
        return Response.json(json, { status });
      },
      { context: (request) => who(request.headers.get("x-user")), onRequest },
    );
    return serveFetch((request) => route(request).catch(() => new Response(null, { status: 500 })));
  },
};

async function serveFetch(fetch: (request: Request) => Response | Promise<Response>): Promise<Running> {
  const server = serve({ fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  return { url: urlOf(server.address()), close: () => server.close() };
}

const urlOf = (address: AddressInfo | string | null) => `http://127.0.0.1:${(address as AddressInfo).port}`;
