/**
 * Measures a prompt as the person sees it: how long until it is there, until the first table is there, and what
 * its process takes in memory then. Prints a report as the other peers do.
 *
 * Usage: `prompt.ts PROMPT LINE ROW PROGRAM ARGS…`: the end of the prompt, what is typed at it (nothing where
 * empty), a text that stands in each row that is waited for and counted.
 *
 * @module
 */
import { spawn } from "npm:@lydell/node-pty@1.1.0";

const LIMIT_MS = 30_000;
const [prompt = "", line = "", row = "", program = "", ...args] = Deno.args;
const [wanted = "0", ...marks] = row.split(":");
const mark = marks.join(":");

const startMs = performance.now();
const terminal = spawn(program, args, {
  cols: 160,
  // So high that nothing is paged.
  rows: 500,
  cwd: Deno.cwd(),
  env: Deno.env.toObject(),
});
let screen = "";
let changed = Promise.withResolvers<void>();
terminal.onData((text: string) => {
  screen += text;
  changed.resolve();
  changed = Promise.withResolvers<void>();
});
const late = setTimeout(() => fail(), LIMIT_MS);

await until(() => plain(screen).trimEnd().endsWith(prompt));
let taskMs = performance.now() - startMs;
let result = 1;
if (line !== "") {
  const before = plain(screen).length;
  terminal.write(`${line}\r`);
  const rows = () => plain(screen).slice(before).split("\n").filter((text) => text.includes(mark));
  await until(() => rows().length >= Number(wanted));
  taskMs = performance.now() - startMs;
  result = rows().length;
}
clearTimeout(late);
console.log(JSON.stringify({ taskMs, result, memoryMb: memoryOf(terminal.pid) }));
terminal.kill();
Deno.exit(0);

async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await changed.promise;
}

function fail(): never {
  console.error(`Cannot see what is waited for: ${JSON.stringify(screen.slice(-300))}`);
  terminal.kill();
  Deno.exit(1);
}

/** What is resident now, in megabytes. */
function memoryOf(pid: number): number {
  // Deno does not let the files of processes be read without every other right.
  const { stdout } = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] })
    .outputSync();
  return Number(new TextDecoder().decode(stdout).trim()) / 1024;
}

function plain(text: string): string {
  // deno-lint-ignore no-control-regex -- the sequences of a terminal begin with ESC
  return text.replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007|[=>])/g, "").replaceAll(
    "\r",
    "",
  );
}
