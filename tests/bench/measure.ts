/**
 * Runs a program as a process of its own and measures it: wall time, CPU time, peak memory.
 *
 * @module
 */

import { join } from "node:path";

/** A command to measure. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What one run took. Undefined where this system has no way to tell. */
export interface Sample {
  readonly wallMs: number;
  /** User and system time of the process and its children. */
  readonly cpuMs: number | undefined;
  /** Peak resident memory of the largest process. */
  readonly memoryMb: number | undefined;
  /** Time of the task within the process, where the program says it. */
  readonly taskMs: number | undefined;
  /** What the program counted; for one that reports nothing the lines it printed. */
  readonly result: number;
  /** What an object takes in memory, where the program keeps objects and says it. */
  readonly bytesPerObject?: number;
}

const TIME = "/usr/bin/time";
/** Real-time priority: for programs that end by themselves within a second or few. */
const GO_FIRST = ["chrt", "--fifo", "1"];

/** Runs a program once. */
export class Meter {
  readonly #directory: string;
  readonly #hasTime: boolean;
  readonly #first: readonly string[];

  private constructor(directory: string, hasTime: boolean, first: readonly string[]) {
    this.#directory = directory;
    this.#hasTime = hasTime;
    this.#first = first;
  }

  /** Finds out what can be measured here; needs a folder for its notes. */
  static async open(directory: string): Promise<Meter> {
    const time = await Deno.stat(TIME).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    const hasTime = time !== undefined && Deno.build.os === "linux";
    return new Meter(directory, hasTime, await canGoFirst() ? GO_FIRST : []);
  }

  /** Whether short programs go before all else on the machine, so that it need not be idle. */
  get isSteady(): boolean {
    return this.#first.length > 0;
  }

  /** The words before a command that is to go before all else on the machine. */
  get first(): readonly string[] {
    return this.#first;
  }

  /** Whether CPU time and memory are measured. */
  get isWhole(): boolean {
    return this.#hasTime;
  }

  /**
   * Runs it to its end.
   *
   * @throws {Error} when it fails or takes longer than `timeoutMs`, with the end of what it said.
   */
  async run(program: Program, timeoutMs: number, isShort = false): Promise<Sample> {
    const notes = join(this.#directory, "time.txt");
    const words = [...(isShort ? this.#first : []), program.command, ...program.args];
    const [command = "", ...args] = this.#hasTime
      ? [TIME, "-o", notes, "-f", "%U %S %M", ...words]
      : words;
    const startMs = performance.now();
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args,
      env: { ...program.env },
      cwd: this.#directory,
      stdin: "null",
      signal: AbortSignal.timeout(timeoutMs),
    }).output();
    const wallMs = performance.now() - startMs;
    const decoder = new TextDecoder();
    if (code !== 0) {
      throw new Error(`${words.join(" ")}: status ${code}: ${decoder.decode(stderr).slice(-600)}`);
    }
    const [user, system, kilobytes] = this.#hasTime
      ? (await Deno.readTextFile(notes)).trim().split(/\s+/).map(Number)
      : [];
    return {
      wallMs,
      cpuMs: user === undefined || system === undefined ? undefined : (user + system) * 1000,
      memoryMb: kilobytes === undefined ? undefined : kilobytes / 1024,
      ...reportIn(stdout),
    };
  }
}

/** How often a process tree is looked at. */
const LOOK_MS = 50;

/**
 * Runs a program once, untimed, and sees how much memory each of its processes has at its peak.
 *
 * @returns Megabytes, the first process first; undefined where this system has no `ps`.
 */
export async function measureProcesses(
  { command, args, env }: Program,
  timeoutMs: number,
): Promise<readonly number[] | undefined> {
  const signal = AbortSignal.timeout(timeoutMs);
  const child = new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal,
  }).spawn();
  let ended = false;
  const status = child.status.finally(() => ended = true);
  const peaks = new Map<number, number>();
  try {
    while (!ended) {
      const seen = await processesUnder(child.pid);
      for (const [pid, kilobytes] of seen) {
        peaks.set(pid, Math.max(peaks.get(pid) ?? 0, kilobytes / 1024));
      }
      await Promise.race([status, new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await status;
  }
  return [...peaks.values()];
}

/** The kilobytes of a process and of what it has started. */
async function processesUnder(root: number): Promise<Map<number, number>> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,ppid=,rss="] }).output();
  const found = new Map<number, number>();
  const known = new Set([root]);
  // Parents have the lower number, but for the moment when numbers start again.
  for (const line of new TextDecoder().decode(stdout).trim().split("\n")) {
    const [pid = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
    if (pid !== root && !known.has(parent)) continue;
    known.add(pid);
    found.set(pid, kilobytes);
  }
  return found;
}

async function canGoFirst(): Promise<boolean> {
  try {
    const [command = "", ...args] = GO_FIRST;
    return (await new Deno.Command(command, { args: [...args, "true"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function reportIn(stdout: Uint8Array): Pick<Sample, "taskMs" | "result" | "bytesPerObject"> {
  // Large outputs are only counted: reading them as text would disturb the next run.
  const tail = new TextDecoder().decode(stdout.subarray(-400)).trimEnd();
  const line = tail.slice(tail.lastIndexOf("\n") + 1);
  if (line.startsWith('{"taskMs"')) return JSON.parse(line);
  return { taskMs: undefined, result: stdout.reduce((sum, byte) => sum + Number(byte === 10), 0) };
}

/** The middle of some numbers; undefined of none. */
export function median(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((value) => value !== undefined).sort((a, b) => a - b);
  const low = known[Math.floor((known.length - 1) / 2)];
  const high = known[Math.floor(known.length / 2)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
