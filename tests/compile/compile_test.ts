import assert from "node:assert/strict";
import { join } from "node:path";
import { lines } from "../../lib/cli/lines.ts";
import { type FakeApi, startFakeApi } from "../_support/fake_api.ts";
import { Pty } from "../_support/pty.ts";
import { compile, finish, toolCommand, toolEnvironment } from "./_tool.ts";

const TOOL = `import { script } from "skiff";
import { z } from "npm:zod@4.6.7";
import words from "./words.json" with { type: "json" };
import { shout } from "./shout.ts";

export const tool = script({
  name: "tool",
  description: "Does what a test wants",
  options: z.object({
    what: z.enum(["names", "read", "write", "run", "env", "lazy", "wait", "terminal", "fetch", "print"])
      .default("names"),
  }),
  args: z.object({ rest: z.array(z.string()).default([]) }),
  async run({ options, args, ns }) {
    switch (options.what) {
      case "names":
        return console.log(shout(words.hello), JSON.stringify(args.rest), await ns().pods.names());
      case "read": return console.log(await Deno.readTextFile("/etc/hostname"));
      case "write": return await Deno.writeTextFile("/tmp/skiff-never-written", "");
      case "run": return console.log(await new Deno.Command("/bin/ls").output());
      case "print": for (;;) console.table([1]);
      case "env": return console.log(Deno.env.get("SECRET"));
      case "lazy": return console.log((await import("./lazy.ts")).lazy);
      case "fetch": return console.log((await fetch("http://192.0.2.1:8080/")).status);
      case "terminal":
        return console.log([Deno.stdin, Deno.stdout, Deno.stderr].map((file) => file.isTerminal()));
      case "wait":
        console.log("ready", Deno.pid);
        return await ns().configMaps.list();
    }
  },
});
if (import.meta.main) await tool.main();
`;

const FILES: Readonly<Record<string, string>> = {
  "tool.ts": TOOL,
  "words.json": '{ "hello": "hello" }',
  "shout.ts": "export const shout = (text: string): string => text.toUpperCase();\n" +
    'if (import.meta.main) throw new Error("only the tool is the program");\n',
  "lazy.ts": 'export const lazy = "loaded later";\n',
};

async function writeFiles(api: FakeApi, files = FILES): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(api.folder, "project", name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}

/** A mapping of its own must neither be lost nor reach into Skiff. */
const OWN_CONFIG = JSON.stringify({
  imports: { "skiff": "./missing.ts", "js-yaml": "./missing.ts", "helper": "./shout.ts" },
});

