/**
 * Runs functions as the processes of containers. Layer 3.
 *
 * @module
 */
import { type Duration, parseDuration } from "../../../core/duration.ts";
import { oneLine } from "../../../core/message.ts";
import type { Clock } from "../../clock.ts";
import { type ApiObject, type JsonObject, listOf, textOf } from "../../json.ts";
import { BytePipe } from "../../streams/byte_pipe.ts";
import type { PlayedContainer, PlayedPod, Run } from "./played_pod.ts";
import type { ContainerMain } from "./process.ts";

/** What a process leaves that ends because it is told to. */
const TERMINATED = 143;
const CRASHED = 1;

interface Playing {
  readonly stop: AbortController;
  /** What clients send to the process, for the process to read. */
  readonly stdin: BytePipe;
  /** What was written since the last line break. */
  line: string;
  /** Clients that see what is written. */
  readonly listeners: Set<(text: string) => void>;
}

/** Runs the functions of containers. */
export class Player {
  readonly #clock: Clock;
  readonly #playing = new Map<Run, Playing>();

  readonly #envOf: (pod: ApiObject, container: JsonObject) => Readonly<Record<string, string>>;

  /**
   * @param clock The cluster's time.
   * @param envOf The variables of a container.
   */
  constructor(
    clock: Clock,
    envOf: (pod: ApiObject, container: JsonObject) => Readonly<Record<string, string>>,
  ) {
    this.#clock = clock;
    this.#envOf = envOf;
  }

  /**
   * Starts the function of a run.
   *
   * @param onNews Called when the function has ended, or has said whether it is ready.
   */
  start(
    pod: ApiObject,
    { played, container, run, main }: {
      readonly played: PlayedPod;
      readonly container: PlayedContainer;
      readonly run: Run;
      readonly main: ContainerMain;
    },
    onNews: () => void,
  ): void {
    const stop = new AbortController();
    const stdin = new BytePipe();
    const playing: Playing = { stop, stdin, line: "", listeners: new Set() };
    this.#playing.set(run, playing);
    const decoder = new TextDecoder();
    const write = (data: string | Uint8Array) => {
      if (run.end !== undefined) return;
      const text = typeof data === "string" ? data : decoder.decode(data, { stream: true });
      const timeMs = this.#clock.now();
      const lines = (playing.line + text).split("\n");
      playing.line = lines.pop() ?? "";
      for (const line of lines) run.lines.push({ timeMs, text: line, isShown: true });
      for (const listen of [...playing.listeners]) listen(text);
      for (const wake of [...played.watchers]) wake();
    };
    const log = (text: string) => {
      if (run.end !== undefined) return;
      const timeMs = this.#clock.now();
      for (const line of text.replace(/\n$/, "").split("\n")) {
        run.lines.push({ timeMs, text: line });
      }
      for (const wake of played.watchers) wake();
    };
    const process = {
      pod,
      container: container.name,
      argv: [...listOf(container.spec["command"]), ...listOf(container.spec["args"])].map(textOf),
      env: this.#envOf(pod, container.spec),
      restarts: run.index,
      stdin: stdin.readable,
      signal: stop.signal,
      log,
      write,
      ready: (isReady: boolean) => {
        run.saidReady = isReady;
        onNews();
      },
      sleep: (duration: Duration) => this.#sleep(parseDuration(duration), stop.signal),
    };
    const finish = (code: number) => {
      if (playing.line !== "" && run.end === undefined) {
        run.lines.push({ timeMs: this.#clock.now(), text: playing.line, isShown: true });
      }
      this.#playing.delete(run);
      stdin.end();
      if (run.outcome !== undefined || run.end !== undefined) return;
      run.outcome = {
        atMs: Math.max(this.#clock.now(), run.startedMs),
        code,
        reason: code === 0 ? "Completed" : "Error",
        message: "",
      };
      onNews();
    };
    Promise.resolve().then(() => main(process)).then(
      (code) => finish(typeof code === "number" ? code : 0),
      (error) => {
        // Who is told to stop, and does, has not crashed.
        if (stop.signal.aborted) return finish(TERMINATED);
        log(error instanceof Error ? `${error.name}: ${oneLine(error.message)}` : String(error));
        finish(CRASHED);
      },
    );
  }

  /** Tells the function of a run to stop. */
  stop(run: Run): void {
    const reason = new DOMException("The container is told to stop", "AbortError");
    this.#playing.get(run)?.stop.abort(reason);
  }

  /** The function of a run is of no interest any longer. */
  end(run: Run): void {
    this.stop(run);
    this.#playing.get(run)?.stdin.end();
    this.#playing.delete(run);
  }

  /** Ends the functions of all runs. */
  endAll(): void {
    for (const run of [...this.#playing.keys()]) this.end(run);
  }

  /**
   * Shows what the function of a run writes, beginning with the line that it has begun.
   *
   * @returns Ends it.
   */
  listen(run: Run, show: (text: string) => void): () => void {
    const playing = this.#playing.get(run);
    if (playing === undefined) return () => {};
    if (playing.line !== "") show(playing.line);
    playing.listeners.add(show);
    return () => void playing.listeners.delete(show);
  }

  /** Sends data to the function of a run, and waits while it does not read; nobody does where there is none. */
  async send(run: Run, data: Uint8Array): Promise<void> {
    await this.#playing.get(run)?.stdin.write(data);
  }

  /** Sends the function of a run nothing more. */
  endStdin(run: Run): void {
    this.#playing.get(run)?.stdin.end();
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = this.#clock.timer(ms, () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      });
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
