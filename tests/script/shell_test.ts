import assert from "node:assert/strict";
import { type FakeApi, startFakeApi } from "../_support/fake_api.ts";
import { isInstalled } from "../_support/installed.ts";
import { runScript, scriptWords, writeScript } from "./_script_process.ts";
import { skiffEnvironment } from "../_support/skiff_process.ts";

const TOOL = `
const tool = script({
  name: "tool",
  description: "Does nothing",
  options: z.object({ mode: z.enum(["fast", "slow"]).optional() }),
  args: z.object({ pod: z.string().meta({ complete: "pods" }) }),
  run() {},
});
if (import.meta.main) await tool.main();
`;

async function shell(api: FakeApi, program: string, text: string): Promise<string> {
  const words = scriptWords(api, []).map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(
    `${api.folder}/tool`,
    `#!/bin/sh\nexec '${Deno.execPath()}' ${words} "$@"\n`,
    { mode: 0o755 },
  );
  const { stdout } = await new Deno.Command(program, {
    args: ["-c", text],
    env: { ...skiffEnvironment(api), PATH: `${api.folder}:/usr/bin:/bin` },
    clearEnv: true,
    cwd: api.folder,
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout);
}

const TYPED: readonly [words: string, completions: string][] = [
  ["tool we", "web-0 web-1"],
  ["./tool we", "web-0 web-1"],
  ["tool --mode s", "slow"],
  ["tool --mode = s", "slow"],
  ["tool -n sh", "shop shop-test"],
  ["tool --mo", "--mode"],
];

Deno.test({
  name: "a script's completion in bash proposes options, values and live names",
  ignore: !await isInstalled("bash"),
  fn: async () => {
    await using api = await startFakeApi();
    await writeScript(api, TOOL);
    const { stdout } = await runScript(api, "--completions", "bash");
    await Deno.writeTextFile(`${api.folder}/completion.bash`, stdout);
    for (const [words, completions] of TYPED) {
      const output = await shell(
        api,
        "bash",
        `. ./completion.bash; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); ` +
          `_tool; echo "\${COMPREPLY[*]}"`,
      );
      assert.equal(output.trim(), completions, words);
    }
  },
});

Deno.test("a script refuses completion for what it does not know", async () => {
  await using api = await startFakeApi();
  await writeScript(api, TOOL);
  const cases = [["powershell", /no such shell: bash, zsh and fish are known/], [
    "kubectl",
    /the script is not named kubectl-NAME/,
  ]] as const;
  for (const [name, message] of cases) {
    const { code, stdout, stderr } = await runScript(api, "--completions", name);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, message);
  }
});
