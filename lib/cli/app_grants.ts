/**
 * `skiff grants` as the parser knows it. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import { type Context, flag, permission, text } from "./app_flags.ts";
import type { GrantsFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const GRANTS: Command<Context> = buildCommand<GrantsFlags, [string], Context>({
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["role", "deno", "flags", "grants"],
        optional: true,
        brief:
          "What to print: roles of RBAC, Deno's permissions, flags, or grants for skiff run; default: role",
      },
      widen: flag(
        "Where a name was made up, as those of pods are, mean every object named like it",
      ),
      name: text("NAME", "Name of the roles; default: that of the script"),
      user: permission("USER", "Bind the roles to this user"),
      group: permission("GROUP", "Bind the roles to this group"),
      serviceaccount: permission("NAMESPACE:NAME", "Bind the roles to this service account"),
      "with-undo": flag("Add the right to look at what is changed, which skiff undo needs"),
    },
    aliases: { o: "output" },
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        placeholder: "FILE",
        brief: "What skiff run --record wrote",
      }],
    },
  },
  docs: {
    brief: "Print the rights that a run used, as roles or as flags",
    fullDescription:
      "Print the rights that skiff run --record wrote down: as the smallest roles of RBAC that give\n" +
      "them, with bindings where a subject is named; as Deno's permissions; as the flags of skiff run;\n" +
      "or as such a file. With --widen the names that controllers make up, web-5cd57cb4f9-ln97k, stand\n" +
      "for all like them, web-*, and in roles for all of the kind; those of Secrets stay. Nothing is sent\n" +
      "to a cluster.\n\n" +
      "  skiff run -A --record clean.json clean.ts\n" +
      "  skiff grants clean.json --serviceaccount shop:cleaner | kubectl apply -f -\n" +
      "  skiff run --grants clean.json clean.ts\n" +
      "  skiff grants clean.json --widen -o grants > wide.json",
  },
  async func(flags, file) {
    await perform(this, async () => {
      const { runGrants } = await import("./grants.ts");
      return await runGrants(flags, file);
    });
  },
});
