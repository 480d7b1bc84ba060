/** Plans at the prompt: what lines write is held back, seen by later lines, and done in one go. */
import assert from "node:assert/strict";
import { embeddedSession } from "../_support/embedded_session.ts";

const CONFIGS = "/api/v1/namespaces/shop/configmaps";
const WEB = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "main", image: "web:1" }] },
    },
  },
};

function config(name: string, data: Record<string, string> = { a: "1" }) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

async function planning(options: Parameters<typeof embeddedSession>[0] = {}) {
  const opened = await embeddedSession(options);
  await opened.put(CONFIGS, config("old"));
  await opened.put("/apis/apps/v1/namespaces/shop/deployments", WEB);
  await opened.cluster.settled();
  return opened;
}

Deno.test("what lines write in a plan is seen by later lines, shown, and not done", async () => {
  await using opened = await planning();
  const { type, session, cluster } = opened;
  assert.equal(
    await type(".plan on"),
    "From now on nothing is written: .plan show shows what would be, .plan apply does it\n",
  );
  assert.equal(session.prompt(), "embedded/shop plan 0> ");
  assert.match(await type("await ns().deployment('web').scale(3)"), /planned, not done: 1 write/);
  await type("await ns().configMap('old').delete()");
  await type(`await ns().apply(${JSON.stringify(config("new"))})`);
  assert.equal(session.prompt(), "embedded/shop plan 3> ");
  assert.match(await type("ns().configMaps.names()"), /"?new"?/);
  assert.doesNotMatch(await type("await ns().configMaps.names()"), /old/);
  assert.equal(await type("(await ns().deployment('web').get()).spec.replicas"), "3\n");
  assert.equal(
    await type(".plan show"),
    [
      '~ patch deployments.apps/scale "shop/web"',
      "    spec.replicas: 1 -> 3",
      '- delete configmaps "shop/old"',
      '+ patch configmaps "shop/new"',
      '    + data.a: "1"',
      "Plan: 1 to create, 1 to change, 1 to delete.",
      "",
    ].join("\n"),
  );
  const names = cluster.store.list("configmaps", "shop").map(({ metadata }) => metadata.name);
  assert.ok(names.includes("old") && !names.includes("new"));
});

Deno.test("a plan is done in one go, and writes that build on each other with it", async () => {
  const questions: string[] = [];
  await using opened = await planning({
    ask: (question) => {
      questions.push(question);
      return Promise.resolve("yes");
    },
  });
  const { type, session, cluster } = opened;
  await type(".plan on");
  await type(`await ns().create(${JSON.stringify(config("new"))})`);
  // What the plan itself has made has another version there.
  await type("await ns().configMap('new').edit((map) => { map.data.a = '2' })");
  await type(
    "await ns().configMap('new').replace({ ...await ns().configMap('new').get(), data: { b: '3' } })",
  );
  await type("await ns().deployment('web').edit((web) => { web.spec.replicas = 2 })");
  await type("await ns().deployment('web').edit((web) => { web.spec.replicas = 4 })");
  await type("await ns().configMap('old').delete()");
  assert.equal(await type(".plan apply"), "6 of 6 writes done\n");
  assert.deepEqual(questions, [
    "embedded: Plan: 1 to create, 4 to change, 1 to delete, 3 simulated. Do it now? [y/N] ",
  ]);
  assert.equal(session.prompt(), "embedded/shop> ");
  const maps = cluster.store.list("configmaps", "shop");
  assert.deepEqual(maps.find(({ metadata }) => metadata.name === "new")?.["data"], { b: "3" });
  assert.equal(maps.some(({ metadata }) => metadata.name === "old"), false);
  assert.equal(await type("(await ns().deployment('web').get()).spec.replicas"), "4\n");
});

Deno.test("a plan is not done, in no part, where something is not as it was", async () => {
  await using opened = await planning({ ask: () => Promise.resolve("yes") });
  const { type, put, cluster } = opened;
  await type(".plan on");
  await type(`await ns().create(${JSON.stringify(config("one"))})`);
  await type(`await ns().create(${JSON.stringify(config("two"))})`);
  await type("await ns().configMap('old').patch({ data: { a: '2' } })");
  await put(CONFIGS, config("two"));
  const old = cluster.store.list("configmaps", "shop").find(({ metadata }) =>
    metadata.name === "old"
  )!;
  cluster.store.put(
    { collection: "configmaps", namespace: "shop", name: "old" },
    {
      ...old,
      data: { a: "9" },
    } as typeof old,
  );
  assert.equal(
    await type(".plan apply"),
    'error: Cannot apply the plan, and nothing was done: create configmaps "shop/two": somebody has made it ' +
      'since; patch configmaps "shop/old": data.a was changed since\n',
  );
  assert.match(await type(".plan"), /^Plan: 2 to create, 1 to change/);
  const names = cluster.store.list("configmaps", "shop").map(({ metadata }) => metadata.name);
  assert.equal(names.includes("one"), false);
});

