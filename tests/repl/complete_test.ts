import assert from "node:assert/strict";
import { LIMIT_MS } from "../../lib/repl/complete.ts";
import type { Completed } from "../../lib/repl/complete_words.ts";
import { Completer } from "../../lib/repl/completer.ts";
import { Session } from "../../lib/repl/session.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { holdTimers } from "../_support/held_timers.ts";
import {
  type EmbeddedSession,
  embeddedSession,
  podOf,
  PODS,
} from "../_support/embedded_session.ts";

const WIDGETS = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget" },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: {
              type: "object",
              properties: {
                color: { type: "string" },
                size: { type: "integer" },
                shape: { type: "string", enum: ["round", "square"] },
              },
            },
          },
        },
      },
    }],
  },
};

async function filled(): Promise<EmbeddedSession> {
  const opened = await embeddedSession();
  await opened.put(PODS, podOf("web-0", { app: "web", "example.com/tier": "front" }));
  await opened.put(PODS, podOf("web-1", { app: "web" }));
  await opened.put(PODS, podOf("db-0", { app: "db" }));
  await opened.put("/api/v1/namespaces/shop/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "login" },
    stringData: { user: "a", password: "b" },
  });
  await opened.put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", WIDGETS);
  await opened.cluster.settled();
  await opened.type("const first = await ns().pods.first(); const data = { alpha: { beta: 1 } }");
  return opened;
}

/** `|` would be the cursor at the end; `has` words that are offered, among others. */
const CASES: readonly [text: string, has: readonly string[], hasNot?: readonly string[]][] = [
  [".ct", [".ctx"]],
  [".ctx eu", ["eu-prod"]],
  [".ns sh", ["shop"]],
  [".time o", ["on", "off"]],
  ["clus", ["cluster"]],
  ["ns().po", ["pods", "pod", "podTemplates"]],
  ["cluster.no", ["nodes", "node"]],
  ["ns().pods.wh", ["where"]],
  ["ns('shop').pods.where({}).li", ["limit", "list"]],
  ['ns().pod("web-0").del', ["delete"]],
  ['ns("', ["default", "shop", "*"]],
  ['ns("sh', ["shop"], ["default"]],
  ['ns("shop").pod("', ["web-0", "web-1", "db-0"]],
  ['ns("shop").pods.ref("we', ["web-0", "web-1"], ["db-0"]],
  ["cluster.ns('sh", ["shop"]],
  ['cluster.namespace("sh', ["shop"]],
  ['ns().kind("depl', ["deployments"]],
  ['ns().kind("wid', ["widgets", "widgets.example.com"]],
  ["ns().pods.where({ sta", ["status"], ["spec"]],
  ["ns().pods.where({ status: { pha", ["phase"]],
  ["ns().pods.where({ spec: { containers: { $s", ["$some", "$size"]],
  ["ns().pods.where({ spec: { containers: { $some: { ima", ["image", "imagePullPolicy"]],
  ["ns().pods.where({ metadata: { labels: { ap", ["app"]],
  ['ns().pods.where({ metadata: { labels: { "exa', ["example.com/tier"]],
  ['ns().pods.where({ metadata: { labels: { app: "', ["web", "db"]],
  ['ns().pods.where({ metadata: { labels: { "example.com/tier": "', ["front"]],
  ['ns().pods.where({ status: { phase: "', ["Pending", "Running", "Failed"]],
  ['ns().pods.where({ spec: { containers: { $some: { imagePullPolicy: "', ["IfNotPresent"]],
  ['ns().kind("widgets").where({ spec: { shape: "', ["round", "square"]],
  ['ns().pods.where("status.pha', ["status.phase"]],
  ['ns().pods.orderBy("metadata.cr', ["metadata.creationTimestamp"]],
  ['ns().pods.selector({ labels: "app', ["app", "app=web", "app=db"]],
  ["ns().pods.where((pod) => pod.spec.no", ["nodeName", "nodeSelector"]],
  ["ns().pods.where(p => p.spec.containers[0].im", ["image"]],
  ['ns().kind("widgets").where({ spec: { ', ["color", "size"]],
  ["(await ns().pods.first()).st", ["status"]],
  ["first.sp", ["spec"]],
  ["first.metadata.na", ["name", "namespace"]],
  ["data.alpha.", ["beta"]],
  ['ns().secret("login").value("', ["user", "password"]],
  ['ns().pod("web-0").logs({ container: "', ["main", "side"]],
  [".explain pod.spec.tol", ["tolerations"]],
  ["?deploy.spec.rep", ["replicas"]],
  [".watch ns().po", ["pods"]],
  [".edit ns().depl", ["deployment"]],
];

