import assert from "node:assert/strict";
import { type FakeApi, startFakeApi } from "../_support/fake_api.ts";
import { isInstalled } from "../_support/installed.ts";
import { Pty } from "../_support/pty.ts";
import { runSkiff, skiffArguments, skiffEnvironment } from "../_support/skiff_process.ts";

const CASES: readonly [name: string, words: readonly string[], completions: readonly string[]][] = [
  ["commands", [""], [
    "eval",
    "repl",
    "run",
    "grants",
    "undo",
    "runs",
    "check",
    "new",
    "compile",
    "serve",
    "doctor",
    "completions",
  ]],
  ["contexts", ["eval", "--context", ""], ["fake", "other"]],
  ["contexts after an equals sign", ["eval", "--context=o"], ["--context=other"]],
  ["namespaces", ["eval", "--request-timeout", "90s", "-n", "sh"], ["shop", "shop-test"]],
  ["namespaces before the command", ["--request-timeout=90s", "-n", "d"], ["default"]],
  ["nothing that takes longer than it may", ["eval", "--request-timeout", "1ms", "-n", "sh"], []],
  ["commands after an option", ["-n", "d", "re"], ["repl"]],
  ["nothing for what is unknown", ["eval", "--banana", ""], []],
];

Deno.test("the hidden completion command proposes", async (t) => {
  await using api = await startFakeApi();
  for (const [name, words, completions] of CASES) {
    await t.step(name, async () => {
      const { code, stdout, stderr } = await runSkiff(api, ["__complete", "bash", ...words]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
      assert.deepEqual(stdout.split("\n").filter((line) => line !== ""), completions);
    });
  }
  await t.step("words with a description for zsh and fish", async () => {
    for (const shell of ["zsh", "fish"]) {
      const { stdout } = await runSkiff(api, ["__complete", shell, "do"]);
      assert.match(stdout, /^doctor\tCheck the connection/);
    }
  });
});

Deno.test("the hidden completion command is silent when there is nothing to ask", async () => {
  await using api = await startFakeApi();
  await Deno.writeTextFile(api.kubeconfig, "contexts: [");
  for (const option of ["--context", "-n"]) {
    assert.deepEqual(await runSkiff(api, ["__complete", "bash", "eval", option, ""]), {
      code: 0,
      stdout: "",
      stderr: "",
    });
  }
});

async function shell(api: FakeApi, program: string, script: string): Promise<string> {
  const skiff = skiffArguments(api, []).map((word) => `'${word}'`).join(" ");
  const { stdout } = await new Deno.Command(program, {
    args: ["-c", `skiff() { '${Deno.execPath()}' ${skiff} "$@"; }\n${script}`],
    env: skiffEnvironment(api),
    clearEnv: true,
    cwd: api.folder,
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "the script for bash completes contexts, by either way of writing the option",
  ignore: !await isInstalled("bash"),
  fn: async () => {
    await using api = await startFakeApi();
    const { stdout: script } = await runSkiff(api, ["completions", "bash"]);
    await Deno.writeTextFile(`${api.folder}/completion.bash`, script);
    for (
      const words of ["skiff eval --context f", "skiff eval --context = f", "skiff --context f"]
    ) {
      const output = await shell(
        api,
        "bash",
        `. ./completion.bash; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); ` +
          `_skiff; printf '%s\\n' "\${COMPREPLY[@]}"`,
      );
      assert.equal(output.trim(), "fake", words);
    }
  },
});

Deno.test({
  name: "the script for bash completes paths of scripts after the commands that take one",
  ignore: !await isInstalled("bash"),
  fn: async () => {
    await using api = await startFakeApi();
    const { stdout: script } = await runSkiff(api, ["completions", "bash"]);
    await Deno.writeTextFile(`${api.folder}/completion.bash`, script);
    await Deno.mkdir(`${api.folder}/tools`);
    await Deno.writeTextFile(`${api.folder}/tools/clean up.ts`, "");
    const skiff = skiffArguments(api, []).map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(
      `${api.folder}/rc`,
      `skiff() { '${Deno.execPath()}' ${skiff} "$@"; }\n. ./completion.bash\nPS1='ready> '\n`,
    );
    await using terminal = new Pty({
      program: "/bin/bash",
      args: ["--noprofile", "--rcfile", `${api.folder}/rc`, "-i"],
      env: { ...skiffEnvironment(api), PATH: "/usr/bin:/bin", TERM: "dumb" },
      cwd: api.folder,
    });
    await terminal.see("ready> ");
    for (const command of ["run", "check", "compile", "run --read-only"]) {
      await terminal.type(`skiff ${command} too\t`);
      await terminal.see(`skiff ${command} tools/`);
      await terminal.type("cl\t");
      await terminal.see("cl");
      await terminal.see("ean\\ up.ts");
      // Takes the line away, and begins another one.
      await terminal.type("\x15echo another-$((1))\r");
      await terminal.see("another-1");
      await terminal.see("ready> ");
    }
    await terminal.type("exit\r");
    await terminal.end();
  },
});

for (const program of ["bash", "zsh", "fish"]) {
  Deno.test({
    name: `the script for ${program} is one that ${program} can read`,
    ignore: !await isInstalled(program),
    fn: async () => {
      await using api = await startFakeApi();
      const { stdout } = await runSkiff(api, ["completions", program]);
      const file = `${api.folder}/script`;
      await Deno.writeTextFile(file, stdout);
      const { code } = await new Deno.Command(program, { args: ["-n", file] }).output();
      assert.equal(code, 0);
    },
  });
}