Deno.test("a tool in a folder without a deno.json, compiled to one file that needs nothing", async (t) => {
  await using api = await startFakeApi();
  await writeFiles(api);
  await t.step("is made", async () => {
    const { code, stdout, stderr } = await compile(api, [
      "project/tool.ts",
      "--self-extracting",
      "--no-compress",
      "-o",
      "tool",
    ]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^wrote [^\n]*\/tool, \d+\.\d MB, self-extracting\nnet {7}everything\n/);
    // From here on nothing but the file is there.
    await Deno.remove(join(api.folder, "project"), { recursive: true });
    await Deno.remove(join(api.folder, "cache"), { recursive: true }).catch(() => undefined);
  });
  await t.step("runs for the first and the second time", async () => {
    for (const _ of ["first", "second"]) {
      const { code, stdout, stderr } = await finish(toolCommand(api, ["a b", "", "*"]));
      assert.deepEqual([code, stderr], [0, ""]);
      assert.equal(stdout, 'HELLO ["a b","","*"] [ "web-0", "web-1" ]\n');
    }
  });
  await t.step("imports what it needs later", async () => {
    const { stdout, stderr } = await finish(toolCommand(api, ["--what", "lazy"]));
    assert.deepEqual([stdout, stderr], ["loaded later\n", ""]);
  });
  await t.step("shows its help, completion and what it is", async () => {
    assert.match(
      (await finish(toolCommand(api, ["--help"]))).stdout,
      /^USAGE\n {2}tool \[OPTIONS\]/,
    );
    const words = ["__complete", "bash", "--request-timeout=90s", "-n", "sh"];
    const { stdout } = await finish(toolCommand(api, words));
    assert.equal(stdout, "shop\nshop-test\n");
    const info = await finish(toolCommand(api, ["--skiff-info"]));
    assert.match(
      info.stdout,
      /^tool: skiff \d+\.\d+\.\d+, Deno \d+\.\d+\.\d+, self-extracting\nnet /,
    );
    assert.match(info.stdout, /^read {6}the kubeconfig, /m);
  });
  await t.step("may do what a connection needs, and nothing else", async () => {
    for (const what of ["read", "write", "run", "env"]) {
      const { code, stdout, stderr } = await finish(
        toolCommand(api, ["--what", what], { SECRET: "hunter2" }),
      );
      assert.deepEqual([code, stdout], [4, ""], what);
      assert.match(stderr, /^error: Requires [^\n]+, compile it again with the --allow-[^\n]+\n$/);
    }
  });
  await t.step("ends where nobody reads what it prints", async () => {
    const child = toolCommand(api, ["--what", "print"]).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
    assert.deepEqual([code, stderr], [141, ""]);
  });
  await t.step("ends with the exit codes of mistakes", async () => {
    assert.equal((await finish(toolCommand(api, ["--what", "banana"]))).code, 2);
    assert.equal((await finish(toolCommand(api, ["--context", "banana"]))).code, 2);
  });
  await t.step("reads the kubeconfig that it is told to", async () => {
    const other = join(api.folder, "other folder", "config");
    await Deno.mkdir(join(other, ".."));
    await Deno.rename(api.kubeconfig, other);
    try {
      for (const words of [["--kubeconfig", other], [`--kubeconfig=${other}`]]) {
        const { code, stderr } = await finish(toolCommand(api, words));
        assert.deepEqual([code, stderr], [0, ""]);
      }
      const { code, stdout, stderr } = await finish(toolCommand(api, []));
      assert.deepEqual([code, stdout, stderr], [
        2,
        "",
        `error: Cannot connect to a cluster: there is no kubeconfig at "${api.kubeconfig}": ` +
        "name one with --kubeconfig FILE\n",
      ]);
    } finally {
      await Deno.rename(other, api.kubeconfig);
    }
  });
  await t.step("is the process that was started, and ends by a signal as such", async () => {
    const child = toolCommand(api, ["--what", "wait"]).spawn();
    for await (const line of lines(child.stdout)) {
      assert.equal(line, `ready ${child.pid}`);
      await api.hanging;
      child.kill("SIGINT");
    }
    const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
    assert.deepEqual([code, stderr], [130, ""]);
  });
  await t.step("is not led astray by files where it runs", async () => {
    const cwd = await Deno.makeTempDir();
    for (const name of ["deno.json", "package.json", "deno.lock", ".npmrc"]) {
      await Deno.writeTextFile(join(cwd, name), "{ broken");
      await Deno.writeTextFile(join(api.folder, name), "{ broken");
    }
    const { code, stdout, stderr } = await new Deno.Command(join(api.folder, "tool"), {
      env: toolEnvironment(api),
      clearEnv: true,
      cwd,
    }).output();
    const decoder = new TextDecoder();
    assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
    assert.match(decoder.decode(stdout), /^HELLO /);
    await Deno.remove(cwd, { recursive: true });
  });
  await t.step("sees the terminal that it is started on", async () => {
    await using pty = new Pty({
      program: join(api.folder, "tool"),
      args: ["--what", "terminal"],
      env: {
        ...toolEnvironment(api),
        DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      },
      cwd: "/",
    });
    await pty.see("[ true, true, true ]");
    assert.equal(await pty.end(), 0);
  });
});

