import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openStorage } from "../open.ts";

// What happens to tables and nodes while one release takes the place of another.

const NEXT = 4102444800000;
/** Back to before tables got columns: the newest migrations, undone. */
const UNDO = `
  drop table attempts; drop table guard_browsers; alter table api_tokens drop column held_by; drop index rollouts_by_environment;
  delete from __drizzle_migrations where id in (select id from __drizzle_migrations order by id desc limit 4)`;

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** @param createDatabase gives the URL of a database with this server's tables and nothing in them */
export function upgradeCases(createDatabase: () => Promise<string>): void {
  async function ofTheNextRelease() {
    const url = await createDatabase();
    await (await openStorage(url)).close();
    const client = await connected(url);
    await client.query("alter table flags add column later text");
    await client.query("insert into __drizzle_migrations (hash, created_at) values ('later', $1)", [NEXT]);
    return { url, client };
  }

  test("a server starts on the tables of the next release, which have only grown", async () => {
    const { url, client } = await ofTheNextRelease();
    const storage = await openStorage(url);
    expect(await storage.projects()).toHaveLength(1);
    await storage.close();
    const { rows } = await client.query("select max(created_at)::float as last from __drizzle_migrations");
    expect(rows).toEqual([{ last: NEXT }]);
  });

  test("a server refuses tables of which a newer one has taken something away", async () => {
    const { url, client } = await ofTheNextRelease();
    await client.query("update meta set value = $1 where name = 'oldestTables'", [NEXT]);
    await expect(openStorage(url)).rejects.toMatchObject({ code: "newer" });
    await client.query("delete from meta where name = 'oldestTables'");
    await expect(openStorage(url)).rejects.toMatchObject({ code: "newer" });
  });

  test("whoever reads for long, as a backup does, keeps the tables as they are, and nobody waits behind that", async () => {
    const url = await createDatabase();
    await (await openStorage(url)).close();
    const [backup, node] = [await connected(url), await connected(url)];
    await backup.query(UNDO);
    await backup.query("begin; select * from api_tokens");

    const storage = await openStorage(url);
    onTestFinished(() => storage.close());
    // As a node of the release before does, while this one tries again and again.
    await node.query("set statement_timeout = 5000");
    for (let asked = 0; asked < 20; asked++) {
      await node.query("select * from api_tokens");
      await new Promise((later) => setTimeout(later, 100));
    }
    await expect(storage.projects()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("while another process reads them for long, as a backup does"),
    });

    await backup.query("commit");
    await expect.poll(() => storage.projects().catch(() => []), { timeout: 10_000 }).toHaveLength(1);
    const { rows } = await node.query("select * from attempts");
    expect(rows).toEqual([]);
  }, 30_000);
}
