/**
 * What a command of the prompt is, and what it works on. Layer 7.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import type { OpenOptions } from "../api/open_for_command.ts";
import type { LimitedRunner } from "./limited_runner.ts";
import type { OutputFormat } from "./output_format.ts";
import type { RequestLog } from "./request_log.ts";
import type { SessionRecord } from "./session_record.ts";
import type { Traffic } from "./traffic.ts";

/** What became of a line: finished, unfinished input, a wish to leave, or a failure that was noted. */
export type LineOutcome =
  | { readonly type: "done" | "more" | "exit" }
  | { readonly type: "failed"; readonly error: unknown };

/** Leaves the terminal to a program that the work starts, until it has ended. */
export interface LendTerminal {
  <T>(work: () => Promise<T>): Promise<T>;
}

/** How a value is shown. */
export interface ShowOptions {
  /** The format; default: what suits the value. */
  readonly format?: OutputFormat;
  /** Whether Secrets are shown as they are; default `false`. */
  readonly secrets?: boolean;
  /** Ends the requests that it takes. */
  readonly signal?: AbortSignal | undefined;
}

/** What commands work on: the session. */
export interface CommandTarget {
  /** The cluster that the session is connected to. */
  readonly cluster: Cluster;
  /** The options that the session is connected by. */
  readonly connectOptions: OpenOptions;
  /** The names in scope. */
  names(): readonly string[];
  /** The value of a name in scope; `undefined` where there is none. */
  valueOf(name: string): unknown;
  /** Whether a name in scope still means what the session gave it: then it sends nothing. */
  isOwn(name: string, value: unknown): boolean;
  /** Whether no line has declared a name: it means what the session gave it, or nothing. */
  isUndeclared(name: string): boolean;
  /** Whether text holds a value of a Secret that the session has shown. */
  isPrivate(text: string): boolean;
  /** The contexts that there are. */
  contexts(): Promise<readonly { readonly name: string }[]>;
  /** Connects to another context or namespace. */
  reconnect(change: OpenOptions): Promise<void>;
  /** Writes text; `live` for what comes over time. */
  write(text: string, live?: boolean): Promise<void>;
  /** Notes a line that belongs to no result. */
  note(line: string): void;
  /** Evaluates an expression without showing its value. */
  evaluate(source: string, signal?: AbortSignal): Promise<unknown>;
  /** Runs input and shows its value. */
  runInput(source: string, signal?: AbortSignal): Promise<void>;
  /** Leaves the terminal to a program; `undefined` where there is no terminal. */
  readonly lend: LendTerminal | undefined;
  /** Keeps input among the earlier ones. */
  keepInput(source: string): Promise<void>;
  /** The last TypeScript that was put in; empty where there was none. */
  readonly lastInput: string;
  /** The last result. */
  readonly last: { readonly value: unknown } | undefined;
  /** Shows a value. */
  show(value: unknown, options?: ShowOptions): Promise<void>;
  /** Where requests go. */
  readonly traffic: Traffic;
  /** What the last line has sent. */
  readonly requests: RequestLog;
  /** What the session has done so far. */
  readonly record: SessionRecord;
  /** Limits how long a line may compute. */
  readonly runner: LimitedRunner;
  /** Whether the time of each line is shown. */
  timed: boolean;
  /** The lines typed before, oldest first. */
  history(): readonly string[];
  /** The size of the terminal, where there is one. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  /** Whether a person reads the output on a terminal, and whether in colour. */
  readonly terminal: boolean;
  readonly color: boolean;
}

/** A command of the prompt. */
export interface Command {
  /** Its name without the dot. */
  readonly name: string;
  /** What follows it, for the help; empty where nothing does. */
  readonly argument: string;
  /** What it does, in a few words. */
  readonly brief: string;
  /** Runs it. */
  run(session: CommandTarget, argument: string, signal?: AbortSignal): Promise<LineOutcome>;
}

/** What most commands end with. */
export const DONE: LineOutcome = { type: "done" };
