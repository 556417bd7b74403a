import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";
import { Relay } from "./relay.ts";

export interface Node {
  server: TestServer;
  /** Its way to the database. */
  way: Relay;
  env: NodeJS.ProcessEnv;
}

/** Several nodes on one database, behind a balancer that knows nothing but who takes a connection. */
export interface Cluster {
  postgres: TestPostgres;
  nodes: Node[];
  balancer: Relay;
  folder: string;
  url: string;
  close(): Promise<void>;
}

/** @param settings of all nodes, beside where their database is */
export async function startCluster(size: number, settings: NodeJS.ProcessEnv = {}): Promise<Cluster> {
  const folder = temporaryFolder();
  const postgres = await startPostgres();
  await postgres.createDatabase("switchyard");
  const nodes = await Promise.all(
    Array.from({ length: size }, async (): Promise<Node> => {
      const way = await Relay.start(() => [postgres.port]);
      const database = `postgres://postgres:password@127.0.0.1:${way.port}/switchyard`;
      const env = { ...settings, SWITCHYARD_DATABASE: database };
      return { way, env, server: await startServer({ folder: folder.path, env }) };
    }),
  );
  let turn = 0;
  const balancer = await Relay.start(() => {
    turn += 1;
    return nodes.map((_, index) => nodes[(index + turn) % nodes.length]?.server.port ?? 0);
  });
  return {
    postgres,
    nodes,
    balancer,
    folder: folder.path,
    url: `http://127.0.0.1:${balancer.port}`,
    async close() {
      await balancer.close();
      await Promise.all(nodes.map(({ server }) => server.process.end("SIGKILL")));
      await Promise.all(nodes.map(({ way }) => way.close()));
      await postgres.remove();
      folder.remove();
    },
  };
}

/** On the port that it had. */
export async function restart(cluster: Cluster, node: Node): Promise<void> {
  node.server = await startServer({ folder: cluster.folder, port: node.server.port, env: node.env });
}
