/**
 * What containers print: by script, by time, and by the functions that play them. Layer 3.
 *
 * @module
 */
import type { Clock } from "../../clock.ts";
import { badRequest, type Fault } from "../../fault.ts";
import type { LogRequest } from "../../subresources/runtime.ts";
import type { PlayedContainer, PlayedPod, PrintedLine, Run } from "./played_pod.ts";

/**
 * The run whose log is meant.
 *
 * @throws {Fault} in the kubelet's words, when there is none.
 */
export function runOfLog(
  podName: string,
  container: PlayedContainer,
  { hasInit, previous }: { readonly hasInit: boolean; readonly previous: boolean },
): Run {
  const { current, stage, name } = container;
  const about = `container "${name}" in pod "${podName}"`;
  const isBetween = stage.name === "backoff" || stage.name === "unpulled";
  const last = isBetween ? current : container.previous;
  if (previous) {
    if (last?.end !== undefined) return last;
    throw notThere(`previous terminated ${about} not found`);
  }
  if (current !== undefined) return current;
  if (stage.name === "ended") throw notThere(`${about} is terminated`);
  const why = stage.name === "unpulled"
    ? stage.isBackingOff ? "trying and failing to pull image" : "image can't be pulled"
    : hasInit
    ? "PodInitializing"
    : "ContainerCreating";
  throw notThere(`${about} is waiting to start: ${why}`);
}

function notThere(message: string): Fault {
  return badRequest(message);
}

/** The lines that a script says a run prints, by time. */
function* scripted(
  { plan: { logs, repeat }, startedMs }: Run,
): Generator<PrintedLine, void, undefined> {
  let count = 1;
  const next = () => startedMs + count * (repeat?.everyMs ?? Infinity);
  for (const { afterMs, text } of logs) {
    for (; next() < startedMs + afterMs; count++) yield repeated();
    yield { timeMs: startedMs + afterMs, text };
  }
  for (; repeat !== undefined; count++) yield repeated();

  function repeated(): PrintedLine {
    return { timeMs: next(), text: repeat?.text.replaceAll("{n}", String(count)) ?? "" };
  }
}

/** Reads the lines of a run in order, as far as there are any. */
class LineReader {
  readonly #run: Run;
  readonly #scripted: Iterator<PrintedLine, void>;
  #next: PrintedLine | undefined;
  #read = 0;

  constructor(run: Run) {
    this.#run = run;
    this.#scripted = scripted(run);
    this.#step();
  }

  /** The next line that was printed up to a time; `undefined` where there is none yet. */
  take(nowMs: number): PrintedLine | undefined {
    const untilMs = Math.min(nowMs, this.#run.end?.atMs ?? Infinity);
    const printed = this.#run.lines[this.#read];
    const said = this.#next !== undefined && this.#next.timeMs <= untilMs ? this.#next : undefined;
    if (printed !== undefined && (said === undefined || printed.timeMs < said.timeMs)) {
      this.#read++;
      return printed;
    }
    if (said !== undefined) this.#step();
    return said;
  }

  /** When the script has the next line; `undefined` where it has no more. */
  get nextMs(): number | undefined {
    return this.#next?.timeMs;
  }

  #step(): void {
    const { value } = this.#scripted.next();
    this.#next = value === undefined ? undefined : value;
  }
}

/** The lines that a run has printed. */
export function* printedLines(run: Run, nowMs: number): Generator<PrintedLine, void, undefined> {
  const reader = new LineReader(run);
  for (let line = reader.take(nowMs); line !== undefined; line = reader.take(nowMs)) yield line;
}

/** The lines of a run as it prints them, until it ends or nobody reads them any longer. */
export async function* followLines(
  played: PlayedPod,
  run: Run,
  request: Pick<LogRequest, "signal" | "tailLines" | "sinceSeconds" | "sinceTime">,
  clock: Clock,
): AsyncGenerator<PrintedLine, void, undefined> {
  const reader = new LineReader(run);
  const { signal, tailLines } = request;
  if (tailLines !== undefined) {
    const sinceMs = sinceOf(request, clock.now());
    const past: PrintedLine[] = [];
    const nowMs = clock.now();
    for (let line = reader.take(nowMs); line !== undefined; line = reader.take(nowMs)) {
      if (line.timeMs >= sinceMs) past.push(line);
      if (past.length > tailLines) past.shift();
    }
    yield* past;
  }
  while (!signal?.aborted) {
    const line = reader.take(clock.now());
    if (line !== undefined) yield line;
    else if (run.end !== undefined || run.isForgotten) return;
    else await news(played, reader.nextMs, clock, signal);
  }
}

function sinceOf(
  { sinceSeconds, sinceTime }: Pick<LogRequest, "sinceSeconds" | "sinceTime">,
  nowMs: number,
): number {
  if (sinceTime !== undefined) return Date.parse(sinceTime);
  return sinceSeconds === undefined ? -Infinity : nowMs - sinceSeconds * 1000;
}

/** Waits until a time comes, something happens in a pod, or nobody waits any longer. */
function news(
  played: PlayedPod,
  atMs: number | undefined,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      played.watchers.delete(done);
      signal?.removeEventListener("abort", done);
      cancel?.();
      resolve();
    };
    const cancel = atMs === undefined ? undefined : clock.timer(atMs - clock.now(), done);
    played.watchers.add(done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
