import assert from "node:assert/strict";
import { z } from "zod";
import { type CommandLine, commandLineOf } from "../../lib/script/command_line.ts";
import { completionsFor } from "../../lib/script/complete.ts";

const LINE: CommandLine = commandLineOf({
  name: "tool",
  description: "",
  options: z.object({
    mode: z.enum(["fast", "slow"]).optional().describe("How"),
    maxAge: z.string().optional(),
    prune: z.boolean().default(true),
    label: z.array(z.string()).optional().meta({ complete: ["app=", "tier="] }),
  }),
  args: z.object({
    name: z.string().meta({ complete: "deployments" }),
    pods: z.array(z.string().meta({ complete: "pods" })).optional(),
  }),
});

/** Stands for the kubeconfig and the cluster: says what it was asked for. */
async function ask(...words: string[]): Promise<string[]> {
  const text = await completionsFor(LINE, ["bash", ...words], (what, partial, connect) => {
    return Promise.resolve([`${what}:${partial}:${JSON.stringify(connect)}`]);
  });
  return text.split("\n").slice(0, -1);
}

const CASES: readonly [words: readonly string[], completions: readonly string[]][] = [
  [["--m"], ["--mode", "--max-age"]],
  [["--mode", "fast", "--m"], ["--max-age"]],
  [["--label", "a", "--la"], ["--label"]],
  [["--pr"], ["--prune"]],
  [["--no"], ["--no-prune"]],
  [["--mode", ""], ["fast", "slow"]],
  [["--mode", "f"], ["fast"]],
  [["--mode=s"], ["--mode=slow"]],
  [["--mode", "="], ["fast", "slow"]],
  [["--mode", "=", "s"], ["slow"]],
  [["--prune=t"], ["--prune=true"]],
  [["--max-age", ""], []],
  [["--label", "t"], ["tier="]],
  [["--context", "p"], ["contexts:p:{}"]],
  [["-n", ""], ["namespaces::{}"]],
  [["we"], ["deployments:we:{}"]],
  [["--request-timeout", "9s", ""], ['deployments::{"timeout":"9s"}']],
  [["-n", "shop", "--context=c", ""], ['deployments::{"context":"c","namespace":"shop"}']],
  [["web", ""], ["pods::{}"]],
  [["web", "a", "b", "c"], ["pods:c:{}"]],
  [["--mode", "fast", "web", "x"], ["pods:x:{}"]],
  [["--", "-x"], ["deployments:-x:{}"]],
  [["--completions", "z"], ["zsh"]],
  [["--banana=", ""], ["deployments::{}"]],
];

for (const [words, completions] of CASES) {
  Deno.test(`completionsFor proposes after ${JSON.stringify(words)}`, async () => {
    assert.deepEqual(await ask(...words), completions);
  });
}

Deno.test("completionsFor describes options to the shells that show it", async () => {
  assert.equal(await completionsFor(LINE, ["fish", "--mo"]), "--mode\tHow\n");
  assert.equal(await completionsFor(LINE, ["zsh", "--mo"]), "--mode\tHow\n");
  assert.equal(await completionsFor(LINE, ["kubectl", "--mo"]), "--mode\tHow\n:4\n");
});

Deno.test("completionsFor leaves out a name that would break the shell's line", async () => {
  const text = await completionsFor(
    LINE,
    ["bash", ""],
    () => Promise.resolve(["good", "bad\nname", "a b", "\u001b[2J"]),
  );
  assert.equal(text, "good\n");
});
