/**
 * Starts processes with a log file each and ends exactly those.
 *
 * @module
 */

import { join } from "node:path";
import type { Component } from "./components.ts";

/** A process as the state file remembers it. */
export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  /** Path of its binary, to tell it from a later process with the same id. */
  readonly binary: string;
  /** Its log. */
  readonly log: string;
}

/** A process that was started here. */
export interface StartedProcess extends ProcessRecord {
  readonly status: Promise<Deno.CommandStatus>;
  /** Waits until it has ended; only this keeps the calling process alive. */
  ended(): Promise<Deno.CommandStatus>;
}

const TERM_MS = 1_500;
const KILL_MS = 60_000;
const POLL_MS = 20;
const LOG_TAIL_LINES = 25;

/**
 * Starts a component in a session of its own, so that a closed terminal does not end it.
 *
 * @param directory Its working directory and `HOME`; the log goes below `logs/`.
 */
export function startProcess(component: Component, directory: string): StartedProcess {
  const log = join(directory, "logs", `${component.name}.log`);
  // The shell redirects the output to a file and becomes the component, so the id is the component's.
  const script = 'log=$1; shift; exec "$@" >"$log" 2>&1';
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", script, "sh", log, component.binary, ...component.args],
    cwd: directory,
    clearEnv: true,
    env: { HOME: directory, PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  const { name, binary } = component;
  function ended(): Promise<Deno.CommandStatus> {
    child.ref();
    return child.status;
  }
  return { name, binary, log, pid: child.pid, status: child.status, ended };
}

/** Tells whether a recorded process still runs. */
export async function isRunning(record: ProcessRecord): Promise<boolean> {
  const args = await commandLine(record.pid);
  return args !== undefined && args.includes(record.binary);
}

/** Ends the recorded processes that still run, last started first: asks first, then insists. */
export async function stopProcesses(records: readonly ProcessRecord[]): Promise<void> {
  const order = records.toReversed();
  for (const [signal, graceMs] of [["SIGTERM", TERM_MS], ["SIGKILL", KILL_MS]] as const) {
    const alive = await filterRunning(order);
    for (const record of alive) kill(record.pid, signal);
    if (await haveEnded(alive, graceMs)) return;
  }
  const left = (await filterRunning(order)).map((record) => `${record.name} (${record.pid})`);
  if (left.length > 0) throw new Error(`Cannot stop ${left.join(", ")}: still running`);
}

/** The last lines of a process's log. */
export async function logTail(record: ProcessRecord): Promise<string> {
  const text = await Deno.readTextFile(record.log).catch((error) => `(no log: ${error.message})`);
  return text.trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");
}

async function haveEnded(records: readonly ProcessRecord[], timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if ((await filterRunning(records)).length === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

async function filterRunning(records: readonly ProcessRecord[]): Promise<ProcessRecord[]> {
  const flags = await Promise.all(records.map(isRunning));
  return records.filter((_, index) => flags[index]);
}

/** Asked of a program, because Deno itself reads /proc only with every permission; ps is often missing. */
async function commandLine(pid: number): Promise<string | undefined> {
  const [program, args] = Deno.build.os === "linux"
    ? ["cat", [`/proc/${pid}/cmdline`]] as const
    : ["ps", ["-o", "args=", "-p", String(pid)]] as const;
  const { success, stdout } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder().decode(stdout).replaceAll("\0", " ").trim();
  return success && text !== "" ? text : undefined;
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
