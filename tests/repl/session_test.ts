import assert from "node:assert/strict";
import { Session } from "../../lib/repl/session.ts";
import { embeddedSession } from "../_support/embedded_session.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import type { ServedApi } from "../_support/skiff_process.ts";
import { startWatchApi } from "../_support/watch_api.ts";

interface Prompted {
  readonly session: Session;
  readonly notes: string[];
  /** What was written since the last call. */
  written(): string;
  /** Resolves when something was written for the first time. */
  readonly wrote: Promise<void>;
}

async function prompted(api: ServedApi, connect = {}): Promise<Prompted> {
  let text = "";
  const notes: string[] = [];
  const wrote = Promise.withResolvers<void>();
  const session = await Session.open({
    connect: { kubeconfig: api.kubeconfig, ...connect },
    write: (piece) => {
      text += piece;
      wrote.resolve();
      return Promise.resolve();
    },
    note: (line) => notes.push(line),
    terminal: false,
    color: false,
  });
  function written(): string {
    const result = text;
    text = "";
    return result;
  }
  return { session, notes, written, wrote: wrote.promise };
}

Deno.test("Session shows context and namespace, and that it is read-only or for dry runs, in its prompt", async () => {
  await using api = await startFakeApi();
  const { session } = await prompted(api);
  assert.equal(session.prompt(), "fake/shop> ");
  await session[Symbol.asyncDispose]();
  const other = await prompted(api, { context: "other", namespace: "x", readOnly: true });
  assert.equal(other.session.prompt(), "other/x ro> ");
  await other.session[Symbol.asyncDispose]();
  const dry = await prompted(api, { dryRun: true });
  assert.equal(dry.session.prompt(), "fake/shop dry> ");
  await dry.session[Symbol.asyncDispose]();
  assert.deepEqual(api.requests, []);
});

Deno.test("Session has a prompt when the kubeconfig is broken, and says what is wrong", async () => {
  await using api = await startFakeApi();
  const { session, notes, written } = await prompted(api, { context: "nope" });
  assert.equal(session.prompt(), "no context> ");
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /^error: Cannot use context "nope"/);
  await session.submit("1 + 1");
  assert.equal(written(), "2\n");
});

Deno.test("Session shows a query as a table and gives its objects as _", async () => {
  await using api = await startFakeApi();
  const { session, written } = await prompted(api);
  await session.submit("ns().pods");
  assert.match(written(), /^NAME +STATUS\nweb-0 +Running\nweb-1 +Running\n$/);
  await session.submit("_.map((pod) => pod.metadata.name)");
  assert.equal(written(), '[ "web-0", "web-1" ]\n');
  await session.submit("_.length");
  assert.equal(written(), "2\n");
  await session[Symbol.asyncDispose]();
});

Deno.test("Session gathers lines until they are complete", async () => {
  await using api = await startFakeApi();
  const { session, written } = await prompted(api);
  assert.deepEqual(await session.submit("const add = (a: number) => {"), { type: "more" });
  assert.equal(session.prompt(), "... ");
  assert.deepEqual(await session.submit("  return a + 1"), { type: "more" });
  assert.deepEqual(await session.submit("}"), { type: "done" });
  await session.submit("add(1)");
  assert.equal(written(), "2\n");
});

Deno.test("Session forgets unfinished input when told so", async () => {
  await using api = await startFakeApi();
  const { session, written } = await prompted(api);
  await session.submit("foo(");
  session.input = "";
  await session.submit("5");
  assert.equal(written(), "5\n");
});

Deno.test("Session goes on after a failure, which it notes in one line", async () => {
  await using api = await startFakeApi();
  const { session, notes, written } = await prompted(api);
  for (
    const line of ["1 +* 2", "missing", "ns().secrets", "throw { a: 1 }", ".halp", ".ctx nope"]
  ) {
    assert.equal((await session.submit(line)).type, "failed", line);
  }
  assert.equal(notes.length, 6);
  for (const note of notes) assert.match(note, /^error: [^\n]+$/);
  assert.match(notes[4]!, /did you mean "\.help"/);
  await session.submit("1");
  assert.equal(written(), "1\n");
  await session[Symbol.asyncDispose]();
});

Deno.test("Session ends the request of a line with its signal, though the line passed none", async () => {
  await using api = await startFakeApi();
  const { session, notes } = await prompted(api);
  const stop = new AbortController();
  const running = session.submit("await ns().configMaps.list()", stop.signal);
  await api.hanging;
  stop.abort(new DOMException("interrupted", "AbortError"));
  assert.equal((await running).type, "failed");
  assert.deepEqual(notes, ["error: interrupted"]);
  await api.abandoned;
  await session[Symbol.asyncDispose]();
});

Deno.test("Session lists and changes context and namespace, and keeps its variables", async () => {
  await using api = await startFakeApi();
  const { session, written } = await prompted(api);
  await session.submit("const kept = 1");
  await session.submit(".ctx");
  assert.equal(written(), "* fake\n  other\n");
  await session.submit(".ctx other");
  assert.equal(session.prompt(), "other/default> ");
  await session.submit(".ns shop");
  assert.equal(session.prompt(), "other/shop> ");
  await session.submit(".ns");
  assert.equal(written(), "  default\n* shop\n  shop-test\n");
  await session.submit("(await ns().pods.count()) + kept");
  assert.equal(written(), "3\n");
  await session[Symbol.asyncDispose]();
});

Deno.test("Session lists the context that it uses though no kubeconfig names it", async () => {
  await using opened = await embeddedSession({ contexts: () => Promise.resolve([]) });
  assert.equal(await opened.type(".ctx"), "* embedded\n");
  await using named = await embeddedSession({
    contexts: () => Promise.resolve([{ name: "kind" }]),
  });
  assert.equal(await named.type(".ctx"), "* embedded\n  kind\n");
});

Deno.test("Session shows its commands and leaves by .exit", async () => {
  await using api = await startFakeApi();
  const { session, written } = await prompted(api);
  await session.submit(".help");
  const help = written();
  for (const name of ["help", "ctx", "ns", "exit"]) {
    assert.match(help, new RegExp(`^  \\.${name} `, "m"));
  }
  assert.deepEqual(await session.submit(".exit"), { type: "exit" });
});

Deno.test("Session shows events until its signal, and the watch ends with the line", async () => {
  await using api = await startWatchApi();
  api.server.put("first", {});
  const { session, notes, written, wrote } = await prompted(api);
  const stop = new AbortController();
  const running = session.submit("ns().configMaps.watch()", stop.signal);
  await wrote;
  stop.abort(new DOMException("interrupted", "AbortError"));
  // Whoever ends what goes on until then has seen no mistake.
  assert.equal((await running).type, "done");
  assert.deepEqual(notes, []);
  assert.match(written(), /^EVENT +NAME +DATA +AGE\nADDED +first +0 +<unknown>\n$/);
  await api.watches(0);
  await session[Symbol.asyncDispose]();
});

Deno.test("_error shows the lines of the user alone, the ones that the message named", async () => {
  await using api = await startFakeApi();
  const { session, notes, written } = await prompted(api);
  await session.submit("function inner(x) {\n  return x.a.b\n}");
  await session.submit("inner({})");
  assert.match(notes.join(), /\(line 2, column 14 of function inner/);
  await session.submit("_error");
  assert.match(
    written(),
    /^TypeError: [^\n]+\n {4}at line 2, column 14 of function inner[^\n]+ \(inner\)\n {4}at line 1, column 1[^\n]*\n$/,
  );
  await session[Symbol.asyncDispose]();
});
