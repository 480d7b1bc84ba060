import assert from "node:assert/strict";
import { join } from "node:path";
import { startFakeApi } from "../_support/fake_api.ts";
import { project } from "./_run.ts";

const PODS = `
import { ns } from "skiff";
const names: string[] = await ns("shop").pods.names();
console.log(names.join());
`;
/** Mappings of the user's own: they hold, but skiff is the one that runs. */
const OWN_CONFIG = JSON.stringify({
  imports: { "skiff": "./missing.ts", "@/": "./parts/", "yaml": "npm:js-yaml@4.3.0" },
  compilerOptions: { jsx: "react", jsxFactory: "make" },
});

Deno.test("skiff run reads the cluster through the gate", async (t) => {
  await using api = await startFakeApi();
  for (const config of [undefined, OWN_CONFIG]) {
    const how = config === undefined ? "without a deno.json" : "with a deno.json of its own";
    const files = { "pods.ts": PODS, ...(config === undefined ? {} : { "deno.json": config }) };
    await t.step(`from a folder ${how}`, async () => {
      await using folder = await project(api, files);
      const first = await folder.run("run", "pods.ts");
      assert.deepEqual(first, { code: 0, stdout: "web-0,web-1\n", stderr: "" });
      assert.deepEqual(await folder.run("run", "pods.ts"), first, "and again from its memory");
      assert.deepEqual(folder.leftovers(), []);
    });
  }
  await t.step("by the package's name, and by a path", async () => {
    const mod = new URL("../../mod.ts", import.meta.url).href;
    for (const specifier of ["@skiff-k8s/skiff", "npm:@skiff-k8s/skiff@^0.1.0", mod]) {
      await using folder = await project(api, { "pods.ts": PODS.replace("skiff", specifier) });
      const { code, stdout, stderr } = await folder.run("run", "pods.ts");
      assert.deepEqual([code, stdout], [0, "web-0,web-1\n"], `${specifier}: ${stderr}`);
    }
  });
  await t.step("in the context and the namespace of the options", async () => {
    const source = `import { cluster, ns } from "skiff";
      console.log(await ns().pods.count(), cluster.info?.context, cluster.info?.namespace);`;
    await using folder = await project(api, { "a.ts": source });
    for (
      const [words, stdout] of [
        [[], "2 fake shop\n"],
        [["--context", "other"], "0 other default\n"],
        [["-n", "default"], "0 fake default\n"],
      ] as const
    ) {
      assert.deepEqual(await folder.run("run", ...words, "a.ts"), { code: 0, stdout, stderr: "" });
    }
  });
});

