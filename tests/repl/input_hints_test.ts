/** What the prompt says of input that is no TypeScript but tells what was meant. */
import assert from "node:assert/strict";
import { embeddedSession } from "../_support/embedded_session.ts";

Deno.test("the prompt says how to go on with an expression, and runs nothing", async () => {
  await using session = await embeddedSession();
  assert.equal(
    await session.type('.where({ metadata: { name: "a" } })'),
    'error: Cannot begin a line with ".where": ' +
      "end the line before with a dot or an open parenthesis to go on with it\n",
  );
  assert.match(
    await session.type("  .pods"),
    /^error: Cannot begin a line with "\.pods": end the line/,
  );
  assert.match(await session.type("?.status"), /^error: Cannot begin a line with "\?"/);
  assert.equal(session.session.requests.count, 0);
  assert.equal(await session.type("-1"), "-1\n");
});

const KUBECTL: readonly [line: string, hint: string][] = [
  ["get pods", "ns().pods lists pods"],
  ["kubectl get pods", "ns().pods lists pods"],
  ["get deploy -n shop", 'ns("shop").deployments lists deployments'],
  ["get po -A", 'ns("*").pods lists pods'],
  ["get nodes", "cluster.nodes lists nodes"],
  ["get pod web-0", 'ns().pod("web-0") shows it'],
  ["describe pod x", 'ns().pod("x") shows it'],
  ["delete cm/a b", 'ns().configMap("a").delete() deletes it'],
  ["logs web-0", 'ns().pod("web-0").logs() shows its log'],
  ["kubectl", "ns().pods lists pods"],
  ["get", "ns().pods lists pods"],
  ["k -n shop get svc", 'ns("shop").services lists services'],
  ["apply -f shop.yaml", 'apply(await Deno.readTextFile("shop.yaml")) applies it'],
  ["kubectl scale deploy/web --replicas=5", 'ns().deployment("web").scale(5) scales it'],
  ["edit deploy/web", '.edit ns().deployment("web") opens it in your editor'],
  ["explain pod.spec", ".explain pod.spec explains it"],
  [
    "wait --for=condition=Available deploy/web",
    'ns().deployment("web").wait(condition("Available")) waits for it',
  ],
  ["wait --for=delete pod/a", 'ns().pod("a").wait(deleted()) waits for it'],
  ["config use-context eu", ".ctx eu uses another context"],
  ["kubectl config set-context --current --namespace=x", ".ns x uses another namespace"],
  ["kubectl exec -it web-0 -- sh", "there is no exec here, kubectl has it"],
  ["label po web-0 a=b", 'ns().pod("web-0").label({ KEY: "VALUE" }) labels it'],
];

Deno.test("the prompt says to whoever types a command of kubectl that it takes TypeScript", async () => {
  await using session = await embeddedSession();
  for (const [line, hint] of KUBECTL) {
    assert.equal(
      await session.type(line),
      `error: Cannot evaluate ${JSON.stringify(line)}: ` +
        `this is TypeScript: ${hint}, .help for more\n`,
    );
  }
  assert.match(await session.type("pods get"), /^error: Cannot evaluate the input: Unexpected/);
  // A name of the user's own is what it is.
  await session.type("const get = 4");
  assert.equal(await session.type("get"), "4\n");
});

const UNCALLED: readonly [line: string, message: string][] = [
  ["ns().pod", 'Cannot show ns().pod: it is a function: write ns().pod("NAME")'],
  ["ns().pods.list", "Cannot show ns().pods.list: it is a function: write ns().pods.list()"],
  [
    "ns().pods.map((pod) => pod)",
    "Cannot use ns().pods.map: there is no such member: " +
    "read the objects first: (await ns().pods.list()).map(...)",
  ],
];

Deno.test("the prompt says how a method is called, and that a query is no array", async () => {
  await using session = await embeddedSession();
  for (const [line, message] of UNCALLED) {
    assert.equal(await session.type(line), `error: ${message}\n`);
  }
  assert.equal(await session.type("const twice = (n) => n * 2; twice"), "[Function: twice]\n");
  assert.equal(await session.type("Math.max"), "[Function: max]\n");
});

Deno.test("a refusal at the prompt says which command lets it pass, and the switch says how it stands", async () => {
  await using session = await embeddedSession();
  assert.equal(
    await session.type(".readonly on"),
    "whatever could change something is refused\n",
  );
  assert.match(
    await session.type('ns().configMap("a").delete()'),
    /^error: Cannot delete [^\n]*: the connection is read-only: \.readonly off\n$/,
  );
  assert.equal(await session.type(".readonly off"), "changes are sent\n");
  assert.match(await session.type(".dryrun on"), /^the server checks every change/);
});

Deno.test(".wide says that the last result holds no objects; the rows of the last table stay", async () => {
  await using session = await embeddedSession();
  await session.type("cluster.namespaces");
  await session.type("_[0].metadata.name");
  assert.match(
    await session.type(".wide"),
    /^error: Cannot use \.wide: the last result holds no objects of the cluster: run the line/,
  );
  assert.equal(await session.type("$1.name"), '"default"\n');
});

Deno.test(".time shows below what ran, and below nothing else", async () => {
  await using session = await embeddedSession();
  assert.equal(await session.type(".time on"), "time is shown\n");
  assert.match(await session.type("1"), /^1\n\d+ ms, 0 requests, 0 bytes\n$/);
  for (const line of [".perms", "get pods", "[", "]]"]) {
    assert.doesNotMatch(await session.type(line), / ms, /, line);
  }
});

Deno.test("what follows until Ctrl-C ends without an error", async () => {
  await using session = await embeddedSession();
  const stop = new AbortController();
  const shown = session.type(
    "(async function* () { yield 1; await new Promise(() => {}) })()",
    stop.signal,
  );
  setTimeout(() => stop.abort(new DOMException("interrupted", "AbortError")), 0);
  assert.doesNotMatch(await shown, /error/);
});
