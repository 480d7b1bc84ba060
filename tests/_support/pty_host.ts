/**
 * Runs a program on a pseudo-terminal: what comes in on standard input is typed, what appears on the
 * screen goes to standard output. A process of its own, since a pseudo-terminal needs a native library
 * that the tests themselves are not allowed to load.
 *
 * Usage: `pty_host.ts COLUMNS ROWS PROGRAM ARGS…`; ends with the program's exit code.
 *
 * @module
 */
import { spawn } from "npm:@lydell/node-pty@1.1.0";

const [columns = "80", rows = "24", program = "", ...args] = Deno.args;
const terminal = spawn(program, args, {
  cols: Number(columns),
  rows: Number(rows),
  cwd: Deno.cwd(),
  env: Deno.env.toObject(),
});
const encoder = new TextEncoder();
terminal.onData((text: string) => {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
});
terminal.onExit(({ exitCode, signal }: { exitCode: number; signal?: number }) => {
  // As a shell tells of a program that a signal has ended.
  Deno.exit(signal ? 128 + signal : exitCode);
});
// What a terminal is told to take another size by, a person does with the mouse.
// deno-lint-ignore no-control-regex -- the sequences of a terminal begin with ESC
const RESIZE_REGEXP = /\u001b\[8;(\d+);(\d+)t/g;
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  // Keys and sizes that were sent one after the other may come together.
  let typed = 0;
  for (const { 0: sequence, 1: newRows, 2: newColumns, index } of text.matchAll(RESIZE_REGEXP)) {
    if (index > typed) terminal.write(text.slice(typed, index));
    terminal.resize(Number(newColumns), Number(newRows));
    typed = index + sequence.length;
  }
  if (typed < text.length) terminal.write(text.slice(typed));
}
terminal.kill();