Deno.test("Session completes", async (t) => {
  using _timers = holdTimers(LIMIT_MS);
  await using opened = await filled();
  const { session } = opened;
  for (const [text, has, hasNot = []] of CASES) {
    await t.step(text, async () => {
      const { words } = await session.complete(text);
      for (const word of has) assert(words.includes(word), `${word} in ${words.join(" ")}`);
      for (const word of hasNot) assert(!words.includes(word), word);
    });
  }
  await t.step("without running what would send something", async () => {
    assert.deepEqual((await session.complete("ns().pods.delete().")).words, []);
    assert.deepEqual((await session.complete("fetch('http://x').")).words, []);
    await opened.type("let ran = 0; const look = () => { ran++; return {} }");
    await session.complete("look().");
    await session.complete("({ get a() { ran++; return {} } }).a.");
    assert.equal(await opened.type("ran"), "0\n");
  });
  await t.step("with what is asked for most first", async () => {
    const first = async (text: string) => (await session.complete(text)).words.slice(0, 3);
    assert.deepEqual(await first("ns()."), ["pods", "deployments", "services"]);
    assert.deepEqual(await first("ns().pods."), ["where", "get", "list"]);
    assert.deepEqual(await first("cluster.n"), ["nodes", "namespaces", "node"]);
  });
  await t.step("across lines that are not finished", async () => {
    await session.submit("ns().pods.where({");
    assert((await session.complete("  status: { pha")).words.includes("phase"));
    session.input = "";
  });
});

Deno.test("Session says what fields hold", async () => {
  using _timers = holdTimers(LIMIT_MS);
  await using opened = await embeddedSession();
  const { details } = await opened.session.complete("ns().pods.where({ spec: { host");
  assert.equal(details?.get("hostNetwork"), "boolean");
  assert.equal(details?.get("hostname"), "string");
});

Deno.test("Session never waits long for a cluster that does not answer", async () => {
  await using api = await startFakeApi();
  const session = await Session.open({
    connect: { kubeconfig: api.kubeconfig },
    write: () => Promise.resolve(),
    note: () => {},
    terminal: true,
    color: false,
  });
  using timers = holdTimers(LIMIT_MS);
  const completing = session.complete('ns().configMap("');
  await api.hanging;
  timers.fire();
  assert.deepEqual((await completing).words, []);
  await session[Symbol.asyncDispose]();
  await api.abandoned;
});

Deno.test("Completer gives what comes late by itself, unless something was typed meanwhile", async () => {
  const NOTHING = { words: [], partial: "" };
  let later = Promise.withResolvers<Completed>();
  let tabs = 0;
  const completer = new Completer(() => tabs++);
  const source = { complete: () => Promise.resolve({ ...NOTHING, later: later.promise }) };
  const found = { words: ["web-0"], partial: "we" };
  completer.typed();
  assert.deepEqual(await completer.find("we", source), [[], ""]);
  later.resolve(found);
  await later.promise;
  assert.equal(tabs, 1);
  assert.deepEqual(await completer.find("we", source), [["web-0"], "we"]);
  // Once: the next Tab asks again.
  later = Promise.withResolvers();
  assert.deepEqual(await completer.find("we", source), [[], ""]);
  completer.typed();
  later.resolve(found);
  await later.promise;
  // Of what is not there nothing is given either.
  later = Promise.withResolvers();
  assert.deepEqual(await completer.find("web", source), [[], ""]);
  later.resolve(NOTHING);
  await later.promise;
  assert.equal(tabs, 1);
});
