import assert from "node:assert/strict";
import {
  type EmbeddedSession,
  embeddedSession,
  podOf,
  PODS,
} from "../_support/embedded_session.ts";

async function filled(): Promise<EmbeddedSession> {
  const opened = await embeddedSession();
  await opened.put(PODS, podOf("web-0", { app: "web" }));
  await opened.put(PODS, podOf("web-1", { app: "web" }));
  return opened;
}

Deno.test("Session numbers rows and gives their objects as $1, $2", async () => {
  await using opened = await filled();
  assert.match(
    await opened.type("ns().pods"),
    /^ +NAME .*\n\$1 +web-0 +0\/2 +Pending .*\n\$2 +web-1 .*\n$/,
  );
  assert.equal(await opened.type("$2.name"), '"web-1"\n');
  assert.equal(await opened.type("(await $1.get()).metadata.uid.length"), "36\n");
  await opened.type('ns("*").pods');
  assert.equal(await opened.type("[$1.namespace, $1.name]"), '[ "shop", "web-0" ]\n');
  await opened.type("await ns().pods.list()");
  assert.equal(await opened.type("$2.name"), '"web-1"\n');
  assert.equal(
    await opened.type("$3"),
    "error: Cannot use $3: the last table has 2 rows\n",
  );
  assert.equal(await opened.type("const $1 = 7; $1"), "7\n");
  await opened.type("ns().pods");
  assert.equal(await opened.type("$1"), "7\n");
});

Deno.test("Session says that no rows were shown yet", async () => {
  await using opened = await embeddedSession();
  assert.equal(await opened.type("$1"), "error: Cannot use $1: no rows were shown yet\n");
});

Deno.test("Session gives the last mistake as _error", async () => {
  await using opened = await embeddedSession();
  await opened.type("await ns().pod('none').get()");
  assert.equal(await opened.type("[_error.name, _error.status]"), '[ "NotFoundError", 404 ]\n');
});

Deno.test("Session shows the last result as YAML, JSON and with more columns", async () => {
  await using opened = await filled();
  assert.equal(await opened.type(".yaml"), "error: Cannot use .yaml: there is no result yet\n");
  await opened.type("ns().pods");
  assert.match(await opened.type(".yaml"), /^apiVersion: v1\nitems:\n- apiVersion: v1\n/);
  assert.equal(JSON.parse(await opened.type(".json")).items.length, 2);
  assert.match(await opened.type(".wide"), /NOMINATED NODE/);
  assert.match(
    await opened.type(".yaml everything"),
    /^error: Cannot use \.yaml with "everything"/,
  );
});

Deno.test("Session hides the data of Secrets until it is asked for", async (t) => {
  await using opened = await embeddedSession();
  await opened.put("/api/v1/namespaces/shop/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "login",
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": '{"data":"aHVudGVyMjI="}',
      },
    },
    data: { password: "aHVudGVyMjI=" },
  });
  for (
    const line of [
      "ns().secret('login')",
      "ns().secret('login').get()",
      "ns().secrets.list().then(([a]) => ({ a: [a] }))",
      ".yaml",
      ".json",
      "ns().secret('login').value('password')",
    ]
  ) {
    await t.step(line, async () => {
      const shown = await opened.type(line);
      assert.doesNotMatch(shown, /aHVudGVyMjI|hunter22/);
      assert.match(shown, /\[hidden\]/);
    });
  }
  await t.step("and keeps lines that hold it out of history and script", async () => {
    assert(opened.session.isPrivate("login('hunter22')"));
    assert(opened.session.isPrivate("'aHVudGVyMjI='"));
    assert(!opened.session.isPrivate("login()"));
    await opened.type("'hunter22'.length");
    assert(!opened.session.record.inputs.some(({ source }) => source.includes("hunter22")));
  });
  await t.step("shows it where it is asked for", async () => {
    await opened.type("ns().secret('login').get()");
    assert.match(await opened.type(".yaml secrets"), /password: aHVudGVyMjI=/);
    assert.equal(
      await opened.type("(await ns().secret('login').value('password')).text()"),
      '"hunter22"\n',
    );
  });
});

Deno.test("Session says what was done to an object instead of printing it", async () => {
  await using opened = await filled();
  await opened.put("/apis/apps/v1/namespaces/shop/deployments", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "main", image: "shop:1" }] },
      },
    },
  });
  const web = "ns().deployment('web')";
  const cases: readonly [line: string, shown: string][] = [
    [`${web}.label({ tier: "front" })`, "deployment/web labeled\n"],
    [`${web}.annotate({ a: "b" })`, "deployment/web annotated\n"],
    [`${web}.patch({ spec: { minReadySeconds: 1 } })`, "deployment/web patched\n"],
    [`${web}.edit((d) => { d.spec.minReadySeconds = 2 })`, "deployment/web edited\n"],
    [`${web}.scale(2)`, "deployment/web scaled\n"],
    [
      `${web}.label({ tier: "back" }, { dryRun: true })`,
      "deployment/web labeled (server dry run)\n",
    ],
    [`${web}.wait((d) => d.spec.replicas === 2)`, "deployment/web condition met\n"],
    [
      `ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } })`,
      "configmap/c created\n",
    ],
    ["const kept = await ns().configMap('c').label({ a: 'b' })", ""],
  ];
  for (const [line, shown] of cases) assert.equal(await opened.type(line), shown, line);
  assert.match(await opened.type("kept"), /^apiVersion: v1\n/);
});

