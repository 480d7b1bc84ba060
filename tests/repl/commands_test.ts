import assert from "node:assert/strict";
import { embeddedSession, podOf, PODS } from "../_support/embedded_session.ts";

Deno.test("Session follows a query in a table by one watch until it is interrupted", async () => {
  const drawn = Promise.withResolvers<void>();
  const changed = Promise.withResolvers<void>();
  let text = "";
  await using opened = await embeddedSession({
    size: () => ({ columns: 80, rows: 24 }),
    write: (piece) => {
      text += piece;
      if (text.includes("web-0")) drawn.resolve();
      if (text.includes("web-1")) changed.resolve();
      return Promise.resolve();
    },
  });
  await opened.put(PODS, podOf("web-0"));
  const stop = new AbortController();
  const running = opened.session.submit(".watch ns().pods", stop.signal);
  await drawn.promise;
  await opened.put(PODS, podOf("web-1"));
  await changed.promise;
  stop.abort(new DOMException("interrupted", "AbortError"));
  assert.deepEqual(await running, { type: "done" });
  assert.match(
    text,
    /^NAME +READY +STATUS +RESTARTS +AGE\nweb-0 +0\/2 +Pending +0 +\d+s\n/,
    JSON.stringify(text),
  );
  // It is drawn over itself.
  assert(text.includes("\x1b[2A\r\x1b[J"), JSON.stringify(text));
  const watches = opened.session.requests.requests.filter(({ path }) => path.includes("watch="));
  assert.equal(watches.length, 1);
  assert(opened.session.requests.count <= 2);
});

Deno.test("Session watches nothing but queries and references", async () => {
  await using opened = await embeddedSession();
  for (const line of [".watch", ".watch 1 + 1"]) {
    assert.equal(
      await opened.type(line),
      "error: Cannot watch the input: it is no query: .watch ns().pods\n",
    );
  }
});

Deno.test("Session wraps what it explains at the width of the terminal", async () => {
  await using opened = await embeddedSession({ size: () => ({ columns: 40, rows: 24 }) });
  const description = "A widget is what a shop shows its customers ".repeat(4).trim();
  await opened.put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", description } },
      }],
    },
  });
  await opened.cluster.settled();
  const lines = (await opened.type("?widgets.example.com")).split("\n");
  const prose = lines.filter((line) => line.startsWith("    "));
  assert(prose.length > 4, prose.join("\n"));
  assert(prose.slice(0, 5).every((line) => line.length <= 40), prose.join("\n"));
});

Deno.test("Session explains kinds and fields", async () => {
  await using opened = await embeddedSession();
  assert.match(
    await opened.type("?pod.spec.tolerations"),
    /^KIND: +Pod\nVERSION: +v1\n\nFIELD: tolerations <\[\]Toleration>\n\nDESCRIPTION:\n.*\n.*\n\nFIELDS:\n {2}effect <string>\n {2}key <string>\n/,
  );
  assert.match(
    await opened.type("?pods"),
    /\nDESCRIPTION:\n {4}none: the in-memory cluster has the names and types of fields, and no\n {4}descriptions\n\nFIELDS:\n/,
  );
  assert.match(await opened.type(".explain deploy.spec"), /\n {2}replicas <integer>\n/);
  assert.match(await opened.type("?ns().pods"), /^KIND: +Pod\n/);
  assert.equal(
    await opened.type("?pod.spec.tolerationz"),
    'error: Cannot explain "pod.spec.tolerationz": no such field: did you mean "tolerations"\n',
  );
  assert.match(await opened.type("?nothing"), /^error: Cannot .*nothing/);
});

Deno.test("Session says of a kind that nobody described no more than that", async () => {
  await using opened = await embeddedSession();
  const schema = { openAPIV3Schema: { type: "object" } };
  await opened.put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  });
  await opened.cluster.settled();
  assert.match(await opened.type("?widgets.example.com"), /\nDESCRIPTION:\n {4}none\n\nFIELDS:\n/);
});

Deno.test("Session shows what a line took and sent, where it is asked to", async () => {
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("web-0"));
  assert.match(await opened.type(".time on"), /^time is shown\n/);
  assert.match(await opened.type("ns().pods"), /\n\d+ ms, 1 request, [1-9]\d* bytes\n$/);
  await opened.type(".time off");
  await opened.type("await ns().pod('web-0').get(); await ns().pods.count()");
  const requests = await opened.type(".requests");
  assert.match(requests, /^GET +200 +\d+ ms +\/api\/v1\/namespaces\/shop\/pods\/web-0\nGET +200 /);
  await opened.type("1");
  assert.equal(await opened.type(".requests"), "The last line has sent nothing\n");
  assert.equal(
    await opened.type(".perms"),
    'get pods "web-0" in "shop"\nlist pods in "shop"\n',
  );
});

Deno.test("Session refuses changes and makes dry runs of them, where it is asked to", async () => {
  await using opened = await embeddedSession();
  const create = 'ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } })';
  await opened.type(".readonly");
  assert.equal(opened.session.prompt(), "embedded/shop ro> ");
  assert.match(await opened.type(create), /^error: Cannot .*the connection is read-only/);
  await opened.type(".readonly off");
  await opened.type(".dryrun on");
  assert.equal(opened.session.prompt(), "embedded/shop dry> ");
  assert.equal(await opened.type(create), "configmap/a created (server dry run)\n");
  assert.match(await opened.type("ns().configMap('a').exists()"), /^false\n/);
  assert.match(await opened.type(".dryrun maybe"), /^error: .*it is on or off/);
});

Deno.test("Session runs a file as if it had been typed", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    file,
    "#!/usr/bin/env skiff\nconst loaded: number = 20\nfunction twice(n: number) { return n * 2 }\ntwice(loaded)\n",
  );
  await using opened = await embeddedSession();
  assert.equal(await opened.type(`.load ${file}`), "40\n");
  assert.equal(await opened.type("twice(loaded) + 2"), "42\n");
  await Deno.remove(file);
  assert.match(
    await opened.type(`.load ${file}`),
    /^error: Cannot load ".*": there is no such file\n$/,
  );
});

Deno.test("Session keeps variables of another namespace or mode on their own connection", async () => {
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("web-0"));
  await opened.type("const pods = ns().pods");
  await opened.type(".ns default");
  assert.equal(await opened.type("pods.names()"), '[ "web-0" ]\n');
  assert.equal(await opened.type("ns().pods.names()"), "[]\n");
});
