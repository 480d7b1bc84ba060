/**
 * `skiff run` as the parser knows it. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import {
  type Context,
  flag,
  GLOBAL_FLAGS,
  hiddenPermission,
  NAMESPACE_ALIAS,
  permission,
  text,
} from "./app_flags.ts";
import type { RunFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const RUN: Command<Context> = buildCommand<RunFlags, [string, ...string[]], Context>({
  parameters: {
    flags: {
      "allow-kube": permission(
        "RULE",
        "Let these requests pass: verbs:resource[#name][@namespace]",
      ),
      "deny-kube": permission("RULE", "Refuse these requests, whatever else is allowed"),
      "allow-all": flag("Allow every verb of the cluster; Deno's isolation stays"),
      "max-writes": text("COUNT", "Refuse every write after so many"),
      "max-deletes": text("COUNT", "Refuse every delete after so many"),
      deadline: text("DURATION", "End the script after this time, e.g. 10m"),
      plan: flag("Show what the script would change; on a terminal ask whether to run it so"),
      yes: flag("With --plan: run it by the plan without asking"),
      output: {
        kind: "enum",
        values: ["text", "json"],
        optional: true,
        brief: "With --plan: how to print it; default: text",
      },
      record: text("FILE", "Write down which rights the script uses; skiff grants reads it"),
      grants: text("FILE", "Hold the script to the rights in FILE, which the user has to have"),
      verbose: flag("With --grants: list what the user may beyond them"),
      "allow-read": permission(
        "PATHS",
        "Let the script read these files and folders, as with Deno",
      ),
      "allow-write": permission("PATHS", "Let the script write these files and folders"),
      "allow-net": permission("HOSTS", "Let the script reach these hosts beside the cluster"),
      "allow-env": permission("NAMES", "Let the script see these environment variables"),
      "allow-sys": permission("NAMES", "Let the script ask the system for these facts"),
      "deny-read": hiddenPermission(),
      "deny-write": hiddenPermission(),
      "deny-net": hiddenPermission(),
      "deny-env": hiddenPermission(),
      "deny-sys": hiddenPermission(),
      "allow-run": hiddenPermission(),
      "allow-ffi": hiddenPermission(),
      "allow-import": hiddenPermission(),
      "print-flags": flag("Print the flags that the script needs under plain deno run, and end"),
      ...GLOBAL_FLAGS,
    },
    aliases: { ...NAMESPACE_ALIAS, A: "allow-all", o: "output" },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        parse: String,
        placeholder: "SCRIPT [ARGS]",
        brief: "The script, and what is handed over to it",
      },
    },
  },
  docs: {
    brief: "Run a script that sees the cluster and nothing else",
    fullDescription:
      "Run a script in a process of its own that has no kubeconfig, no credentials, no environment,\n" +
      "no files and no network but one socket to the gate, which sends its requests to the cluster\n" +
      "of the context. Deno's own permissions can be added, --allow-read=./data and the like.\n\n" +
      "The script may read, but no Secret. A write is asked for on a terminal and refused where nobody\n" +
      "can answer, with the rule to add: verbs:resource[.group][/subresource][#name][@namespace].\n\n" +
      "  skiff run report.ts\n" +
      "  skiff run --plan clean.ts\n" +
      "  skiff run --allow-kube=patch:deployments/scale@shop scale.ts --app web\n" +
      "  skiff run -A --deny-kube='*:*@prod' --max-deletes=20 clean.ts",
  },
  async func(flags, script, ...args) {
    await perform(this, async () => {
      const { runRun } = await import("./run.ts");
      return await runRun(flags, script, args);
    });
  },
});
