/** What would slip past a plan at the prompt, or would do something else than it showed. */
import assert from "node:assert/strict";
import { type EmbeddedSession, embeddedSession } from "../_support/embedded_session.ts";

const CONFIGS = "/api/v1/namespaces/shop/configmaps";

function config(name: string, labels: Record<string, string> = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels }, data: { a: "1" } };
}

async function opened(options: Parameters<typeof embeddedSession>[0] = {}) {
  const session = await embeddedSession(options);
  for (const name of ["one", "two"]) await session.put(CONFIGS, config(name, { app: "x" }));
  return session;
}

function maps({ cluster }: EmbeddedSession): readonly string[] {
  return cluster.store.list("configmaps", "shop")
    .map(({ metadata }) => metadata.name ?? "").filter((name) => name !== "kube-root-ca.crt");
}

/** Lets a line wait until the test goes on. */
function gate(name: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  Object.defineProperty(globalThis, name, { configurable: true, value: promise });
  return resolve;
}

Deno.test("what only says that it is a dry run is in no plan", async () => {
  await using session = await opened();
  const { type } = session;
  await type(".plan on");
  for (
    const path of [
      "/api/v1/namespaces/shop/services/x/proxy/write?dryRun=All",
      "/api/v1/namespaces/shop/serviceaccounts/default/token?dryRun=All",
      "/elsewhere?dryRun=All",
    ]
  ) {
    assert.match(
      await type(`await cluster.raw(${JSON.stringify(path)}, { method: "POST", body: "{}" })`),
      /^error: Cannot .*: it can be in no plan/,
      path,
    );
  }
  assert.match(
    await type("await ns().configMap('one').delete({ dryRun: true })"),
    /^(?!error).*$/s,
  );
  assert.match(await type(".plan"), /^Plan: 0 to create, 0 to change, 0 to delete/);
  assert.deepEqual(maps(session), ["one", "two"]);
});

Deno.test("a line that goes on when its plan is over writes nothing", async () => {
  await using session = await opened();
  const { type } = session;
  const go = gate("__planIsOver");
  await type(".plan on");
  await type(
    "globalThis.__left = (async () => { await __planIsOver; await ns().configMap('one').delete() })()" +
      ".catch((error) => error.message); undefined",
  );
  await type(".plan off");
  go();
  assert.equal(
    await type("await globalThis.__left"),
    `'Cannot delete configmaps "one" in "shop": the line began in a plan that is over'\n`,
  );
  assert.deepEqual(maps(session), ["one", "two"]);
  await type("await ns().configMap('one').delete()");
  assert.deepEqual(maps(session), ["two"]);
});

Deno.test("a line that was ended sends nothing any more", async () => {
  await using session = await opened();
  const { type } = session;
  const go = gate("__lineIsEnded");
  const begun = Promise.withResolvers<void>();
  Object.defineProperty(globalThis, "__begin", { configurable: true, value: begun.resolve });
  const stop = new AbortController();
  const line = type(
    "globalThis.__left = (async () => { __begin(); await __lineIsEnded; await ns().configMap('one').delete() })(); " +
      "await __left",
    stop.signal,
  );
  await begun.promise;
  stop.abort(new DOMException("interrupted", "AbortError"));
  await line;
  go();
  await type("await globalThis.__left.catch(() => undefined)");
  assert.deepEqual(maps(session), ["one", "two"]);
});

Deno.test("apply at the prompt, and what lines connect to, is the session's and in its plan", async () => {
  await using session = await opened();
  const { type } = session;
  await type(".plan on");
  await type(`await apply(${JSON.stringify(config("three"))})`);
  await type("const own = await connect()");
  await type("await own.ns().configMap('one').delete()");
  await type("import { apply as put, connect as open, ns as place } from 'skiff'");
  await type(`await put(${JSON.stringify(config("four"))})`);
  await type("await (await open()).ns().configMap('two').delete()");
  assert.equal(await type("await place('shop').configMap('two').exists()"), "false\n");
  assert.deepEqual(maps(session), ["one", "two"]);
  assert.match(await type(".plan"), /^Plan: 2 to create, 0 to change, 2 to delete/);
  assert.match(
    await type("await (await connect({ context: 'eu-prod' })).ns().configMap('one').delete()"),
    /^error: Cannot delete configmaps "one" in "shop": the plan is for the context "embedded"/,
  );
  await type(".plan off");
});

Deno.test("what lines connect to is held to reading where the session is", async () => {
  await using session = await opened();
  const { type } = session;
  await type("const own = await connect()");
  await type(".readonly on");
  for (
    const line of [
      "await own.ns().configMap('one').delete()",
      "await (await connect()).ns().configMap('one').delete()",
      `await apply(${JSON.stringify(config("three"))})`,
    ]
  ) {
    assert.match(await type(line), /^error: Cannot .*read-only/, line);
  }
  assert.deepEqual(maps(session), ["one", "two"]);
});

