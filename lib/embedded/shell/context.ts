/**
 * What a program of a played container has around it. Layer 3.
 *
 * @module
 */
import type { FileTree } from "./file_tree.ts";
import type { Input } from "./input.ts";

/** The container that programs run in. */
export interface Computer {
  readonly hostname: string;
  readonly files: FileTree;
  /** The container's variables, as they are now. */
  env(): Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Takes what a program writes. */
export type Output = (data: string | Uint8Array) => Promise<void>;

/** Where a program reads and writes. */
export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** A running shell, or a program on its own. */
export interface Session {
  readonly computer: Computer;
  readonly variables: Map<string, string>;
  directory: string;
  /** Aborted when the program is to end. */
  signal: AbortSignal;
  /** The exit code of the last command. */
  status: number;
}

/** A program: what it returns is the exit code. */
export type Program = (
  args: readonly string[],
  streams: Streams,
  session: Session,
) => Promise<number> | number;
