/**
 * What runs in containers: the server asks it for logs and lets clients talk to it. Layer 3.
 *
 * The server knows pods; what is in their containers is played by whoever makes the cluster.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";

/** A container of a pod. */
export interface ContainerName {
  readonly pod: ApiObject;
  readonly container: string;
}

/** Which part of a log. */
export interface LogRequest {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
  readonly sinceTime: string | undefined;
  readonly limitBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A line of a log, without its line break. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly text: string;
}

/** A process that a client talks to. */
export interface ProcessRequest {
  /** What is run; empty for the container's own process. */
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: ReadableStream<Uint8Array> | undefined;
  readonly stdout: WritableStream<Uint8Array> | undefined;
  readonly stderr: WritableStream<Uint8Array> | undefined;
  /** Sizes of the client's terminal, as they change. */
  readonly resize: AsyncIterable<{ readonly columns: number; readonly rows: number }>;
  readonly signal: AbortSignal;
}

/** Plays the containers of a cluster. */
export interface ContainerRuntime {
  /**
   * The lines of a container's log, oldest first; with `follow` it goes on until the container ends or the
   * signal. The server chooses the lines itself: it asks for all of them.
   *
   * @throws {Fault} when the container has none.
   */
  logs(name: ContainerName, request: LogRequest): AsyncIterable<LogLine> | Iterable<LogLine>;
  /**
   * Runs a command, or joins the container's own process.
   *
   * @returns The exit code.
   */
  run(name: ContainerName, request: ProcessRequest): Promise<number>;
  /** Connects a client to a port of a pod. */
  connect(
    pod: ApiObject,
    port: number,
    connection: {
      readonly readable: ReadableStream<Uint8Array>;
      readonly writable: WritableStream<Uint8Array>;
      readonly signal: AbortSignal;
    },
  ): Promise<void>;
}