Deno.test("a plan that fails on its way says what was done and what not, and lines go on to be planned", async () => {
  await using opened = await planning();
  const { type, put, session, cluster } = opened;
  await type(".plan on");
  await type(`await ns().create(${JSON.stringify(config("one"))})`);
  await type(`await ns().create(${JSON.stringify(config("two"))})`);
  await type(`await ns().create(${JSON.stringify(config("three"))})`);
  await put("/api/v1/namespaces/shop/resourcequotas", {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "few" },
    spec: { hard: { "count/configmaps": "3" } },
  });
  await cluster.settled();
  const shown = await type(".plan apply yes");
  assert.match(
    shown,
    /^1 of 3 writes done\nnot done: create configmaps "shop\/two"\nnot done: create configmaps "shop\/three"\n/,
  );
  assert.match(shown, /error: Cannot create configmaps "shop\/two": .*exceeded quota/);
  assert.equal(session.prompt(), "embedded/shop plan 0> ");
});

Deno.test("a plan that is dropped leaves nothing, and is asked about", async () => {
  const answers = ["no", "yes"] as const;
  let asked = 0;
  await using opened = await planning({ ask: () => Promise.resolve(answers[asked++]!) });
  const { type, session, cluster } = opened;
  await type(".plan on");
  await type("await ns().configMap('old').delete()");
  assert.equal(await type(".plan off"), "The plan is kept\n");
  assert.equal(
    await type(".plan off"),
    "The plan is dropped: nothing of it was done, and lines write again\n",
  );
  assert.equal(session.prompt(), "embedded/shop> ");
  assert.ok(
    cluster.store.list("configmaps", "shop").some(({ metadata }) => metadata.name === "old"),
  );
  await type("await ns().configMap('old').delete()");
  assert.equal(
    cluster.store.list("configmaps", "shop").some(({ metadata }) => metadata.name === "old"),
    false,
  );
});

Deno.test("values of earlier lines write into the plan, and those of another context not at all", async () => {
  await using opened = await planning();
  const { type, cluster } = opened;
  await type("const there = ns().configMap('old')");
  await type(".ctx eu-prod");
  await type("const here = ns().deployment('web')");
  await type(".ns default");
  await type(".plan on");
  assert.match(await type("await here.scale(5)"), /planned, not done: 1 write/);
  assert.equal(
    await type("await there.delete()"),
    'error: Cannot delete configmaps "old" in "shop": the plan is for the context "eu-prod"\n',
  );
  assert.match(await type("(await there.get()).data"), /a: "1"/);
  assert.equal(
    await type(".ctx embedded"),
    "error: Cannot use another context: a plan is open: .plan apply or .plan off ends it\n",
  );
  assert.equal(
    cluster.store.list("deployments.apps", "shop").length +
        cluster.store.list("apps/deployments", "shop").length > 0,
    true,
  );
});

Deno.test("what no plan can hold is refused, and the plan goes on", async () => {
  await using opened = await planning();
  const { type } = opened;
  await type(".plan on");
  await type("await ns().configMap('old').patch({ data: { a: '2' } })");
  assert.match(
    await type("await cluster.raw('/api/v1/namespaces/shop/pods/x/proxy/', { method: 'POST' })"),
    /^error: Cannot .*: it can be in no plan/,
  );
  assert.match(
    await type("await ns().deployment('web').wait(condition('Available'), { timeout: '1m' })"),
    /^assumed: wait for deployment "shop\/web"[^\n]*\ndeployment\/web condition assumed\n$/,
  );
  assert.match(
    await type("await ns().pod('ghost').wait(exists())"),
    /^assumed: wait for pod "shop\/ghost"[^\n]*\n$/,
  );
  assert.match(await type(".plan show"), /\? assumed: wait for deployment "shop\/web"/);
  assert.match(
    await type(".plan"),
    /^Plan: 0 to create, 1 to change, 0 to delete, 2 waits assumed\./,
  );
});

Deno.test("what can be written only once is not begun", async () => {
  await using opened = await planning();
  const { type } = opened;
  await type(".plan on");
  await type(
    "const made = await ns().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } })",
  );
  await type("await ns().configMap(made.metadata.name).delete()");
  assert.match(
    await type(".plan apply yes"),
    /^error: Cannot apply the plan, and nothing was done: delete configmaps "shop\/x-\w+": the server will give it another name\n$/,
  );
});

Deno.test(".plan says what it lacks", async () => {
  await using opened = await planning();
  const { type } = opened;
  assert.equal(await type(".plan"), "No plan is open: .plan on begins one\n");
  assert.equal(
    await type(".plan show"),
    "error: Cannot show a plan: none is open: .plan on begins one\n",
  );
  assert.equal(
    await type(".plan aply"),
    'error: Cannot use .plan with "aply": did you mean apply\n',
  );
  await type(".readonly on");
  assert.equal(
    await type(".plan on"),
    "error: Cannot begin a plan: nothing can be written: .readonly off comes first\n",
  );
  await type(".readonly off");
  await type(".plan on");
  assert.equal(await type(".plan apply"), "error: Cannot apply the plan: it holds no write\n");
  await type("await ns().configMap('old').delete()");
  assert.equal(
    await type(".plan apply"),
    "error: Cannot apply the plan: nobody can be asked: use .plan apply yes\n",
  );
});

Deno.test("read-only holds for values of earlier lines, too", async () => {
  await using opened = await planning();
  const { type, cluster } = opened;
  await type("const old = ns().configMap('old')");
  await type(".readonly on");
  assert.match(await type("await old.delete()"), /^error: Cannot .*read-only/);
  await type(".readonly off");
  await type(".dryrun on");
  await type("await old.delete()");
  assert.ok(
    cluster.store.list("configmaps", "shop").some(({ metadata }) => metadata.name === "old"),
  );
});
