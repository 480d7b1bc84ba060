/**
 * The command line as the parser knows it: commands, options, help, did-you-mean. What a command does is
 * in a file of its own, loaded when it runs. The only file that knows the parser's library. Layer 8.
 *
 * @module
 */
import {
  type Application,
  ArgumentScannerError,
  buildApplication,
  buildCommand,
  buildRouteMap,
  type CommandContext,
  ExitCode,
  type FlagParametersForType,
  formatMessageForArgumentScannerError,
  proposeCompletions,
  run,
  type StricliProcess,
  text_en,
} from "npm:@stricli/core@1.3.0";
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { describeFailure, failureLine, oneLine } from "../repl/failure.ts";
import type { GlobalFlags } from "./global_flags.ts";

interface Context extends CommandContext {
  finish(exitCode: number): void;
}

const GLOBAL_FLAGS: FlagParametersForType<GlobalFlags, Context> = {
  context: text("CONTEXT", "Context of the kubeconfig; default: the current one", proposeContexts),
  namespace: text(
    "NAMESPACE",
    'Namespace that ns() means; default: the one of the context, or "default"',
    proposeNamespaces,
  ),
  kubeconfig: text("FILE", "Kubeconfig file; default: KUBECONFIG, or ~/.kube/config"),
  "read-only": flag("Refuse every request that could change something"),
  as: text("USER", "Act as this user"),
  "as-group": {
    kind: "parsed",
    parse: String,
    optional: true,
    variadic: true,
    placeholder: "GROUP",
    brief: "Act as a member of this group, too; needs --as, may be repeated",
  },
  "as-uid": text("UID", "Act as the user with this UID; needs --as"),
  "request-timeout": text(
    "DURATION",
    "Give a request up after this time, e.g. 30s; default: never",
  ),
  embedded: flag("Use an in-memory cluster; comes in a later release"),
};

const NAMESPACE_ALIAS = { n: "namespace" } as const;

function text(
  placeholder: string,
  brief: string,
  propose: (partial: string) => Promise<readonly string[]> | readonly string[] = () => [],
) {
  return {
    kind: "parsed",
    parse: String,
    optional: true,
    placeholder,
    brief,
    proposeCompletions: propose,
  } as const;
}

function flag(brief: string) {
  return { kind: "boolean", optional: true, withNegated: false, brief } as const;
}

async function proposeContexts(partial: string): Promise<readonly string[]> {
  const { contextNames } = await import("./live_names.ts");
  return await contextNames(partial);
}

async function proposeNamespaces(partial: string): Promise<readonly string[]> {
  const { namespaceNames } = await import("./live_names.ts");
  return await namespaceNames(partial);
}

function proposeFormats(partial: string): readonly string[] {
  return ["table", "wide", "json", "yaml", "name", "csv", "jsonpath="]
    .filter((format) => format.startsWith(partial));
}

/** The options of `skiff eval`. */
export interface EvalFlags extends GlobalFlags {
  readonly output?: string;
  readonly "all-namespaces"?: boolean;
}

const EVAL = buildCommand<EvalFlags, [string], Context>({
  parameters: {
    flags: {
      output: text(
        "FORMAT",
        "table, wide, json, yaml, name, csv or jsonpath=TEMPLATE",
        proposeFormats,
      ),
      "all-namespaces": flag("ns() means every namespace"),
      ...GLOBAL_FLAGS,
    },
    aliases: { ...NAMESPACE_ALIAS, o: "output", A: "all-namespaces" },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        placeholder: "EXPRESSION",
        brief: "TypeScript to evaluate; - reads it from standard input",
      }],
    },
  },
  docs: {
    brief: "Evaluate an expression on the cluster and print its result",
    fullDescription:
      "Evaluate TypeScript with the whole library in scope, await included, and print the result.\n" +
      "A query is run and printed as the table that kubectl prints, unless -o says otherwise.\n\n" +
      "  skiff eval 'ns(\"shop\").pods'\n" +
      "  skiff eval 'cluster.nodes.count()'\n" +
      "  skiff eval -o name 'ns().pods.where({ status: { phase: \"Failed\" } })'",
  },
  async func(flags, expression) {
    await perform(this, async () => {
      const { runEval } = await import("./eval.ts");
      return await runEval(flags, expression);
    });
  },
});

