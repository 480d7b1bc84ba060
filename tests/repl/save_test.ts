import assert from "node:assert/strict";
import { embeddedSession, podOf, PODS } from "../_support/embedded_session.ts";

const SCRIPT =
  `#!/usr/bin/env -S skiff run --allow-kube=create:configmaps@shop --allow-kube=patch:pods#web-1@shop
/**
 * Saved from a session at the prompt of skiff.
 *
 * Run it: \`./session.ts\`, or \`skiff run\` with the options of its first line.
 * Test it, without a cluster: \`deno test session_test.ts\`.
 * Its lines are as they were typed, and not type-checked: \`--no-check\` leaves their types aside.
 *
 * @module
 */
import { basename } from 'node:path';
import { ns } from "skiff";

/** Does what the session did. */
export async function main(): Promise<void> {
  const wanted: string = basename('/x/web');
  // ns("shop").pods.where({ metadata: { labels: { app: wanted } } })
  await ns("shop").pod("web-1").label({ tier: 'front' });
  function twice(n: number) { return n * 2 }
  const count = await ns("shop").pods.count();
  await twice(count);
  const count2 = 'again';
  await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "made" } });
  // (await ns("shop").secret('login').value('password')).text().length
  // ns("shop").configMaps.where({ metadata: { labels: { of: oneOf('a', 'b') } } }).names()
  const pods = await ns("shop").pods.where({ metadata: { labels: { app: wanted } } }).list();
  for (const pod of pods) pod.metadata?.name;
}

if (import.meta.main) await main();
`;

Deno.test("Session saves its lines as a script with a test that passes", async (t) => {
  const folder = await Deno.makeTempDir();
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("web-0", { app: "web" }));
  await opened.put(PODS, podOf("web-1", { app: "web" }));
  await opened.put("/api/v1/namespaces/shop/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "login" },
    stringData: { password: "hunter22" },
  });
  const lines = [
    "import { basename } from 'node:path'",
    "const wanted: string = basename('/x/web')",
    "missing.name",
    "ns().pods.where({ metadata: { labels: { app: wanted } } })",
    "_.map((pod) => pod.metadata?.name)",
    "$2.label({ tier: 'front' })",
    "function twice(n: number) { return n * 2 }",
    "const count = await ns().pods.count(); twice(count)",
    "const count = 'again'; count.length",
    'ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "made" } })',
    "(await ns().secret('login').value('password')).text().length",
    "ns().configMaps.where({ metadata: { labels: { of: oneOf('a', 'b') } } }).names()",
    "{ a: 1 }",
    "// nothing",
    "ns().pods.where({ metadata: { labels: { app: wanted } } })",
    "for (const pod of _) pod.metadata?.name",
  ];
  for (const line of lines) await opened.type(line);
  const file = `${folder}/session.ts`;
  await t.step("two files", async () => {
    assert.equal(
      await opened.type(`.save ${file}`),
      [
        `wrote ${file} and ${folder}/session_test.ts, and ${folder}/deno.json, which leads to Skiff`,
        `run it:  skiff run --allow-kube=create:configmaps@shop --allow-kube=patch:pods#web-1@shop ${file}`,
        `test it: deno test ${folder}/session_test.ts`,
        "its lines are as they were typed, and not type-checked: --no-check leaves their types aside",
        "",
      ].join("\n"),
    );
    assert.match(await opened.type(`.save ${file}`), /^error: .*it is there already/);
    assert.match(await opened.type(".save"), /^error: .*\.save script\.ts/);
    assert.equal(
      await opened.type(`.save ${folder}/none/x.ts`),
      `error: Cannot save to "${folder}/none/x.ts": there is no such folder\n`,
    );
  });
  const script = await Deno.readTextFile(file);
  await t.step("with imports, types, the rights that it needs, and what was only looked at", () => {
    assert.equal(script, SCRIPT);
  });
  await t.step("without the data of Secrets", async () => {
    assert.doesNotMatch(await Deno.readTextFile(`${folder}/session_test.ts`), /hunter22|aHVudGVy/);
  });
  await t.step("that compile and pass", async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--quiet", "--no-prompt", `${folder}/session_test.ts`],
      cwd: folder,
      env: { NO_COLOR: "1" },
      signal: AbortSignal.timeout(300_000),
    }).output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, script + decoder.decode(stdout) + decoder.decode(stderr));
    assert.match(decoder.decode(stdout), /1 passed/);
  });
  await Deno.remove(folder, { recursive: true });
});

