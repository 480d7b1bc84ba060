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
} from "./app_flags.ts";
import type { RunFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const RUN: Command<Context> = buildCommand<RunFlags, [string, ...string[]], Context>({
  parameters: {
    flags: {
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
      "allow-all": flag("Allow every verb of the cluster; in this release the default"),
      "print-flags": flag("Print the flags that the script needs under plain deno run, and end"),
      ...GLOBAL_FLAGS,
    },
    aliases: { ...NAMESPACE_ALIAS, A: "allow-all" },
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
      "In this release the script may do in the cluster whatever you may, unless --read-only is\n" +
      "given; rules for single verbs come with a later one.\n\n" +
      "  skiff run restart.ts --app web\n" +
      "  skiff run --read-only --allow-write=report.json report.ts",
  },
  async func(flags, script, ...args) {
    await perform(this, async () => {
      const { runRun } = await import("./run.ts");
      return await runRun(flags, script, args);
    });
  },
});
