/** Words that people type at any prompt: what node, Python, a shell and kubectl have taught them. */
import assert from "node:assert/strict";
import * as api from "../../mod.ts";
import { functionDoc } from "../../lib/repl/function_docs.ts";
import { embeddedSession } from "../_support/embedded_session.ts";

Deno.test("help, exit, quit and clear do at the prompt what they do elsewhere", async () => {
  await using session = await embeddedSession();
  for (const line of ["help", "help()", " help ; "]) {
    assert.match(await session.type(line), /^Type TypeScript: /, line);
  }
  for (const line of ["clear", "cls", ".clear"]) {
    assert.equal(await session.type(line), "\x1b[H\x1b[2J\x1b[3J", line);
    assert.equal(session.outcome?.type, "done");
  }
  for (const line of ["exit", "quit", "exit()", "quit();"]) {
    assert.equal(await session.type(line), "", line);
    assert.equal(session.outcome?.type, "exit", line);
  }
});

Deno.test("clear moves nothing where no terminal reads", async () => {
  await using session = await embeddedSession({ terminal: false });
  assert.equal(await session.type("clear"), "");
});

Deno.test("help, exit and quit are the user's where a line has declared them", async () => {
  await using session = await embeddedSession();
  await session.type("const exit = 'way out', quit = () => 7; let help = 1");
  assert.equal(await session.type("exit"), '"way out"\n');
  assert.equal(await session.type("quit()"), "7\n");
  assert.equal(await session.type("help"), "1\n");
  await session.type("[");
  // Within unfinished input a word is a part of it.
  assert.equal(await session.type("exit"), "");
  assert.equal(session.outcome?.type, "more");
});

const WORDS: readonly [line: string, said: string][] = [
  ["pods", "ReferenceError: pods is not defined: write ns().pods (line 1, column 1)"],
  ["po", "ReferenceError: po is not defined: write ns().pods (line 1, column 1)"],
  ["nodes", "ReferenceError: nodes is not defined: write cluster.nodes (line 1, column 1)"],
  ["pod", 'ReferenceError: pod is not defined: write ns().pod("NAME") (line 1, column 1)'],
  [
    "deployments.list()",
    "ReferenceError: deployments is not defined: write ns().deployments (line 1, column 1)",
  ],
  [
    "ls",
    'Cannot evaluate "ls": ns().pods lists pods, .ns lists namespaces, .ctx contexts',
  ],
  ["cd shop", 'Cannot evaluate "cd shop": .ns shop uses another namespace'],
  ["kubectx", 'Cannot evaluate "kubectx": .ctx NAME uses another context'],
  ["history", 'Cannot evaluate "history": did you mean ".history"'],
  ["ns shop", 'Cannot evaluate "ns shop": did you mean ".ns shop"'],
  ["ctx", 'Cannot evaluate "ctx": did you mean ".ctx"'],
  ["watch ns().pods", 'Cannot evaluate "watch ns().pods": did you mean ".watch ns().pods"'],
];

Deno.test("the prompt says in one line what to type instead of words of a shell and of kinds", async () => {
  await using session = await embeddedSession();
  for (const [line, said] of WORDS) {
    assert.equal(await session.type(line), `error: ${said}\n`, line);
    assert.equal(session.session.requests.count, 0, line);
  }
});

Deno.test("the prompt says what a function of the library and a method are for, and sends nothing", async () => {
  await using session = await embeddedSession();
  assert.match(
    await session.type("?ns"),
    /^ns\("shop"\)\.pods, .*\n {4}A namespace and its kinds; /,
  );
  assert.match(
    await session.type(".explain apply"),
    /^apply\(manifests, .*\n {4}Applies text of YAML/,
  );
  assert.match(await session.type("?ns().pods.where"), /^\.where\(/);
  assert.match(await session.type('?ns().pod("a").exists'), /^\.exists\(\)\n/);
  assert.match(await session.type("?exists"), /^\{ field: exists\(\) \}\n/);
  assert.match(await session.type("?scale"), /^\.scale\(3\)\n/);
  assert.equal(session.session.requests.count, 0);
  // Kinds, and names of the user's own, are what they were.
  assert.match(await session.type("?pods"), /^KIND: +Pod\n/);
  await session.type("const apply = ns().pods");
  assert.match(await session.type("?apply"), /^KIND: +Pod\n/);
});

Deno.test("every function at the prompt, and every method of queries and references, has its lines", () => {
  const functions = Object.entries(api).filter(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name)
  );
  const missing = functions.map(([name]) => name).filter((name) => functionDoc(name) === undefined);
  for (const thing of [api.Query, api.Ref]) {
    for (
      let owner: object | null = thing.prototype;
      owner !== null && owner !== Object.prototype;
      owner = Object.getPrototypeOf(owner)
    ) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
        if (typeof value !== "function" || /^(?:constructor|toString)$/.test(name)) continue;
        if (functionDoc(`x.${name}`) === undefined) missing.push(`.${name}`);
      }
    }
  }
  assert(functions.length > 20);
  assert.deepEqual(missing, []);
});
