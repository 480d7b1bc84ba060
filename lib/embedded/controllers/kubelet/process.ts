/**
 * What functions that play containers are given: as a container's own process, as a command in it, or as
 * what listens on one of its ports. Layer 3.
 *
 * @module
 */
import type { Duration } from "../../../core/duration.ts";
import type { ApiObject } from "../../json.ts";

/** The process of a container, as the function that plays it sees it. */
export interface ContainerProcess {
  /** The pod as it was when the container started. */
  readonly pod: ApiObject;
  /** The container's name. */
  readonly container: string;
  /** Command and arguments as the pod says them; empty where the image would say them. */
  readonly argv: readonly string[];
  /** The variables that the pod gives it, those of its ConfigMaps and Secrets among them. */
  readonly env: Readonly<Record<string, string>>;
  /** How often the container was started before. */
  readonly restarts: number;
  /** What clients send that attach to the container. */
  readonly stdin: ReadableStream<Uint8Array>;
  /** Aborted when the container is told to stop. */
  readonly signal: AbortSignal;
  /** Prints lines to the container's log. */
  log(text: string): void;
  /** Writes as it stands: whole lines go to the container's log, and clients see all at once. */
  write(data: string | Uint8Array): void;
  /** Says from now on whether the container is ready, whatever else its script says of that. */
  ready(isReady: boolean): void;
  /**
   * Waits by the cluster's clock.
   *
   * @throws {DOMException} an `AbortError`, when the container is told to stop.
   */
  sleep(duration: Duration): Promise<void>;
}

/** Plays a container; what it returns is the exit code (nothing: 0), what it throws is a crash: 1. */
export type ContainerMain = (process: ContainerProcess) => Promise<number | void> | number | void;

/** A command that a client runs in a container. */
export interface ExecCall {
  /** The pod as it is now. */
  readonly pod: ApiObject;
  /** The container's name. */
  readonly container: string;
  /** The command and its arguments. */
  readonly argv: readonly string[];
  /** What the client sends; ends at once where it sends nothing. */
  readonly stdin: ReadableStream<Uint8Array>;
  /** Whether the client has a terminal: then all it sees comes on one stream. */
  readonly tty: boolean;
  /** Sizes of the client's terminal, as they change. */
  readonly resize: AsyncIterable<{ readonly columns: number; readonly rows: number }>;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Writes to the client's standard output. */
  stdout(data: string | Uint8Array): Promise<void>;
  /** Writes to the client's standard error. */
  stderr(data: string | Uint8Array): Promise<void>;
}

/** What a command leaves. */
export interface ExecResult {
  /** Written to standard output. */
  readonly stdout?: string;
  /** Written to standard error. */
  readonly stderr?: string;
  /** The exit code; default 0. */
  readonly code?: number;
}

/** What a command answers: its output, its exit code, or both. */
export type ExecAnswer = string | number | ExecResult;

/** Plays commands in a container. */
export type ExecFunction = (call: ExecCall) => Promise<ExecAnswer | void> | ExecAnswer | void;

/** A connection to a port of a pod. */
export interface PortConnection {
  /** The pod as it is now. */
  readonly pod: ApiObject;
  /** The pod's port. */
  readonly port: number;
  /** What the client sends. */
  readonly readable: ReadableStream<Uint8Array>;
  /** What it gets; to be closed in the end. */
  readonly writable: WritableStream<Uint8Array>;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** Plays what listens on a port; the connection is over when it returns. */
export type PortFunction = (connection: PortConnection) => Promise<void> | void;

/** Answers HTTP requests on a port; what it throws is answered with 500. */
export type HttpFunction = (request: Request) => Response | Promise<Response>;