Deno.test("a plan is not done where something changes while its question waits", async () => {
  const session: EmbeddedSession = await opened({
    ask: async () => {
      await session.put(CONFIGS, config("three"));
      return "yes";
    },
  });
  await using _ = session;
  const { type } = session;
  await type(".plan on");
  await type(`await ns().create(${JSON.stringify(config("three"))})`);
  await type("await ns().configMap('one').delete()");
  assert.match(await type(".plan apply"), /nothing was done: .*somebody has made it since/);
  assert.deepEqual(maps(session), ["one", "three", "two"]);
});

Deno.test("a write that comes while a plan is applied is refused, and not counted as done", async () => {
  const go = gate("__isAsked");
  const session: EmbeddedSession = await opened({
    ask: async () => {
      go();
      await (globalThis as unknown as { __left: Promise<unknown> }).__left;
      return "yes";
    },
  });
  await using _ = session;
  const { type } = session;
  await type(".plan on");
  await type(
    "globalThis.__left = (async () => { await __isAsked; await ns().configMap('one').delete() })()" +
      ".catch((error) => error.message); undefined",
  );
  await type("await ns().configMap('two').delete()");
  assert.equal(await type(".plan apply"), "1 of 1 writes done\n");
  assert.equal(
    await type("await globalThis.__left"),
    `'Cannot delete configmaps "one" in "shop": the plan is being applied'\n`,
  );
  assert.deepEqual(maps(session), ["one"]);
});

Deno.test("what is deleted by a selector is what was planned, no more", async () => {
  await using session = await opened();
  const { type } = session;
  await type(".plan on");
  await type(
    "await cluster.raw('/api/v1/namespaces/shop/configmaps?labelSelector=app%3Dx', { method: 'DELETE' })",
  );
  assert.match(await type(".plan"), /^Plan: 0 to create, 0 to change, 2 to delete/);
  await session.put(CONFIGS, config("three", { app: "x" }));
  assert.equal(
    await type(".plan apply yes"),
    'error: Cannot apply the plan, and nothing was done: deletecollection configmaps "shop/one": ' +
      "1 more object would go with it by now\n",
  );
  assert.deepEqual(maps(session), ["one", "three", "two"]);
  session.cluster.store.remove({ collection: "configmaps", namespace: "shop", name: "three" });
  assert.equal(await type(".plan apply yes"), "2 of 2 writes done\n");
  assert.deepEqual(maps(session), []);
});

Deno.test("what a selector would delete by the time that its turn comes does not go", async () => {
  await using session = await opened();
  const { type, cluster: { store } } = session;
  await session.put(CONFIGS, config("settings"));
  const [one] = store.list("configmaps", "shop").filter(({ metadata }) => metadata.name === "one");
  const three = { collection: "configmaps", namespace: "shop", name: "three" };
  await type(".plan on");
  await type("await ns().configMap('settings').patch({ data: { a: '2' } })");
  await type(
    "await cluster.raw('/api/v1/namespaces/shop/configmaps?labelSelector=app%3Dx', { method: 'DELETE' })",
  );
  const stop = store.listen("configmaps", ({ object: { metadata } }) => {
    if (metadata.name !== "settings") return;
    store.put(three, { ...one!, metadata: { ...one!.metadata, name: "three", uid: "3" } });
  });
  const shown = await type(".plan apply yes");
  stop();
  assert.match(shown, /^1 of 3 writes done\nnot done: .*one".*\nnot done: .*two".*\n/);
  assert.match(shown, /"three" would go with it by now: plan it again\n$/);
  assert.deepEqual(maps(session), ["one", "settings", "three", "two"]);
});

Deno.test("a plan holds no delete of many objects that is about those of another time", async () => {
  await using session = await opened();
  const { type } = session;
  await type(".plan on");
  assert.equal(
    await type(
      "await cluster.raw('/api/v1/namespaces/shop/configmaps?resourceVersion=1', { method: 'DELETE' })",
    ),
    'error: Cannot deletecollection configmaps in "shop": with resourceVersion other objects would go ' +
      "than those that are selected now: leave it out\n",
  );
  assert.match(await type(".plan"), /^Plan: 0 to create, 0 to change, 0 to delete/);
});

Deno.test("a plan does not begin while a write is on its way", async () => {
  const answer = Promise.withResolvers<"yes">();
  await using session = await opened({
    protectedContexts: "embedded",
    ask: () => answer.promise,
  });
  const { type } = session;
  await type("globalThis.__left = ns().configMap('one').delete(); undefined");
  assert.equal(
    await type(".plan on"),
    "error: Cannot begin a plan: a write of an earlier line is still on its way: try again when it is done\n",
  );
  answer.resolve("yes");
  await type("await globalThis.__left");
  assert.match(await type(".plan on"), /^From now on nothing is written/);
});

Deno.test("apply at the prompt goes to the context of now, unless a line has declared it", async () => {
  await using session = await opened();
  const { type } = session;
  await type(".ns default");
  await type(`await apply(${JSON.stringify(config("here"))})`);
  assert.equal(await type("await ns().configMap('here').exists()"), "true\n");
  await type("const apply = 1");
  await type(".ns shop");
  assert.equal(await type("apply"), "1\n");
});