Deno.test("a script in the sandbox is the script that its author wrote", async (t) => {
  await using api = await startFakeApi();
  const files = {
    "deno.json": OWN_CONFIG,
    "data.json": '{ "a": 1 }',
    "note.txt": "hello",
    "parts/part.ts": "export enum Size { small = 3 }\nexport default import.meta.url;",
    "parts/view.tsx":
      'function make(name: string) { return name; }\nexport const view = <b>{"x"}</b>;',
    "parts/plain.js": "export const plain = import.meta.filename;",
    "main.ts": `#!/usr/bin/env skiff run
      import { dump } from "yaml";
      import url, { Size } from "@/part.ts";
      import { view } from "./parts/view.tsx";
      import { plain } from "./parts/plain.js";
      import data from "./data.json" with { type: "json" };
      import note from "./note.txt" with { type: "text" };
      import { basename } from "node:path";
      const { default: again } = await import("./parts/part.ts");
      console.log(JSON.stringify({
        args: Deno.args, main: import.meta.main, url: import.meta.url, dir: import.meta.dirname,
        part: url, same: again === url, size: Size.small, view, plain, data, note,
        yaml: dump({ a: [1] }), base: basename(import.meta.filename!),
        sibling: import.meta.resolve("./x.ts"),
      }));`,
  };
  await using folder = await project(api, files);
  const own = (path: string) => new URL(path, `file://${folder.folder}/`).href;
  await t.step("arguments, addresses, imports of every kind", async () => {
    const words = ["run", "main.ts", "--name", "mine", "-n", "--", "-A", "--context", ""];
    const { code, stdout, stderr } = await folder.run(...words);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      args: ["--name", "mine", "-n", "--", "-A", "--context", ""],
      main: true,
      url: own("main.ts"),
      dir: folder.folder,
      part: own("parts/part.ts"),
      same: true,
      size: 3,
      view: "b",
      plain: join(folder.folder, "parts/plain.js"),
      data: { a: 1 },
      note: "hello",
      yaml: "a:\n  - 1\n",
      base: "main.ts",
      sibling: own("x.ts"),
    });
  });
  await t.step("a change is noticed, in the script and in what it imports", async () => {
    await Deno.writeTextFile(join(folder.folder, "note.txt"), "changed");
    assert.match((await folder.run("run", "main.ts")).stdout, /"note":"changed"/);
    const config = JSON.parse(OWN_CONFIG);
    config.imports["@/"] = "./others/";
    await Deno.mkdir(join(folder.folder, "others"));
    await Deno.writeTextFile(
      join(folder.folder, "others/part.ts"),
      'export default "other"; export const Size = { small: 9 };',
    );
    await Deno.writeTextFile(join(folder.folder, "deno.json"), JSON.stringify(config));
    assert.match((await folder.run("run", "main.ts")).stdout, /"part":"other".*"size":9/);
  });
  await t.step("a stack trace shows its own files and lines", async () => {
    for (const [name, line] of [["bad.ts", "3:42"], ["bad.js", "3:34"]] as const) {
      const type = name.endsWith("ts") ? ": number" : "";
      await Deno.writeTextFile(
        join(folder.folder, name),
        `// one\n// two\nfunction f(a${type}) { if (a > 1) throw new Error("bad"); }\nf(2);\n`,
      );
      const { code, stderr } = await folder.run("run", name);
      assert.equal(code, 1);
      assert.match(stderr, /Error: bad/);
      assert.ok(stderr.includes(`${own(name)}:${line}`), stderr);
      assert.ok(stderr.includes(`${own(name)}:4:1`), stderr);
      assert.doesNotMatch(stderr, /copy-/);
    }
  });
});

Deno.test("a project with node_modules gets the same versions of its packages", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "package.json": '{ "type": "module", "dependencies": { "js-yaml": "^4.0.0" } }',
    "node_modules/js-yaml/package.json":
      '{ "name": "js-yaml", "version": "4.3.0", "type": "module", "exports": "./index.js" }',
    // What lies there may change while the script runs, and so is not what runs.
    "node_modules/js-yaml/index.js": 'export const dump = () => "from the folder\\n";',
    "a.ts": `import { dump } from "js-yaml"; import { ns } from "skiff";
      console.log(dump({ pods: await ns("shop").pods.names() }).trim());`,
  });
  const { code, stdout, stderr } = await folder.run("run", "a.ts");
  assert.deepEqual([code, stdout], [0, "pods:\n  - web-0\n  - web-1\n"], stderr);
});

const ENDS: readonly [name: string, source: string, code: number][] = [
  ["an end", "", 0],
  ["Deno.exit", "Deno.exit(7)", 7],
  ["an error", "throw new Error('x')", 1],
  [
    "a rejection",
    "Promise.reject(new Error('x')); await new Promise(() => setTimeout(() => {}, 1000))",
    1,
  ],
  [
    "an object that does not exist",
    'import { ns } from "skiff"; await ns("shop").pod("x").get()',
    3,
  ],
  ["a right that is missing", 'import { ns } from "skiff"; await ns("shop").secrets.list()', 4],
  [
    "a wrong filter",
    'import { ns } from "skiff"; await ns("shop").pods.where("status.phse" as "status.phase", "=", "x").list()',
    2,
  ],
  [
    "time that is up",
    'import { ns } from "skiff"; await ns("shop").configMaps.list({ timeout: "200ms" })',
    5,
  ],
];

