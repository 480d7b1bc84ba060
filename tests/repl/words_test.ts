/** Words that people type at any prompt: what node, Python, a shell and kubectl have taught them. */
import assert from "node:assert/strict";
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