Deno.test("a tool in a folder with a deno.json of its own keeps its mapping and its permissions", async () => {
  await using api = await startFakeApi();
  await writeFiles(api, {
    ...FILES,
    "deno.json": OWN_CONFIG,
    "tool.ts": TOOL.replace('"./shout.ts"', '"helper"'),
  });
  const words = ["-o", "tool", "--no-compress", "--allow-env=SECRET", "--allow-net=127.0.0.1"];
  // No runtime for deno compile can be had in this way.
  const made = await compile(api, ["project/tool.ts", ...words], { DENORT_BIN: "/no/such/denort" });
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  assert.match(
    made.stdout,
    /self-extracting\nnot by deno compile: DENORT_BIN cannot be used: [^\n]+\nnet {7}127\.0\.0\.1\n/,
  );
  assert.match((await finish(toolCommand(api, []))).stdout, /^HELLO \[\] \[ "web-0"/);
  const env = await finish(toolCommand(api, ["--what", "env"], { SECRET: "visible" }));
  assert.equal(env.stdout, "visible\n");
  const net = await finish(toolCommand(api, ["--what", "fetch"]));
  assert.deepEqual([net.code, net.stdout], [4, ""]);
  assert.match(net.stderr, /^error: Requires net access to "192\.0\.2\.1:8080"[^\n]*\n$/);
});

Deno.test("a tool is held to the rules that it was compiled with, and says which", async () => {
  await using api = await startFakeApi();
  await writeFiles(api, {
    "tool.ts": 'import { ns } from "skiff"; console.log(await ns().pods.names());\n' +
      'await ns().configMap("a").delete();',
  });
  const rules = ["--allow-kube=create:configmaps@shop", "--deny-kube=get:nodes"];
  const words = ["-o", "tool", "--no-compress", "--self-extracting", ...rules];
  const made = await compile(api, ["project/tool.ts", ...words]);
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  assert.match(
    made.stdout,
    /\nkube {6}reading without Secrets, create:configmaps@shop\nnot kube {2}get:nodes\n/,
  );
  const { code, stdout, stderr } = await finish(toolCommand(api, []));
  assert.equal(code, 4);
  assert.match(stdout, /web-0/);
  assert.match(
    stderr,
    /^error: Cannot delete configmaps "a" in "shop": [^\n]*compile it again with --allow-kube=delete:configmaps#a@shop\n/,
  );
  assert.ok(api.requests.every((request) => !request.startsWith("DELETE")));
  // It reads no arguments: with any of these it would do its work as if nothing stood there.
  const sent = api.requests.length;
  for (const word of ["--dry-run", "--help", "-n"]) {
    assert.deepEqual(await finish(toolCommand(api, [word])), {
      code: 2,
      stdout: "",
      stderr: `error: Cannot use ${word}: this tool reads no arguments\n`,
    });
  }
  assert.equal(api.requests.length, sent);
});

Deno.test("skiff compile notices a DENORT_BIN that is no denort", async () => {
  await using api = await startFakeApi();
  await writeFiles(api);
  const made = await compile(api, ["project/tool.ts", "--no-compress"], {
    DENORT_BIN: Deno.execPath(),
  });
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  assert.match(made.stdout, /not by deno compile: what it made does not run: DENORT_BIN/);
  assert.equal((await finish(toolCommand(api, []))).code, 0);
});

Deno.test("skiff compile refuses in one line what it cannot do, and writes nothing", async (t) => {
  await using api = await startFakeApi();
  await writeFiles(api, {
    ...FILES,
    "deno.json": "{}",
    "key.ts": 'import key from "../secret.json" with { type: "json" };\nconsole.log(key);\n',
    "syntax.ts": "const = 1;\n",
    "missing.ts": 'import "./nowhere.ts";\n',
    "remote.ts": 'import "https://example.invalid/x.ts";\n',
    "../secret.json": "{}",
    "../notes.txt": "mine",
  });
  const other = Deno.build.os === "darwin" ? "x86_64-unknown-linux-gnu" : "aarch64-apple-darwin";
  const cases: readonly [words: readonly string[], code: number, message: RegExp][] = [
    [["nope.ts"], 2, /Cannot compile "nope\.ts": there is no such file/],
    [
      ["project/key.ts"],
      4,
      /Cannot compile "project\/key\.ts": .*secret\.json" as json: it is outside/,
    ],
    [["project/syntax.ts"], 2, /Cannot compile "project\/syntax\.ts": /],
    [["project/missing.ts"], 2, /Cannot compile "project\/missing\.ts": .*nowhere\.ts/],
    [["project/remote.ts"], 4, /Cannot compile "project\/remote\.ts": .*code from elsewhere/],
    [
      ["project/tool.ts", "-o", "project/tool.ts"],
      2,
      /to "[^"]*tool\.ts": it is there and not a program/,
    ],
    [["project/tool.ts", "-o", "notes.txt"], 2, /notes\.txt": it is there and not a program/],
    [["project/tool.ts", "-o", "project"], 2, /project": it is a folder: name a file with -o FILE/],
    [
      ["project/tool.ts", "-o", "no/such/tool"],
      2,
      /to "[^"]*no\/such\/tool": there is no such folder/,
    ],
    [
      ["project/tool.ts", "--target", other, "--self-extracting"],
      2,
      /it is made of the running Deno/,
    ],
    [
      ["project/tool.ts", "--target=x86_64-pc-windows-msvc", "--self-extracting"],
      2,
      /Windows has no \/bin\/sh/,
    ],
    [
      ["project/tool.ts", "--target", other],
      2,
      new RegExp(`for ${other}: deno compile has no runtime`),
    ],
    [["project/tool.ts", "--target", "banana"], 2, /Cannot compile "project\/tool\.ts" for banana/],
    [
      ["project/tool.ts", "--allow-kube=delete"],
      2,
      /Cannot use --allow-kube "delete": it has no resource/,
    ],
    [
      ["project/tool.ts", "--allow-net=a,"],
      2,
      /Cannot use --allow-net=a,: one of its parts is empty/,
    ],
    [["project/tool.ts", "--alow-net"], 2, /Cannot use --alow-net: no such option: did you mean/],
  ];
  for (const [words, code, message] of cases) {
    await t.step(words.join(" "), async () => {
      const before = [...Deno.readDirSync(api.folder)].map(({ name }) => name).sort();
      const ended = await compile(api, words, { DENORT_BIN: "/no/such/denort" });
      assert.deepEqual([ended.code, ended.stdout], [code, ""], ended.stderr);
      assert.match(ended.stderr, message);
      assert.match(ended.stderr, /^error: [^\n]+\n$/);
      const after = [...Deno.readDirSync(api.folder)].map(({ name }) => name).sort();
      assert.deepEqual(
        after.filter((name) => name !== "cache"),
        before.filter((name) => name !== "cache"),
      );
    });
  }
});

Deno.test("a script without script() ends as other tools do when it is compiled", async (t) => {
  await using api = await startFakeApi();
  const plain = `import { ns } from "skiff";
const [what] = Deno.args;
if (what === "print") for (let i = 0;; i++) console.log("line %d", i);
if (what === "throw") throw new Error("no");
await ns("shop").pod("missing").get();
`;
  await writeFiles(api, { "plain.ts": plain, "broken.ts": "const a = ;" });
  const made = await compile(api, [
    "project/plain.ts",
    "--self-extracting",
    "--no-compress",
    "-o",
    "tool",
  ]);
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  await t.step("where nobody reads what it prints", async () => {
    const child = toolCommand(api, ["print"]).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
    assert.deepEqual([code, stderr], [141, ""]);
  });
  await t.step("with one line and the exit code of what the cluster says", async () => {
    const { code, stdout, stderr } = await finish(toolCommand(api, []));
    assert.deepEqual([code, stdout], [3, ""]);
    assert.match(stderr, /^error: Cannot get pod "shop\/missing": [^\n]*\n$/);
  });
  await t.step("without colours where no terminal shows them", async () => {
    const { NO_COLOR: _, ...env } = toolEnvironment(api);
    const command = new Deno.Command(join(api.folder, "tool"), {
      args: ["throw"],
      env,
      clearEnv: true,
    });
    const { stderr } = await finish(command);
    assert.match(stderr, /^error: Uncaught/);
    assert.ok(!stderr.includes("\x1b"), JSON.stringify(stderr));
  });
  await t.step("and says where it is not what it should be", async () => {
    const { code, stderr } = await compile(api, ["project/broken.ts", "-o", "broken"]);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      'error: Cannot compile "project/broken.ts": project/broken.ts:1:11: Expression expected: ' +
        "const a = ;\n",
    );
  });
});