Deno.test("skiff run ends as the script ends", async (t) => {
  await using api = await startFakeApi();
  for (const [name, source, expected] of ENDS) {
    await t.step(name, async () => {
      await using folder = await project(api, { "a.ts": source });
      const { code, stdout, stderr } = await folder.run("run", "a.ts");
      assert.equal(code, expected, stderr);
      assert.equal(stdout, "");
      assert.equal(stderr === "", expected === 0 || expected === 7, stderr);
      // What the cluster or Skiff says of a failure is one line, and where it came from another.
      if (expected > 1 && expected < 7) {
        assert.match(stderr, /^error: [^\n]+\n(?: {4}at [^\n]+a\.ts:1:\d+\n)?$/);
      }
      assert.deepEqual(folder.leftovers(), []);
    });
  }
  await t.step("a promise that nobody keeps", async () => {
    const source =
      "const { promise } = Promise.withResolvers(); console.log('up'); await promise;" +
      "setInterval(() => {}, 1000);";
    await using folder = await project(api, { "a.ts": source });
    assert.equal((await folder.run("run", "a.ts")).code, 1, "a top-level await that never ends");
  });
  await t.step("an error that the script handles itself", async () => {
    const source = `import { ns } from "skiff";
      addEventListener("unhandledrejection", (event) => { event.preventDefault(); console.log("mine"); });
      Promise.reject(await ns("shop").pod("x").get().catch((error) => error));`;
    await using folder = await project(api, { "a.ts": source });
    assert.deepEqual(await folder.run("run", "a.ts"), { code: 0, stdout: "mine\n", stderr: "" });
  });
});

