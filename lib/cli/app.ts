/**
 * The command line as the parser knows it: commands, options, help, did-you-mean. What a command does is
 * in a file of its own, loaded when it runs. Only the files `app*.ts` know the parser's library. Layer 8.
 *
 * @module
 */
import {
  type Application,
  buildApplication,
  buildCommand,
  buildRouteMap,
  ExitCode,
  proposeCompletions,
  run,
  type StricliProcess,
} from "npm:@stricli/core@1.3.0";
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { type Completion, type Shell, SHELLS } from "../process/completion.ts";
import {
  type Context,
  flag,
  GLOBAL_FLAGS,
  NAMESPACE_ALIAS,
  permission,
  proposeFormats,
  text,
} from "./app_flags.ts";
import { CHECK } from "./app_check.ts";
import { COMPILE } from "./app_compile.ts";
import { GRANTS } from "./app_grants.ts";
import { NEW } from "./app_new.ts";
import { RUN } from "./app_run.ts";
import { SERVE } from "./app_serve.ts";
import { RUNS, UNDO } from "./app_undo.ts";
import { TEXT } from "./app_text.ts";
import type { DoctorFlags, EvalFlags, ReplFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

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

const REPL = buildCommand<ReplFlags, [], Context>({
  parameters: {
    flags: {
      "allow-kube": permission("RULE", "Do this without asking: verbs:resource[#name][@namespace]"),
      "deny-kube": permission("RULE", "Refuse these requests, whatever else is allowed"),
      ...GLOBAL_FLAGS,
    },
    aliases: NAMESPACE_ALIAS,
  },
  docs: {
    brief: "Open a prompt that is connected to the cluster",
    fullDescription:
      "Open a prompt with the whole library in scope: TypeScript, top-level await,\n" +
      "tables without asking. Without a terminal the lines of standard input are run.\n\n" +
      "In a protected context (SKIFF_PROTECTED, else *prod*, *prd* and *live*), and where rules are\n" +
      "given, it asks before it writes; anywhere before a query changes more than 20 objects\n" +
      "(SKIFF_MANY).",
  },
  async func(flags) {
    await perform(this, async () => {
      const { runRepl } = await import("./repl.ts");
      return await runRepl(flags);
    });
  },
});

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

function buildApp(): Application<Context> {
  return buildApplication(
    buildRouteMap({
      routes: {
        eval: EVAL,
        repl: REPL,
        run: RUN,
        grants: GRANTS,
        undo: UNDO,
        runs: RUNS,
        check: CHECK,
        new: NEW,
        compile: COMPILE,
        serve: SERVE,
        doctor: DOCTOR,
        completions: COMPLETIONS,
      },
      docs: {
        brief: "A Kubernetes scripting runtime: typed queries, a connected prompt",
        fullDescription: "Skiff: a Kubernetes scripting runtime.\n\n" +
          "  skiff eval 'ns(\"shop\").pods'     run one expression\n" +
          "  skiff repl                        open a connected prompt\n" +
          "  skiff new restarts                write a script to start from, and its test\n" +
          "  skiff run script.ts               run a script that sees nothing but the cluster\n" +
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
        text: TEXT,
      },
    },
  );
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