const REPL = buildCommand<GlobalFlags, [], Context>({
  parameters: { flags: GLOBAL_FLAGS, aliases: NAMESPACE_ALIAS },
  docs: {
    brief: "Open a prompt that is connected to the cluster",
    fullDescription:
      "Open a prompt with the whole library in scope: TypeScript, top-level await,\n" +
      "tables without asking. Without a terminal the lines of standard input are run.",
  },
  async func(flags) {
    await perform(this, async () => {
      const { runRepl } = await import("./repl.ts");
      return await runRepl(flags);
    });
  },
});

/** The options of `skiff doctor`. */
export interface DoctorFlags extends GlobalFlags {
  readonly output?: "text" | "json";
}

const DOCTOR = buildCommand<DoctorFlags, [], Context>({
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["text", "json"],
        optional: true,
        brief: "How to print the findings; default: text",
      },
      ...GLOBAL_FLAGS,
    },
    aliases: { ...NAMESPACE_ALIAS, o: "output" },
  },
  docs: {
    brief: "Check the connection, the versions and what you may do here",
    fullDescription:
      "Check the kubeconfig, the connection, the version of the server, who you are and what you\n" +
      "may do, and say what to do about what is wrong. Ends with 0 unless a check failed.",
  },
  async func(flags) {
    await perform(this, async () => {
      const { runDoctor } = await import("./doctor.ts");
      return await runDoctor(flags);
    });
  },
});

const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that completion is there for. */
export type Shell = (typeof SHELLS)[number];

const COMPLETIONS = buildCommand<Record<never, never>, [Shell], Context>({
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        parse: parseShell,
        placeholder: "SHELL",
        brief: "bash, zsh or fish",
        proposeCompletions: (partial) => SHELLS.filter((shell) => shell.startsWith(partial)),
      }],
    },
  },
  docs: {
    brief: "Print the script that completes skiff in a shell",
    fullDescription:
      "Print the script that completes commands, options, contexts and namespaces.\n\n" +
      "  bash   echo 'eval \"$(skiff completions bash)\"' >> ~/.bashrc\n" +
      "  zsh    echo 'eval \"$(skiff completions zsh)\"' >> ~/.zshrc\n" +
      "  fish   skiff completions fish > ~/.config/fish/completions/skiff.fish",
  },
  async func(_flags, shell) {
    await perform(this, async () => {
      const { runCompletions } = await import("./completions.ts");
      return await runCompletions(shell);
    });
  },
});

function parseShell(word: string): Shell {
  const shell = SHELLS.find((known) => known === word);
  if (shell !== undefined) return shell;
  throw new QueryError(
    `Cannot print completions for "${word}": no such shell: bash, zsh and fish are known`,
  );
}

async function perform(context: Context, work: () => Promise<number>): Promise<void> {
  try {
    context.finish(await work());
  } catch (error) {
    const { line, exitCode } = describeFailure(error);
    if (line !== undefined) context.process.stderr.write(`error: ${line}\n`);
    context.finish(exitCode);
  }
}

function buildApp(): Application<Context> {
  return buildApplication(
    buildRouteMap({
      routes: { eval: EVAL, repl: REPL, doctor: DOCTOR, completions: COMPLETIONS },
      docs: {
        brief: "A Kubernetes scripting runtime: typed queries, a connected prompt",
        fullDescription: "Skiff: a Kubernetes scripting runtime.\n\n" +
          "  skiff eval 'ns(\"shop\").pods'     run one expression\n" +
          "  skiff repl                        open a connected prompt\n" +
          "  skiff COMMAND --help              options of a command",
      },
    }),
    {
      name: "skiff",
      versionInfo: { currentVersion: VERSION },
      scanner: { caseStyle: "original", allowArgumentEscapeSequence: true },
      documentation: {
        caseStyle: "original",
        disableAnsiColor: true,
        onlyRequiredInUsageLine: true,
      },
      localization: {
        text: {
          ...text_en,
          noCommandRegisteredForInput: ({ input, corrections }) =>
            `error: ${commandFault(input, corrections)}`,
          exceptionWhileParsingArguments: (error) => `error: ${argumentFault(error)}`,
        },
      },
    },
  );
}