Deno.test("standard streams of the script are those of skiff", async () => {
  await using api = await startFakeApi();
  const source = `const text = await new Response(Deno.stdin.readable).text();
    console.log(text.toUpperCase()); console.error("aside");`;
  await using folder = await project(api, { "a.ts": source });
  const child = folder.command(["run", "a.ts"], { stdin: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("words"));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  assert.deepEqual([code, decoder.decode(stdout), decoder.decode(stderr)], [
    0,
    "WORDS\n",
    "aside\n",
  ]);
});

const MISTAKES: readonly [
  name: string,
  words: readonly string[],
  files: Readonly<Record<string, string>>,
  code: number,
  message: RegExp,
][] = [
  ["no script", ["run"], {}, 2, /SCRIPT \[ARGS\] is missing/],
  [
    "a script that does not exist",
    ["run", "missing.ts"],
    {},
    2,
    /"missing\.ts": there is no such file/,
  ],
  ["a folder", ["run", "."], {}, 2, /"\.": it is not a file/],
  ["an address", ["run", "https://x.test/a.ts"], {}, 2, /only a file runs in the sandbox/],
  ["a script that cannot be parsed", ["run", "a.ts"], { "a.ts": "const a = ;" }, 2, /a\.ts/],
  [
    "an import of nothing",
    ["run", "a.ts"],
    { "a.ts": 'import "./b.ts"' },
    2,
    /b\.ts" imported by .*a\.ts/,
  ],
  [
    "a bare import of nothing",
    ["run", "a.ts"],
    { "a.ts": 'import "b"' },
    2,
    /"b" not a dependency: write "npm:b", or name it in the imports of a deno\.json$/m,
  ],
  [
    "a misspelt import of the library",
    ["run", "a.ts"],
    { "a.ts": 'import "skif"' },
    2,
    /"skif" not a dependency: did you mean "skiff"$/m,
  ],
  [
    "an entry that the package does not have",
    ["run", "a.ts"],
    { "a.ts": 'import "skiff/nope"' },
    2,
    /no such entry/,
  ],
  [
    "an unknown option",
    ["run", "--allow-everything", "a.ts"],
    { "a.ts": "" },
    2,
    /--allow-everything/,
  ],
  [
    "--allow-run",
    ["run", "--allow-run=ls", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use --allow-run: .*deno run/,
  ],
  ["--allow-ffi", ["run", "--allow-ffi", "a.ts"], { "a.ts": "" }, 2, /Cannot use --allow-ffi/],
  [
    "--allow-import",
    ["run", "--allow-import=x.test", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use --allow-import/,
  ],
  [
    "a variable that is not for scripts",
    ["run", "--allow-env=KUBECONFIG", "a.ts"],
    { "a.ts": "" },
    2,
    /KUBECONFIG: this variable is not for scripts/,
  ],
  [
    "an empty part of a list",
    ["run", "--allow-read=a,", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use --allow-read/,
  ],
  [
    "a rule that is none",
    ["run", "--allow-kube=delte:pods", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use --allow-kube "delte:pods": there is no verb "delte": did you mean "delete"/,
  ],
  [
    "a rule that is empty",
    ["run", "--allow-kube", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use --allow-kube without a rule.*-A allows every verb/,
  ],
  [
    "a limit that is no number",
    ["run", "--max-writes", "many", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use --max-writes=many: it takes a number/,
  ],
  [
    "a context that does not exist",
    ["run", "--context", "nope", "a.ts"],
    { "a.ts": "" },
    2,
    /Cannot use context "nope"/,
  ],
];

Deno.test("skiff run says what is wrong in one line", async (t) => {
  await using api = await startFakeApi();
  for (const [name, words, files, code, message] of MISTAKES) {
    await t.step(name, async () => {
      await using folder = await project(api, files);
      const result = await folder.run(...words);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, /^error: [^\n]+\n$/);
      assert.match(result.stderr, message);
      assert.equal(result.stdout, "");
      assert.deepEqual(folder.leftovers(), []);
    });
  }
});

Deno.test("what forbids changes does so behind the script, too", async (t) => {
  await using api = await startFakeApi();
  const source = 'import { ns } from "skiff"; await ns("shop").pod("a").label({ a: "b" });';
  await using folder = await project(api, { "a.ts": source });
  await t.step("--read-only", async () => {
    const { code, stderr } = await folder.run("run", "a.ts", "--read-only");
    assert.equal(code, 4, stderr);
    assert.match(
      stderr,
      /^error: Cannot patch pods "a" in "shop": the script runs with --read-only\n/,
    );
    assert.deepEqual(api.requests.filter((request) => request.startsWith("PATCH")), []);
  });
  await t.step("--dry-run", async () => {
    const { stderr } = await folder.run("run", "a.ts", "--dry-run");
    assert.match(stderr, /\nDry run: the server checked every change and kept none\n$/);
    const [sent = ""] = api.requests.filter((request) => request.startsWith("PATCH"));
    assert.match(sent, /dryRun=All/);
  });
});

Deno.test("what is meant for skiff run is not swallowed behind the script", async (t) => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "a.ts": 'import { ns } from "skiff"; await ns("shop").pod("a").label({ a: "b" });',
    "tool.ts": `import { script } from "skiff";
      await script({ name: "tool", run: () => console.log("run") }).main();`,
  });
  for (
    const word of [
      "--plan",
      "--embedded",
      "--context=other",
      "--kubeconfig",
      "--as",
      "--as-group=a",
      "--as-uid",
      "--grants",
      "--deadline=1s",
      "--record",
      "--print-flags",
      "--request-timeout",
      "--max-deletes=1",
      "--deny-kube=*:*",
      "--deny-net",
      "-A",
    ]
  ) {
    await t.step(word, async () => {
      const { code, stdout, stderr } = await folder.run("run", "-A", "a.ts", word, "x");
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      const [option] = word.split("=");
      assert.equal(
        stderr,
        `error: Cannot use ${option} behind the script: there it is the script's own: put it ` +
          'before "a.ts", or behind --\n',
      );
    });
  }
  assert.deepEqual(api.requests.filter((request) => request.startsWith("PATCH")), []);
  await t.step(
    "a script() tool reads its options itself, and refuses those of others",
    async () => {
      const own = await folder.run("run", "tool.ts", "--context", "fake");
      assert.deepEqual(own, { code: 0, stdout: "run\n", stderr: "" });
      const foreign = await folder.run("run", "-A", "tool.ts", "--embedded");
      assert.equal(foreign.code, 2);
      assert.match(foreign.stderr, /^error: Cannot use --embedded: [^\n]+\n$/);
    },
  );
});

Deno.test("what nearly forbids changes is not swallowed behind the script", async (t) => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "a.ts": `import { ns } from "skiff"; console.log(Deno.args.join());
      await ns("shop").pod("a").label({ a: "b" });`,
  });
  for (
    const [word, held] of [
      ["--dry-run=server", "--dry-run"],
      ["--dry-run=true", "--dry-run"],
      ["--dryrun", "--dry-run"],
      ["--dry_run", "--dry-run"],
      ["--readonly", "--read-only"],
      ["-read-only", "--read-only"],
    ] as const
  ) {
    await t.step(word, async () => {
      const { code, stdout, stderr } = await folder.run("run", "-A", "a.ts", "x", word);
      assert.equal(
        stderr,
        `error: Cannot use ${word} behind the script: it would hold nothing back: write ${held}, ` +
          "or put what is the script's own behind --\n",
      );
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    });
  }
  assert.deepEqual(api.requests.filter((request) => request.startsWith("PATCH")), []);
  await t.step("behind -- it is the script's own", async () => {
    const { stdout } = await folder.run("run", "-A", "a.ts", "--", "--dryrun");
    assert.match(stdout, /--dryrun\n$/);
    assert.equal(api.requests.filter((request) => request.startsWith("PATCH")).length, 1);
  });
});

