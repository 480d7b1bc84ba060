/**
 * `skiff compile` as the parser knows it. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import { type Context, flag, hiddenPermission, permission, text } from "./app_flags.ts";
import type { CompileFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const COMPILE: Command<Context> = buildCommand<CompileFlags, [string], Context>({
  parameters: {
    flags: {
      output: text("FILE", "File to write; default: the script's name without its extension"),
      target: text("TARGET", "System it is for, e.g. aarch64-apple-darwin; default: this one"),
      "self-extracting": flag("Make it of the running Deno, without trying deno compile"),
      "no-compress": flag("Leave the Deno within as it is: a larger file, a faster first start"),
      "allow-kube": permission(
        "RULE",
        "Let it read, and do this: verbs:resource[#name][@namespace]",
      ),
      "deny-kube": permission("RULE", "Let it read, but not this, whatever else is allowed"),
      "allow-net": permission("HOSTS", "Let it reach these hosts only; default: every host"),
      "allow-read": permission("PATHS", "Let it read these, too, beside the kubeconfig"),
      "allow-write": permission("PATHS", "Let it write these"),
      "allow-env": permission("NAMES", "Let it see these variables, too"),
      "allow-run": permission("PROGRAMS", "Let it run these, too, beside credential plugins"),
      "allow-sys": permission("NAMES", "Let it ask the system for these facts"),
      "allow-ffi": permission("PATHS", "Let it load these native libraries"),
      "allow-all": flag("Let it do everything that its user may"),
      "deny-net": hiddenPermission(),
      "deny-read": hiddenPermission(),
      "deny-write": hiddenPermission(),
      "deny-env": hiddenPermission(),
      "deny-run": hiddenPermission(),
      "deny-sys": hiddenPermission(),
      "deny-ffi": hiddenPermission(),
    },
    aliases: { o: "output", A: "allow-all" },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, placeholder: "SCRIPT", brief: "The script" }],
    },
  },
  docs: {
    brief: "Make one executable file of a script, with its permissions inside",
    fullDescription:
      "Make one executable file of a script and all that it uses; the machine it runs on needs\n" +
      "neither Deno nor Skiff. It is made by deno compile where its runtime can be had (DENORT_BIN,\n" +
      "or a download), and else of the running Deno, as a file that unpacks itself on its first start.\n" +
      "Deno's permissions are fixed in it: what a connection needs, and what is given here. So are the\n" +
      "rules of the cluster, where any are given: a guard against mistakes, and no boundary. As a file\n" +
      "kubectl-NAME on the PATH it is a plugin: kubectl NAME.\n\n" +
      "  skiff compile restarts.ts -o kubectl-restarts\n" +
      "  skiff compile scale.ts --allow-kube=patch:deployments/scale@shop\n" +
      "  skiff compile report.ts --allow-write=report.json && ./report --skiff-info",
  },
  async func(flags, script) {
    await perform(this, async () => {
      const { runCompile } = await import("./compile.ts");
      return await runCompile(flags, script);
    });
  },
});
