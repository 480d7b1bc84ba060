import assert from "node:assert/strict";
import { z } from "zod";
import { commandLineOf, type ScriptDescription } from "../../lib/script/command_line.ts";
import { helpOf } from "../../lib/script/help.ts";

const TOOL: ScriptDescription = {
  name: "tool",
  description: "Moves things about.",
  version: "1.2.3",
  examples: ["tool web -r 3"],
  options: z.object({
    replicas: z.number().default(3).describe("How many").meta({ short: "r" }),
    mode: z.enum(["fast", "slow"]).default("fast").describe("How"),
    size: z.enum(["a", "b"]),
    label: z.array(z.string()).default([]).describe("Label to look for"),
    set: z.record(z.string(), z.string()).optional(),
    prune: z.boolean().default(true).describe("Remove what is left"),
    reallyQuiteLongNameOfAnOption: z.string().optional().describe("On a line of its own"),
    bare: z.string().optional().meta({ placeholder: "THING" }),
  }),
  args: z.object({
    name: z.string().describe("Which one"),
    others: z.array(z.string()).optional().describe("Further ones"),
  }),
};

const HELP = `USAGE
  tool [OPTIONS] --size a|b NAME [OTHERS...]

Moves things about.

EXAMPLES
  tool web -r 3

ARGUMENTS
  NAME    Which one
  OTHERS  Further ones

OPTIONS
  -r, --replicas NUMBER    How many (default: 3)
      --mode fast|slow     How (default: fast)
      --size a|b
      --label VALUE        Label to look for (may be repeated)
      --set KEY=VALUE      may be repeated
      --[no-]prune         Remove what is left (default: true)
      --really-quite-long-name-of-an-option VALUE
                           On a line of its own
      --bare THING
  -h, --help               Show this help and end
      --version            Show the version and end
      --completions SHELL  Print the completion script of bash, zsh, fish or kubectl, and end
`;

Deno.test("helpOf shows usage, examples, arguments, options and those of the connection", () => {
  const [own, connection] = helpOf(commandLineOf(TOOL)).split("\nCLUSTER\n");
  assert.equal(own, HELP);
  assert.match(connection ?? "", /^ {6}--context CONTEXT +Context of the kubeconfig/);
  assert.match(connection ?? "", /^ {2}-n, --namespace NAMESPACE /m);
});

Deno.test("helpOf names a plugin of kubectl as it is typed", () => {
  const help = helpOf(commandLineOf({ name: "kubectl-pod_age-all", description: "x" }));
  assert.match(help, /^USAGE\n {2}kubectl pod-age all \[OPTIONS\]\n/);
});

Deno.test("helpOf lets nothing of a description control the terminal", () => {
  const help = helpOf(commandLineOf({ name: "tool", description: "a\u001b[2Jb" }));
  assert(!help.includes("\u001b"));
});