function commandFault(input: string, corrections: readonly string[]): string {
  if (input.startsWith("-")) {
    return `Cannot use ${oneLine(input)}: no command follows, or no command takes it: ` +
      "skiff --help lists the commands";
  }
  const help = didYouMean(corrections, "") ?? "skiff --help lists them";
  return `Cannot run "${oneLine(input)}": no such command: ${help}`;
}

function didYouMean(corrections: readonly string[], mark: string): string | undefined {
  if (corrections.length === 0) return undefined;
  const names = corrections.map((name) => `"${mark}${name.replaceAll("`", "")}"`);
  return `did you mean ${names.join(" or ")}`;
}

function argumentFault(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) return failureLine(error);
  return oneLine(formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `Cannot use --${input}: no such option: ${
        didYouMean(corrections, "--") ?? "--help lists them"
      }`,
    AliasNotFoundError: ({ input }) => `Cannot use -${input}: no such option: --help lists them`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, input, exception }) =>
      exception instanceof QueryError
        ? exception.message
        : `Cannot use --${externalFlagNameOrPlaceholder} with "${input}": it takes true or false`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `Cannot use --${externalFlagName} "${input}": it takes ${values.join(" or ")}`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) =>
      `Cannot use --${externalFlagName}: it takes no value`,
    UnexpectedFlagError: ({ externalFlagName }) =>
      `Cannot use --${externalFlagName} twice: one value is enough`,
    UnexpectedPositionalError: ({ input }) =>
      `Cannot use "${input}": it is one argument too many: quote an expression that has blanks`,
    UnsatisfiedFlagError: ({ externalFlagName }) =>
      `Cannot use --${externalFlagName}: its value is missing`,
    UnsatisfiedPositionalError: ({ placeholder }) =>
      `Cannot run the command: ${placeholder} is missing: --help shows how`,
  }));
}

/** Where the parser writes help and faults. */
export interface AppOutput {
  stdout(text: string): void;
  stderr(text: string): void;
}

/**
 * Runs a command line.
 *
 * @param words The words after `skiff`, normalised.
 * @param output Where help and faults go.
 * @returns The exit code.
 */
export async function runApp(words: readonly string[], output: AppOutput): Promise<number> {
  let finished: number | undefined;
  let complained = false;
  // The parser may find several faults; the first one says enough.
  function complain(text: string): void {
    if (!complained) output.stderr(text);
    complained = true;
  }
  const process: StricliProcess = {
    stdout: { write: (text) => output.stdout(text) },
    stderr: { write: complain },
  };
  await run(buildApp(), words, {
    process,
    finish: (exitCode) => {
      finished = exitCode;
    },
  });
  if (finished !== undefined) return finished;
  const { exitCode } = process;
  if (exitCode === ExitCode.Success) return EXIT_CODES.done;
  return exitCode === ExitCode.UnknownCommand || exitCode === ExitCode.InvalidArgument
    ? EXIT_CODES.usage
    : EXIT_CODES.failed;
}

/** A word that may come next on the command line. */
export interface Completion {
  readonly word: string;
  readonly brief: string;
}

/**
 * Proposes the words that may come next: commands, options, and values of options.
 *
 * @param words The words so far, normalised; the last one is being typed and may be empty.
 */
export async function proposeWords(words: readonly string[]): Promise<readonly Completion[]> {
  const nothing = { write: () => {} };
  const proposals = await proposeCompletions(buildApp(), words, {
    process: { stdout: nothing, stderr: nothing },
    finish: () => {},
  });
  const started = words.at(-1) ?? "";
  return proposals
    .filter(({ completion }) => completion !== "--" || started.startsWith("-"))
    .map(({ completion, brief }) => ({ word: completion, brief }));
}
