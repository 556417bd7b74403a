import { openSync, readSync } from "node:fs";

// How long the event loop is held: a timer that is due every millisecond tells how late it is. That is what others wait
// for (`wall`). But where there is more to do than there are CPUs, as in a benchmark whose clients are on the server's own
// machine, most of that can be this thread standing in line for one, or waiting for a helper of the garbage collector that
// does, which no code of ours can shorten. Linux tells both the thread's time on a CPU and in line: `cpu` is the longest
// that the thread worked between two timers.

const NANOSECONDS = 1e6;

/** Nanoseconds that this thread has been on a CPU, and in line for one. */
function createAccount() {
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  const bytes = Buffer.alloc(128);
  return () => {
    const [onCpu, inLine] = bytes.latin1Slice(0, readSync(file, bytes, 0, bytes.length, 0)).split(" ");
    return { at: Number(process.hrtime.bigint()), onCpu: Number(onCpu), inLine: Number(inLine) };
  };
}

export function watchLoop() {
  const account = createAccount();
  let longest = { wall: 0, cpu: 0 };
  let before = account();
  setInterval(() => {
    const now = account();
    const wall = now.at - before.at;
    // The first is brought up to date by the scheduler's tick only, so that up to 4 ms may be counted too late; the second is exact.
    const cpu = Math.min(now.onCpu - before.onCpu, wall - (now.inLine - before.inLine));
    longest = { wall: Math.max(longest.wall, wall), cpu: Math.max(longest.cpu, cpu) };
    before = now;
  }, 1).unref();
  return {
    longest: () => ({ holdMs: longest.wall / NANOSECONDS, holdCpuMs: longest.cpu / NANOSECONDS }),
    reset() {
      longest = { wall: 0, cpu: 0 };
    },
  };
}
