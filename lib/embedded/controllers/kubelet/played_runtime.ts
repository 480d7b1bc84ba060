/**
 * The containers that the kubelets run, as the server talks to them. Layer 3.
 *
 * @module
 */
import { oneLine } from "../../../core/message.ts";
import type { Clock } from "../../clock.ts";
import { badRequest, Fault } from "../../fault.ts";
import { type ApiObject, objectOf, objectsOf } from "../../json.ts";
import type {
  ContainerName,
  ContainerRuntime,
  LogLine,
  LogRequest,
  ProcessRequest,
} from "../../subresources/runtime.ts";
import { followLines, printedLines, runOfLog } from "./container_log.ts";
import { serveHttp } from "./http_port.ts";
import type { PlayedContainer, PlayedPod, Run } from "./played_pod.ts";
import type { Player } from "./player.ts";
import type { ExecAnswer, ExecCall, ExecFunction, ExecResult } from "./process.ts";
import { patternOf } from "./script.ts";

const NOT_FOUND = 127;
const CRASHED = 1;
const encoder = new TextEncoder();

/** Where the pods are that run. */
export interface PlayedPods {
  get(uid: string): PlayedPod | undefined;
}

/** Talks to containers that are played by script. */
export class PlayedRuntime implements ContainerRuntime {
  readonly #pods: PlayedPods;
  readonly #player: Player;
  readonly #clock: Clock;

  constructor(pods: PlayedPods, player: Player, clock: Clock) {
    this.#pods = pods;
    this.#player = player;
    this.#clock = clock;
  }

  logs(name: ContainerName, request: LogRequest): AsyncIterable<LogLine> | Iterable<LogLine> {
    const { played, container } = this.#find(name);
    const podName = name.pod.metadata.name ?? "";
    const hasInit = played.containers[0]?.role !== "main";
    const run = runOfLog(podName, container, { hasInit, previous: request.previous });
    return request.follow
      ? followLines(played, run, request, this.#clock)
      : printedLines(run, this.#clock.now());
  }

  async run(name: ContainerName, request: ProcessRequest): Promise<number> {
    const { played, container } = this.#find(name);
    const run = container.current;
    if (run === undefined || run.end !== undefined) {
      throw new Fault(
        500,
        "InternalError",
        `Internal error occurred: unable to upgrade connection: container not found ("${name.container}")`,
      );
    }
    if (request.command.length === 0) {
      return await this.#attach(played, run, { ...request, once: readsOnce(name) });
    }
    return await this.#execute(name, container, request);
  }

  async connect(
    pod: ApiObject,
    port: number,
    connection: Parameters<ContainerRuntime["connect"]>[2],
  ): Promise<void> {
    const played = this.#pods.get(pod.metadata.uid ?? "");
    const serving = played?.containers.find(({ script, current, stage }) =>
      script.ports?.[port] !== undefined && current !== undefined && stage.name === "running"
    );
    const play = serving?.script.ports?.[port];
    if (play === undefined) {
      throw badRequest(
        `failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused`,
      );
    }
    if (typeof play === "function") await play({ pod, port, ...connection });
    else await serveHttp({ pod, port, ...connection }, play.http);
  }

  #find({ pod, container }: ContainerName): { played: PlayedPod; container: PlayedContainer } {
    const played = this.#pods.get(pod.metadata.uid ?? "");
    const found = played?.containers.find(({ name }) => name === container);
    if (played === undefined || found === undefined) {
      const name = pod.metadata.name ?? "";
      throw badRequest(`container "${container}" in pod "${name}" is not available`);
    }
    return { played, container: found };
  }

  /** Shows what the container prints from now on, and gives it what the client sends. */
  async #attach(
    played: PlayedPod,
    run: Run,
    request: ProcessRequest & { readonly once: boolean },
  ): Promise<number> {
    const out = request.stdout?.getWriter();
    const done = new AbortController();
    const signal = AbortSignal.any([request.signal, done.signal]);
    const sending = this.#send(run, request.stdin, signal).finally(() => {
      // A container that reads from one client only has read all when that one has no more to say.
      if (request.once && request.stdin !== undefined) this.#player.endStdin(run);
    });
    const lineBreak = request.tty ? "\r\n" : "\n";
    // One piece after the other; a client that does not take it is gone, which its signal says.
    let writing = Promise.resolve();
    const show = (text: string) => {
      const bytes = encoder.encode(text.replaceAll("\n", lineBreak));
      writing = writing.then(() => out?.write(bytes)).catch(() => {});
    };
    const stopListening = this.#player.listen(run, show);
    try {
      const lines = followLines(played, run, {
        signal,
        tailLines: 0,
        sinceSeconds: undefined,
        sinceTime: undefined,
      }, this.#clock);
      for await (const { text, isShown } of lines) {
        if (isShown === true) continue;
        show(`${text}\n`);
        await writing;
      }
    } finally {
      stopListening();
      await writing;
      done.abort();
      await sending;
      out?.releaseLock();
    }
    return run.end?.code ?? 0;
  }

  async #send(
    run: Run,
    stdin: ReadableStream<Uint8Array> | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const reader = stdin?.getReader();
    if (reader === undefined) return;
    const stopped = Promise.withResolvers<void>();
    const stop = () => {
      stopped.resolve();
      reader.cancel().catch(() => {});
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        await Promise.race([this.#player.send(run, value), stopped.promise]);
      }
    } catch (error) {
      // Whoever sends may break off; the container goes on.
      if (!signal.aborted && !(error instanceof Error)) throw error;
    } finally {
      signal.removeEventListener("abort", stop);
      reader.releaseLock();
    }
  }

  async #execute(
    { pod }: ContainerName,
    { script, name }: PlayedContainer,
    request: ProcessRequest,
  ): Promise<number> {
    const { command, tty, resize, signal } = request;
    const out = request.stdout?.getWriter();
    const error = request.stderr?.getWriter();
    const stdout = writerTo(out);
    const stderr = writerTo(tty ? out : error);
    const answer = answerTo(script.exec, command);
    try {
      const stdin = request.stdin ?? emptyStream();
      const call = { pod, container: name, argv: command, stdin, tty, resize, signal };
      const found = typeof answer === "function"
        ? await runFunction(answer, { ...call, stdout, stderr })
        : answer ?? notFound(command);
      const result = resultOf(found ?? 0);
      if (result.stdout !== undefined) await stdout(result.stdout);
      if (result.stderr !== undefined) await stderr(result.stderr);
      return result.code ?? 0;
    } finally {
      out?.releaseLock();
      error?.releaseLock();
    }
  }
}

