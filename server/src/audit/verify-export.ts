import { type ChainEnd, verifyChain } from "../storage/hash-chain.ts";
import type { ChangeRecord } from "../storage/port.ts";
import { decode } from "../storage/rows/decode.ts";
import { lineOf } from "./export-log.ts";
import { exportedChange } from "./exported-change.ts";

export type Verdict =
  | { intact: true; count: number; last: ChainEnd }
  | { intact: false; count: number; line: number; problem: string };

/** A line that is no row of a log. */
class BadLine extends Error {}

/**
 * Verifies an export of the whole change log, line by line, in the memory of one line: any edit, deletion, insertion and
 * reordering is found at the first line that does not follow from the one before it. That the end was cut off shows by a
 * checkpoint, as webhooks send them; so does a log that somebody computed anew from some row on.
 *
 * @param lines of JSON, oldest first, from the first change or the one after `from`
 * @param options.checkpoints hashes that were kept elsewhere
 * @param options.from where the part before it ended
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  { checkpoints = [], from }: { checkpoints?: readonly ChainEnd[]; from?: ChainEnd } = {},
): Promise<Verdict> {
  const expected = new Map(checkpoints.map(({ id, hash }) => [id, hash]));
  let line = 0;
  async function* records(): AsyncGenerator<ChangeRecord> {
    for await (const text of lines) {
      line += 1;
      const record = read(text);
      const hash = expected.get(record.id);
      if (hash !== undefined && hash !== record.hash) {
        throw new BadLine(`change ${record.id} has another hash than its checkpoint: the log was computed anew`);
      }
      yield record;
    }
  }
  try {
    const verdict = await verifyChain(records(), from);
    if (!verdict.intact) return { intact: false, count: verdict.count, line, problem: verdict.problem };
    const { count, last } = verdict;
    const beyond = checkpoints.find(({ id }) => id > last.id);
    if (beyond === undefined) return verdict;
    const problem = `the log ends with change ${last.id}, and there was a change ${beyond.id}: its end was cut off`;
    return { intact: false, count, line, problem };
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    return { intact: false, count: Math.max(0, line - 1), line, problem: error.message };
  }
}

/** @throws BadLine */
function read(text: string): ChangeRecord {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new BadLine("it is not JSON");
  }
  const decoded = decode(exportedChange, parsed);
  if (decoded.problem !== undefined) throw new BadLine(`it is no change: ${decoded.problem}`);
  // What JSON lets be written in two ways, such as a member twice, is written in one way only.
  if (text !== lineOf(decoded.value)) throw new BadLine(`change ${decoded.value.id} is not written as it was exported`);
  return decoded.value;
}
