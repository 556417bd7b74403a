// Preloaded into each process of the demo: when the demo itself is gone, even by SIGKILL, its end of the channel
// closes, and the process stops as if it had been asked to.
const GRACE_MS = 5000;

process.once("disconnect", () => {
  // Nobody reads this process's output any more.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
// Listening alone keeps no process alive.
process.channel?.unref();
