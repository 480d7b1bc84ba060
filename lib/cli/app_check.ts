/**
 * `skiff check` as the parser knows it. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import type { Context } from "./app_flags.ts";
import type { CheckFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const CHECK: Command<Context> = buildCommand<CheckFlags, [string], Context>({
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["text", "json"],
        optional: true,
        brief: "How to print what was found; default: text",
      },
    },
    aliases: { o: "output" },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, placeholder: "SCRIPT", brief: "The script; it is not run" }],
    },
  },
  docs: {
    brief: "Check a script's types, and show what it does, without running it",
    fullDescription:
      "Check the types of a script, with those of the library, and list which verbs it uses on which\n" +
      "kinds, and which of Deno's permissions, as far as that can be seen. Nothing of it is run, and\n" +
      "nothing is sent to a cluster. Ends with 1 where a type is wrong.",
  },
  async func(flags, script) {
    await perform(this, async () => {
      const { runCheck } = await import("./check.ts");
      return await runCheck(flags, script);
    });
  },
});
