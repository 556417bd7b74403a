import { run } from "./program.ts";

const io = { out: (text: string) => console.log(text), env: process.env, cwd: process.cwd() };
process.exitCode = await run(process.argv.slice(2), io, (text) => console.error(text));