Deno.test("Session shows hostile objects so that nothing in them controls the terminal", async (t) => {
  await using opened = await embeddedSession({ size: () => ({ columns: 80, rows: 24 }) });
  const evil = "a\x1b[2J\x1b]0;title\x07\u202ekcatta\r\u0007\u2028𝕏🚀é";
  await opened.put("/api/v1/namespaces/shop/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "evil",
      labels: { "example.com/a": "b" },
      annotations: { note: evil, big: "x".repeat(200_000) },
    },
    data: { [`key-${"w".repeat(200)}`]: evil, text: evil.repeat(100) },
  });
  for (
    const line of [
      "ns().configMap('evil')",
      "ns().configMaps",
      "(await ns().configMap('evil').get()).data",
      "(await ns().configMap('evil').get()).data.text",
      ".yaml",
      ".json",
      "throw new Error((await ns().configMap('evil').get()).data.text)",
      "({ toString() { return 'x' }, [(await ns().configMap('evil').get()).data.text]: 1 })",
      "(await ns().configMap('evil').get()).data.text.split('')",
      "new Error((await ns().configMap('evil').get()).data.text)",
    ]
  ) {
    await t.step(line, async () => {
      const shown = await opened.type(line);
      assert(shown.length > 0);
      assert.doesNotMatch(
        shown,
        // deno-lint-ignore no-control-regex -- finding control characters is the purpose
        /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/,
      );
    });
  }
});

Deno.test("Session shows 5,000 rows by one request and one write", async () => {
  const written: string[] = [];
  await using opened = await embeddedSession({
    write: (text) => {
      written.push(text);
      return Promise.resolve();
    },
  });
  const pods = Array.from({ length: 5000 }, (_, index) => podOf(`web-${index}`));
  for (const pod of pods) await opened.put(PODS, pod);
  await opened.type("ns().pods");
  assert.equal(opened.session.requests.count, 1);
  assert.match(opened.session.requests.requests[0]!.path, /\/pods\?/);
  // The table as text at once: written row by row it would be a freeze.
  assert.equal(written.length, 1);
  assert.equal(written[0]!.split("\n").length, 5002);
  await opened.type("$5000.name");
  assert.equal(written.at(-1), '"web-999"\n');
});

Deno.test("Session colours states, row numbers and protected contexts where colours are welcome", async () => {
  await using opened = await embeddedSession({
    color: true,
    connect: { context: "eu-prod" },
  });
  await opened.put(PODS, podOf("web-0"));
  const shown = await opened.type("ns().pods");
  assert(shown.includes("\x1b[33mPending\x1b[0m"), JSON.stringify(shown));
  assert(shown.includes("\x1b[2m$1    \x1b[0m"), JSON.stringify(shown));
  assert.equal(opened.session.prompt(), "\x1b[31meu-prod/shop\x1b[0m> ");
  await opened.type(".ctx embedded");
  assert.equal(opened.session.prompt(), "embedded/shop> ");
});

Deno.test("Session cuts rows at the width of the terminal", async () => {
  await using opened = await embeddedSession({ size: () => ({ columns: 20, rows: 24 }) });
  await opened.put(PODS, podOf("a-rather-long-name-of-a-pod"));
  const [heading = "", row = ""] = (await opened.type("ns().pods")).split("\n");
  assert.equal(row, "$1    a-rather-long…");
  assert(heading.length <= 20);
});

Deno.test("Session says which columns a narrow terminal has no room for, and .wide shows them", async () => {
  let columns = 33;
  await using opened = await embeddedSession({ size: () => ({ columns, rows: 24 }) });
  await opened.put(PODS, podOf("web-0"));
  assert.match(
    await opened.type("ns().pods"),
    /\n\$1 +web-0 [^\n]*\n2 columns are cut off: RESTARTS, AGE \(\.wide shows all\)\n$/,
  );
  assert.match(await opened.type("await ns().pods.list()"), /cut off: RESTARTS, AGE/);
  const wide = await opened.type(".wide");
  assert.match(wide, / RESTARTS +AGE .*READINESS GATES\n/);
  assert.doesNotMatch(wide, /cut off/);
  columns = 40;
  assert.match(await opened.type("ns().pods"), /\n1 column is cut off: AGE \(/);
  columns = 80;
  assert.doesNotMatch(await opened.type("ns().pods"), /cut off/);
});

Deno.test("Session says of what came over time that it is gone", async () => {
  await using opened = await embeddedSession();
  await opened.type("(async function* () { yield 1 })()");
  for (const line of [".wide", ".yaml", ".json"]) {
    assert.equal(
      await opened.type(line),
      `error: Cannot use ${line}: the last result came over time and is gone: run its line again\n`,
    );
  }
});

Deno.test("Session says which value of a filter nothing can have", async (t) => {
  await using opened = await embeddedSession();
  const cases = [
    [
      'ns().pods.where({ status: { phase: "Runing" } })',
      'status.phase "Runing": did you mean "Running"',
    ],
    [
      'ns().pods.where("status.phase", "in", ["Failed", "x"])',
      'status.phase "x": it is Failed, Pending, ',
    ],
    [
      'ns().pods.where({ spec: { containers: { $some: { imagePullPolicy: "always" } } } })',
      'spec.containers.imagePullPolicy "always": did you mean "Always"',
    ],
  ] as const;
  for (const [line, said] of cases) {
    await t.step(line, async () => {
      const shown = await opened.type(line);
      assert(shown.startsWith("No resources found in shop namespace.\nThere is no "), shown);
      assert(shown.includes(said), shown);
    });
  }
  await t.step("and nothing where it can be so, or is not to be", async () => {
    for (
      const line of [
        'ns().pods.where({ status: { phase: "Running" } })',
        'ns().pods.where("status.phase", "!=", "Runing")',
        'ns().pods.where({ metadata: { labels: { phase: "Runing" } } })',
        'ns().configMaps.where("metadata.name", "=", "Runing")',
      ]
    ) assert.match(await opened.type(line), /^No resources found in shop namespace\.\n$|^ +NAME/);
  });
});
