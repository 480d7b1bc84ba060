/**
 * The commands of the prompt: words that begin with a dot. What the rarer ones do is loaded when they run.
 * Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import { type Command, type CommandTarget, DONE, type LineOutcome } from "./command.ts";
import { continuedLine } from "./command_line.ts";

async function showHelp(session: CommandTarget): Promise<LineOutcome> {
  const forms = [...COMMANDS.map(({ name, argument, brief }) => [`.${name} ${argument}`, brief]), [
    "?EXPRESSION",
    "The same as .explain",
  ]] as const;
  const width = Math.max(...forms.map(([form]) => form.length)) + 2;
  const lines = forms.map(([form, brief]) => `  ${form.padEnd(width)}${brief}`);
  await session.write(
    [
      'Type TypeScript: ns("shop").pods shows a table, await works, _ is the last result,',
      "$1 the object of its first row, _error the last mistake. Tab completes.",
      ...lines,
      "Ctrl-C stops what runs, Ctrl-R searches earlier lines, Ctrl-D leaves.",
      "Where output is longer than the screen: Enter a line, Space a page, a all, q no more.",
      "",
    ].join("\n"),
  );
  return DONE;
}

function place(name: "useContext" | "useNamespace" | "setReadOnly" | "setDryRun"): Command["run"] {
  return async (session, argument, signal) => {
    const commands = await import("./command_place.ts");
    await commands[name](session, argument, signal);
    return DONE;
  };
}

function result(name: "showYaml" | "showJson" | "showWide"): Command["run"] {
  return async (session, argument, signal) => {
    const commands = await import("./command_results.ts");
    await commands[name](session, argument, signal);
    return DONE;
  };
}

function about(
  name: "setTime" | "showRequests" | "setLimit" | "showHistory" | "showRights",
): Command["run"] {
  return async (session, argument) => {
    const commands = await import("./command_about.ts");
    await commands[name](session, argument);
    return DONE;
  };
}

async function plan(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<LineOutcome> {
  const { usePlan } = await import("./command_plan.ts");
  await usePlan(session, argument, signal);
  return DONE;
}

async function save(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<LineOutcome> {
  const { saveScript } = await import("./command_save.ts");
  await saveScript(session, argument, signal);
  return DONE;
}

function file(name: "loadFile"): Command["run"] {
  return async (session, argument, signal) => {
    const commands = await import("./command_file.ts");
    await commands[name](session, argument, signal);
    return DONE;
  };
}

async function edit(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<LineOutcome> {
  const { editInEditor } = await import("./command_edit.ts");
  await editInEditor(session, argument, signal);
  return DONE;
}

async function watch(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<LineOutcome> {
  const { watchResult } = await import("./command_watch.ts");
  await watchResult(session, argument, signal);
  return DONE;
}

async function explain(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<LineOutcome> {
  const { explainText } = await import("./command_explain.ts");
  await explainText(session, argument, signal);
  return DONE;
}

/** Clears the screen, and what has gone out of it at the top. */
async function clear(session: CommandTarget): Promise<LineOutcome> {
  if (session.terminal) await session.write("\x1b[H\x1b[2J\x1b[3J", true);
  return DONE;
}

/** The commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  { name: "help", argument: "", brief: "Show this", run: showHelp },
  {
    name: "ctx",
    argument: "[NAME]",
    brief: "List contexts, or use another one",
    run: place("useContext"),
  },
  {
    name: "ns",
    argument: "[NAME]",
    brief: "List namespaces, or use another one",
    run: place("useNamespace"),
  },
  {
    name: "explain",
    argument: "PATH",
    brief: "What a kind or a field is: .explain pod.spec.tolerations",
    run: explain,
  },
  {
    name: "watch",
    argument: "QUERY",
    brief: "Follow a query in a table until Ctrl-C",
    run: watch,
  },
  {
    name: "yaml",
    argument: "[secrets]",
    brief: "The last result as YAML; with the data of Secrets",
    run: result("showYaml"),
  },
  {
    name: "json",
    argument: "[secrets]",
    brief: "The last result as JSON; with the data of Secrets",
    run: result("showJson"),
  },
  {
    name: "wide",
    argument: "",
    brief: "The last result as a table with more columns",
    run: result("showWide"),
  },
  {
    name: "time",
    argument: "[on|off]",
    brief: "Show milliseconds, requests and bytes of each line",
    run: about("setTime"),
  },
  {
    name: "requests",
    argument: "",
    brief: "List what the last line has sent",
    run: about("showRequests"),
  },
  {
    name: "readonly",
    argument: "[on|off]",
    brief: "Refuse whatever could change something",
    run: place("setReadOnly"),
  },
  {
    name: "dryrun",
    argument: "[on|off]",
    brief: "Let the server check every change, and keep none",
    run: place("setDryRun"),
  },
  {
    name: "plan",
    argument: "[on|show|apply|off]",
    brief: "Plan what lines change, show it, then do it or drop it",
    run: plan,
  },
  {
    name: "load",
    argument: "FILE",
    brief: "Run a file as if it had been typed",
    run: file("loadFile"),
  },
  {
    name: "save",
    argument: "FILE.ts",
    brief: "Write the session as a script, with a test beside it",
    run: save,
  },
  {
    name: "edit",
    argument: "[EXPR]",
    brief: "Open the last input, or an object as kubectl edit does, in $EDITOR",
    run: edit,
  },
  {
    name: "history",
    argument: "[TEXT]",
    brief: "List earlier lines, or those that hold a text",
    run: about("showHistory"),
  },
  {
    name: "perms",
    argument: "",
    brief: "List the rights that this session needed",
    run: about("showRights"),
  },
  {
    name: "limit",
    argument: "[TIME|off]",
    brief: "How long a line may compute without a pause",
    run: about("setLimit"),
  },
  { name: "clear", argument: "", brief: "Clear the screen", run: clear },
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
  const isKind = BUILTIN_KINDS.some(({ accessor, singularAccessor }) =>
    accessor === name || singularAccessor === name
  );
  if (isKind) throw continuedLine(`.${name}`);
  const near = suggest(name, COMMANDS.map((command) => command.name));
  const help = near === undefined ? ".help lists them" : `did you mean ".${near}"`;
  throw new QueryError(`Cannot run ".${name}": no such command: ${help}`);
}