/** Each line, and what stands for it in the script. */
const WRITTEN: readonly (readonly [line: string, ...script: readonly string[]])[] = [
  ["const pods = await ns().pods.list()", 'const pods = await ns("shop").pods.list();'],
  [
    "const pods = pods.filter((pod) => pod.metadata)",
    "const pods2 = pods.filter((pod) => pod.metadata);",
  ],
  ["const info = { pods, n: pods.length }", "const info = { pods: pods2, n: pods2.length };"],
  ["const old = 1"],
  ["const old = 2", "const old = 2;"],
  ["const { n } = info", "const { n } = info;"],
  ["enum Size { S, M }", "enum Size { S, M }"],
  ["let sum = n; sum += old", "let sum = n;", "sum += old;"],
  ["sum"],
  ["_error"],
  ["missing.name"],
  ["_error.message"],
  [
    "const said = _error.message",
    "// Left out, since _error is not here: const said = _error.message",
  ],
  ["const twice = said + said", "// Left out, since said is not here: const twice = said + said"],
  [
    'const login = { kind: "Secret", stringData: { password: "hunter22" } }',
    "// Left out, since it holds the data of a Secret",
  ],
  ["ns().configMap('old').delete()", "await ns(\"shop\").configMap('old').delete();"],
  ["await ns().pod('old').delete()", "await ns(\"shop\").pod('old').delete();"],
  [
    "cluster.namespace('default').label({ a: 'b' })",
    "await cluster.namespace('default').label({ a: 'b' });",
  ],
  [
    "ns().serviceAccount('default').label({ a: 'b' })",
    "await ns(\"shop\").serviceAccount('default').label({ a: 'b' });",
  ],
  [
    "(await ns().secret('login').value('password')).text()",
    "// (await ns(\"shop\").secret('login').value('password')).text()",
  ],
  [
    "(await ns().secret('login').value('password')).text() === '1'",
    "// (await ns(\"shop\").secret('login').value('password')).text() === '1'",
  ],
  [
    "ns('default').configMap('kube-root-ca.crt').label({ a: 'b' })",
    "await ns('default').configMap('kube-root-ca.crt').label({ a: 'b' });",
  ],
];

Deno.test("each line has its place in the script, and its objects in the test", async () => {
  const folder = await Deno.makeTempDir();
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("old", { app: "web" }));
  await opened.put("/api/v1/namespaces/shop/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "old" },
  });
  await opened.put("/api/v1/namespaces/shop/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "login" },
    stringData: { password: "hunter22" },
  });
  for (const [line] of WRITTEN) await opened.type(line);
  await opened.type(`.save ${folder}/a.ts`);
  const script = await Deno.readTextFile(`${folder}/a.ts`);
  const body = script.slice(script.indexOf("> {\n") + 4, script.indexOf("\n}\n"));
  assert.deepEqual(
    body.split("\n").map((line) => line.trim()),
    WRITTEN.flatMap(([, ...lines]) => lines),
  );
  const test = await Deno.readTextFile(`${folder}/a_test.ts`);
  assert.deepEqual(
    [...test.matchAll(/kind: "(\w+)",? *\s*metadata: \{ name: "([\w.-]+)"/g)].map(
      ([, kind, name]) => `${kind} ${name}`,
    ),
    ["ConfigMap old", "Pod old"],
  );
  assert.doesNotMatch(script + test, /hunter22/);
  const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", "--quiet", "--no-prompt", `${folder}/a_test.ts`],
    cwd: folder,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(300_000),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a wait that counted as met in a plan is waited for in the script", async () => {
  const folder = await Deno.makeTempDir();
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("web-1", { app: "web" }));
  for (
    const line of [
      ".plan on",
      "ns().pod('web-1').label({ tier: 'front' })",
      "ns().pod('web-1').wait((pod) => pod.metadata?.labels?.none === 'x')",
      ".plan apply yes",
    ]
  ) await opened.type(line);
  await opened.type(`.save ${folder}/a.ts`);
  assert.match(
    await Deno.readTextFile(`${folder}/a.ts`),
    /^ {2}await ns\("shop"\)\.pod\('web-1'\)\.wait\(/m,
  );
  await Deno.remove(folder, { recursive: true });
});

/** Runs the test beside a saved script. */
async function runTest(folder: string, file: string): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", "--quiet", "--no-prompt", `${folder}/${file}`],
    cwd: folder,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(300_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("what a query found is in the test as it was before, and looked at", async () => {
  const folder = await Deno.makeTempDir();
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("one", { app: "web" }));
  await opened.put(PODS, podOf("two", { app: "web", step: "first" }));
  const lines = [
    "ns().pods.where({ metadata: { labels: { app: 'web' } } }).label({ tier: 'front' })",
    "ns().pods.where({ metadata: { labels: { step: 'first' } } }).label({ step: 'last' })",
    "ns().pods.where({ metadata: { labels: { step: 'last' } } }).delete()",
  ];
  for (const line of lines) await opened.type(line);
  await opened.type(`.save ${folder}/a.ts`);
  const test = await Deno.readTextFile(`${folder}/a_test.ts`);
  assert.match(test, /name: "one", labels: \{ app: "web" \}/);
  assert.match(test, /name: "two", labels: \{ step: "first", app: "web" \}/);
  assert.match(test, /expected = \["patch pods", "delete pods"\]/);
  const whole = await runTest(folder, "a_test.ts");
  assert.equal(whole.code, 0, whole.text);
  const script = await Deno.readTextFile(`${folder}/a.ts`);
  await Deno.writeTextFile(`${folder}/a.ts`, script.replace(/^.*delete\(\).*$/m, ""));
  const less = await runTest(folder, "a_test.ts");
  assert.equal(less.code, 1, less.text);
  await Deno.remove(folder, { recursive: true });
});
