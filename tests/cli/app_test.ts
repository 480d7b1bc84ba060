import assert from "node:assert/strict";
import { proposeWords, runApp } from "../../lib/cli/app.ts";
import { normalizeArguments } from "../../lib/cli/arguments.ts";
import { readWords } from "../../lib/cli/complete.ts";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function app(...words: string[]): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const code = await runApp(normalizeArguments(words), {
    stdout: (text) => stdout += text,
    stderr: (text) => stderr += text,
  });
  return { code, stdout, stderr };
}

const MISTAKES: readonly [words: readonly string[], message: RegExp][] = [
  [["evla"], /Cannot run "evla": no such command: did you mean "eval"/],
  [["banana"], /Cannot run "banana": no such command: skiff --help lists them/],
  [["-x", "eval"], /Cannot use -x: no command/],
  [["--context"], /Cannot use --context/],
  [["eval"], /EXPRESSION is missing/],
  [["eval", "a", "b"], /Cannot use "b": it is one argument too many/],
  [["eval", "--contxt", "x", "1"], /Cannot use --contxt: no such option: did you mean "--context"/],
  [["eval", "-z", "1"], /Cannot use -z: no such option/],
  [["eval", "--context"], /EXPRESSION is missing|Cannot use --context: its value is missing/],
  [["eval", "1", "--context"], /Cannot use --context: its value is missing/],
  [["eval", "--read-only=5", "1"], /Cannot use --read-only with "5": it takes true or false/],
  [["eval", "-n", "a", "-n", "b", "1"], /Cannot use --namespace twice/],
  [["eval", "-o", "jsn", "1"], /Cannot print as "jsn": no such format: did you mean "json"/],
  [["eval", "-o", "jsonpath", "1"], /Cannot print as "jsonpath": the template is missing/],
  [["eval", "-o", "jsonpath={.a", "1"], /Cannot .*"\{\.a"/],
  [["eval", "-o", "json=5", "1"], /Cannot print as "json=5": json takes no value/],
  [["eval", "--embedded", "--context", "x", "ns().pods"], /context "x" together with --embedded/],
  [["eval", "--as-group", "g", "1"], /Cannot use --as-group: it needs a user/],
  [["eval", "--as-uid", "g", "1"], /Cannot use --as-uid: it needs a user/],
  [["eval", "--request-timeout", "5x", "1"], /Cannot .*"5x"/],
  [["eval", "--namespace=", "1"], /Cannot use --namespace: its value is empty/],
  [["eval", "-A", "-n", "x", "1"], /Cannot use --all-namespaces together with --namespace/],
  [["eval", " "], /Cannot evaluate the input: it is empty/],
  [["completions", "powershell"], /no such shell: bash, zsh and fish are known/],
  [["completions"], /SHELL is missing/],
  [["doctor", "-o", "yml"], /Cannot use --output "yml": it takes text or json/],
  [["eval", "--embedded", "--kubeconfig", "x", "ns().pods"], /kubeconfig "x" together with/],
  [["run", "--embedded", "--print-flags", "x.ts"], /--print-flags together with --embedded/],
  [["undo", "--embedded"], /Cannot use --embedded with undo/],
  [["serve", "--port", "x"], /Cannot use --port "x": it is no whole number up to 65535/],
  [["serve", "--nodes", "1001"], /Cannot use --nodes "1001"/],
  [["serve", "--kubeconfig="], /Cannot use --kubeconfig: its value is empty/],
  [["new"], /NAME is missing/],
  [["new", "Big"], /Cannot make "Big": it is no name for a command/],
  [["new", "../x"], /Cannot make "\.\.\/x": it is no name for a command/],
  [["new", "x", "--dir="], /Cannot use --dir: its value is empty/],
  [["\u001b[31mred"], /Cannot run "\[31mred"/],
];

for (const [words, message] of MISTAKES) {
  Deno.test(`skiff ${JSON.stringify(words.join(" "))} ends with one line and code 2`, async () => {
    const { code, stdout, stderr } = await app(...words);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.match(stderr, /^error: [^\n]+[^.\n]\n$/);
    assert(!stderr.includes("\u001b"), "nothing may control the terminal");
  });
}

const COMMANDS = [
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
];

Deno.test("skiff --help, help and no word at all show the commands", async () => {
  for (const words of [["--help"], ["help"], ["-h"], []]) {
    const { code, stdout } = await app(...words);
    assert.equal(code, 0);
    for (const command of COMMANDS) {
      assert.match(stdout, new RegExp(`^  ${command} `, "m"));
    }
  }
});

Deno.test("every command takes the global options and explains them", async () => {
  for (const command of ["eval", "repl", "doctor"]) {
    const { code, stdout } = await app("help", command);
    assert.equal(code, 0);
    for (
      const option of [
        "context",
        "namespace",
        "kubeconfig",
        "read-only",
        "dry-run",
        "as",
        "as-group",
        "as-uid",
        "request-timeout",
        "embedded",
      ]
    ) assert.match(stdout, new RegExp(`\\[--${option}\\]`));
  }
});

Deno.test("undo does not offer the in-memory cluster", async () => {
  const { stdout } = await app("help", "undo");
  assert.match(stdout, /\[--context\][\s\S]*the run's own/);
  assert.doesNotMatch(stdout, /--embedded/);
});

Deno.test("skiff --version prints the version of the package", async () => {
  const { version } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assert.deepEqual(await app("--version"), { code: 0, stdout: `${version}\n`, stderr: "" });
});

async function words(...typed: string[]): Promise<string[]> {
  return (await proposeWords(readWords(typed).words)).map(({ word }) => word);
}

Deno.test("completion proposes commands, options and fixed values", async () => {
  assert.deepEqual(await words(""), COMMANDS);
  assert.deepEqual(await words("do"), ["doctor"]);
  assert.deepEqual(await words("completions", ""), ["bash", "zsh", "fish"]);
  assert.deepEqual(await words("eval", "-o", "js"), ["json", "jsonpath="]);
  assert.deepEqual(await words("-n", "shop", "eval", "--cont"), ["--context"]);
});

Deno.test("readWords() joins what bash splits at an equals sign", () => {
  assert.deepEqual(readWords(["eval", "--context", "=", "a"]), {
    words: ["eval", "--context", "a"],
    prefix: "",
  });
  assert.deepEqual(readWords(["eval", "--context", "="]), {
    words: ["eval", "--context", ""],
    prefix: "",
  });
  assert.deepEqual(readWords(["eval", "--context=a"]), {
    words: ["eval", "--context", "a"],
    prefix: "--context=",
  });
});
