/**
 * The commands of the prompt: words that begin with a dot. Layer 7.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import type { ConnectOptions } from "../api/connection.ts";
import { listContexts } from "../connect/context.ts";
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { safeLine } from "../core/message.ts";

/** What became of a line: finished, unfinished input, a wish to leave, or a failure that was noted. */
export type LineOutcome =
  | { readonly type: "done" | "more" | "exit" }
  | { readonly type: "failed"; readonly error: unknown };

/** What commands work on: the session. */
export interface CommandTarget {
  /** The cluster that the session is connected to. */
  readonly cluster: Cluster;
  /** The options that the session is connected by. */
  readonly connectOptions: ConnectOptions;
  /** Connects to another context or namespace. */
  reconnect(change: ConnectOptions): Promise<void>;
  /** Writes text. */
  write(text: string): Promise<void>;
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

const DONE: LineOutcome = { type: "done" };

async function showHelp(session: CommandTarget): Promise<LineOutcome> {
  const lines = COMMANDS.map(({ name, argument, brief }) =>
    `  ${`.${name} ${argument}`.padEnd(16)}${brief}`
  );
  await session.write(
    [
      'Type TypeScript: ns("shop").pods shows a table, await works, _ is the last result.',
      ...lines,
      "Ctrl-C stops what runs, Ctrl-D leaves.",
      "",
    ].join("\n"),
  );
  return DONE;
}

async function useContext(session: CommandTarget, argument: string): Promise<LineOutcome> {
  if (argument !== "") {
    const { namespace: _, context: __, ...rest } = session.connectOptions;
    await session.reconnect({ ...rest, context: argument, namespace: undefined });
    return DONE;
  }
  const { kubeconfig } = session.connectOptions;
  const contexts = await listContexts(kubeconfig === undefined ? {} : { kubeconfig });
  const used = session.cluster.info?.context;
  const lines = contexts.map(({ name }) => `${name === used ? "*" : " "} ${safeLine(name)}\n`);
  await session.write(lines.join(""));
  return DONE;
}

async function useNamespace(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<LineOutcome> {
  if (argument !== "") {
    const context = session.cluster.info?.context;
    const { kubeconfig } = session.connectOptions;
    const known = await listContexts(kubeconfig === undefined ? {} : { kubeconfig });
    // The context is pinned: a change of the current context elsewhere is not followed.
    const pinned = known.some(({ name }) => name === context) ? { context } : {};
    await session.reconnect({ ...pinned, namespace: argument });
    return DONE;
  }
  const names = await session.cluster.namespaces.names(signal === undefined ? {} : { signal });
  const used = session.cluster.info?.namespace;
  await session.write(
    names.map((name) => `${name === used ? "*" : " "} ${safeLine(name)}\n`).join(""),
  );
  return DONE;
}

/** The commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  { name: "help", argument: "", brief: "Show this", run: showHelp },
  { name: "ctx", argument: "[NAME]", brief: "List contexts, or use another one", run: useContext },
  {
    name: "ns",
    argument: "[NAME]",
    brief: "List namespaces, or use another one",
    run: useNamespace,
  },
  {
    name: "exit",
    argument: "",
    brief: "Leave",
    run: () => Promise.resolve<LineOutcome>({ type: "exit" }),
  },
];

/**
 * Gets a command by its name.
 *
 * @param name The name without the dot.
 * @throws {QueryError} when there is no such command.
 */
export function getCommand(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const near = suggest(name, COMMANDS.map((command) => command.name));
  const help = near === undefined ? ".help lists them" : `did you mean ".${near}"`;
  throw new QueryError(`Cannot run ".${name}": no such command: ${help}`);
}