/** A command that throws has crashed. */
async function runFunction(play: ExecFunction, call: ExecCall): Promise<ExecAnswer | void> {
  try {
    return await play(call);
  } catch (error) {
    if (call.signal.aborted) throw error;
    const text = error instanceof Error
      ? `${error.name}: ${oneLine(error.message)}`
      : String(error);
    return { code: CRASHED, stderr: `${text}\n` };
  }
}

function answerTo(
  exec: PlayedContainer["script"]["exec"],
  command: readonly string[],
): ExecAnswer | ExecFunction | undefined {
  if (exec === undefined || typeof exec === "function") return exec;
  const line = command.join(" ");
  if (Object.hasOwn(exec, line)) return exec[line];
  const found = Object.entries(exec).find(([key]) =>
    key.includes("*") && patternOf(key).test(line)
  );
  return found?.[1];
}

function notFound([program = ""]: readonly string[]): ExecResult {
  return {
    code: NOT_FOUND,
    stderr: `exec: ${JSON.stringify(program)}: executable file not found in $PATH\n`,
  };
}

function resultOf(answer: ExecAnswer): ExecResult {
  if (typeof answer === "string") return { stdout: answer };
  return typeof answer === "number" ? { code: answer } : answer;
}

/** Whether a container's input ends with that of the first client that sends any. */
function readsOnce({ pod, container }: ContainerName): boolean {
  return objectsOf(objectOf(pod["spec"])["containers"])
    .some(({ name, stdinOnce }) => name === container && stdinOnce === true);
}

function emptyStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

/** Writes to a stream, one piece after the other; what nobody reads is dropped. */
function writerTo(
  writer: WritableStreamDefaultWriter<Uint8Array> | undefined,
): (data: string | Uint8Array) => Promise<void> {
  return async (data) => {
    await writer?.write(typeof data === "string" ? encoder.encode(data) : data);
  };
}
