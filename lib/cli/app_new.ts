/**
 * `skiff new` as the parser knows it. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import { type Context, text } from "./app_flags.ts";
import type { NewFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const NEW: Command<Context> = buildCommand<NewFlags, [string], Context>({
  parameters: {
    flags: { dir: text("FOLDER", "Folder to write; default: one of the script's name, here") },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, placeholder: "NAME", brief: "Name of the script" }],
    },
  },
  docs: {
    brief: "Write a folder to start from: a script, its test, and deno.json",
    fullDescription:
      "Write a folder with a script that is a command-line tool, a test of it that needs no cluster\n" +
      "and no permission, and a deno.json by which editors find the types. Nothing is overwritten.\n\n" +
      "  skiff new restarts && cd restarts && deno task test",
  },
  async func(flags, name) {
    await perform(this, async () => {
      const { runNew } = await import("./new.ts");
      return await runNew(flags, name);
    });
  },
});