Deno.test("a script that reads no arguments is given no options", async (t) => {
  await using api = await startFakeApi();
  const line = "await ns().pod('a').label({ a: 'b' });";
  await using folder = await project(api, {
    "none.ts": `import { ns } from "skiff"; ${line}`,
    "own.ts": 'import "skiff"; console.log(Deno.args.join());',
    "parts.ts": 'import "./own.ts";',
    "late.ts": 'await import("./own.ts");',
  });
  for (const [word, option] of [["-n=other", "-n"], ["--namespace", "--namespace"], ["-h", "-h"]]) {
    await t.step(`none.ts ${word}`, async () => {
      const { code, stderr } = await folder.run("run", "-A", "none.ts", word!, "other");
      assert.equal(
        stderr,
        `error: Cannot use ${option} behind the script: "none.ts" reads no arguments, so that it ` +
          "would do nothing: put it before the script, or behind --\n",
      );
      assert.equal(code, 2);
    });
  }
  assert.deepEqual(api.requests.filter((request) => request.startsWith("PATCH")), []);
  for (const script of ["own.ts", "parts.ts", "late.ts"]) {
    await t.step(`${script} -n`, async () => {
      const result = await folder.run("run", script, "-n", "other");
      assert.deepEqual(result, { code: 0, stdout: "-n,other\n", stderr: "" });
    });
  }
});

Deno.test("a script has one connection, and is told so", async (t) => {
  await using api = await startFakeApi();
  for (
    const [options, message] of [
      ['{ context: "other" }', /to context "other".*skiff run --context/],
      ['{ kubeconfig: "/x" }', /by the kubeconfig "\/x".*skiff run --kubeconfig/],
      ['{ as: "admin" }', /as another user.*skiff run --as/],
    ] as const
  ) {
    await t.step(options, async () => {
      const source = `import { connect } from "skiff"; await connect(${options});`;
      await using folder = await project(api, { "a.ts": source });
      const { code, stderr } = await folder.run("run", "a.ts");
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }
  await t.step("its own context and another namespace are fine", async () => {
    const source = `import { connect } from "skiff";
      await using cluster = await connect({ context: "fake", namespace: "default" });
      console.log(await cluster.ns().pods.count(), (await cluster.ns("shop").pods.names()).length);`;
    await using folder = await project(api, { "a.ts": source });
    assert.deepEqual(await folder.run("run", "a.ts"), { code: 0, stdout: "0 2\n", stderr: "" });
  });
});

Deno.test("what Deno's permissions add is passed on, and nothing else", async (t) => {
  await using api = await startFakeApi();
  const source = `
    const attempts = {
      read: () => Deno.readTextFile("data.txt"),
      write: () => Deno.writeTextFile("out.txt", "x"),
      env: () => Deno.env.get("SECRET_IN_ENVIRONMENT"),
      net: () => fetch("http://127.0.0.1:${api.port}/version").then((response) => response.text()),
      sys: () => Deno.hostname(),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      try { await attempt(); console.log(name); } catch (error) { console.log("no", name, error.name); }
    }`;
  const denied = [
    "no read NotCapable",
    "no write NotCapable",
    "no env NotCapable",
    "no net NotCapable",
    "no sys NotCapable",
  ];
  const cases: readonly [flag: string | undefined, granted: string][] = [
    [undefined, "none"],
    ["--allow-read=.", "read"],
    ["-R=data.txt", "read"],
    ["--allow-write=out.txt", "write"],
    ["--allow-env=SECRET_IN_ENVIRONMENT", "env"],
    [`--allow-net=127.0.0.1:${api.port}`, "net"],
    ["-N", "net"],
    ["--allow-sys=hostname", "sys"],
  ];
  await using folder = await project(api, { "a.ts": source, "data.txt": "data" });
  for (const [flag, granted] of cases) {
    await t.step(flag ?? "nothing", async () => {
      const result = await folder.run("run", ...(flag === undefined ? [] : [flag]), "a.ts");
      const expected = denied.map((line) => line.includes(` ${granted} `) ? granted : line);
      assert.deepEqual(result, { code: 0, stdout: `${expected.join("\n")}\n`, stderr: "" });
    });
  }
});
