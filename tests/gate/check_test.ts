import assert from "node:assert/strict";
import { Query } from "../../lib/api/query.ts";
import { Ref } from "../../lib/api/ref.ts";
import { parseModule } from "../../lib/gate/script_syntax.ts";
import { type ClusterUse, findUses } from "../../lib/gate/script_uses.ts";
import { QUERY_STEPS, QUERY_VERBS, REF_VERBS } from "../../lib/gate/verb_rights.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { project } from "./_run.ts";

/** Verb, resource with group and part, namespace, name; `?` for what is known only when it runs. */
function describe({ verb, group, resource, subresource, namespace, name }: ClusterUse): string {
  const kind = `${resource ?? "?"}${group && `.${group}`}${subresource && `/${subresource}`}`;
  return [verb, kind, namespace === "" ? "-" : namespace ?? "?", name === "" ? "-" : name ?? "?"]
    .join(" ");
}

const USES: readonly [source: string, ...uses: readonly string[]][] = [
  ['await ns("shop").pods.list()', "list pods shop -"],
  ["await ns().pods.count()", "list pods - -"],
  ['await ns("*").pods.names()', "list pods * -"],
  ["await ns(x).pods.first()", "list pods ? -"],
  ["await ns(`shop`).pods.one()", "list pods shop -"],
  ['await ns("shop").pods.where({}).limit(1).orderBy("metadata.name").table()', "list pods shop -"],
  ['await ns("shop").pods.get("web")', "get pods shop web"],
  ['for await (const pod of ns("shop").pods) pod', "list pods shop -"],
  ['for await (const e of ns("shop").pods.watch()) e', "list pods shop -", "watch pods shop -"],
  ['ns("shop").pods.where({}).explain()'],
  ['await ns("x").deployment("web").scale(5)', "patch deployments.apps/scale x web"],
  [
    "await ns().deployments.where({}).scale(5)",
    "list deployments.apps - -",
    "patch deployments.apps/scale - -",
  ],
  ['await ns("a").configMaps.all().delete()', "list configmaps a -", "delete configmaps a -"],
  ['await ns("a").pod(name).delete()', "delete pods a ?"],
  ['await ns("a").pod("p").edit((pod) => pod)', "get pods a p", "patch pods a p"],
  ['await ns("a").secret("s").value("k")', "get secrets a s"],
  ['await ns("a").pod("p").replace(pod)', "update pods a p"],
  ['await ns("a").pod("p").logs({ tail: 1 }).text()', "get pods/log a p"],
  ['for await (const line of ns("a").pod("p").logs({ follow: true })) line', "get pods/log a p"],
  ['await ns("a").pods.ref("p").label({ a: "b" })', "patch pods a p"],
  ["await cluster.nodes.list()", "list nodes * -"],
  ['await cluster.node("n").get()', "get nodes * n"],
  ['await cluster.ns("a").services.list()', "list services a -"],
  ["await cluster.namespaces.wait(exists())", "list namespaces * -", "watch namespaces * -"],
  ['await ns("a").kind("deploy").list()', "list deployments.apps a -"],
  [
    'await ns("a").kind("certificates.cert-manager.io").list()',
    "list certificates.cert-manager.io a -",
  ],
  ["await ns().kind(spelling).list()", "list ? - -"],
  ['await ns("a").of(Certificate).list()', "list ? ? -"],
  ["await ref(pod).delete()", "delete ? ? ?"],
  ['await ns("a").create({ apiVersion: "v1", kind: "Pod" })', "create pods a -"],
  ['await cluster.create({ apiVersion: "v1", kind: "Namespace" })', "create namespaces * -"],
  ['await ns("a").create(object)', "create ? a -"],
  ['await cluster.raw("/api/v1/namespaces/a/pods?watch=1")', "watch pods a -"],
  [
    'await cluster.raw("/apis/apps/v1/namespaces/a/deployments/d", { method: "DELETE" })',
    "delete deployments.apps a d",
  ],
  ['await cluster.raw("/version")'],
  ["await cluster.raw(path)", "GET ? ? ?"],
  ['const web = ns("a").deployment("web"); await web.get()', "get deployments.apps a web"],
  ['const shop = ns("a"); const { pods } = shop; await shop.pods.list()', "list pods a -"],
  ["const other = await connect({}); await other.nodes.list()", "list nodes * -"],
  ['await using other = await connect({}); await other.ns("b").pods.list()', "list pods b -"],
  ["function f(ns) { return ns().pods.list(); }"],
  ['const a = ns("x").pods; function f(a) { return a.list(); }'],
  ["const a = a.list(); await a.list()"],
  ["const pods = { list() {} }; pods.list()"],
  ['let x = 1 as number; type T = string; await ns("a" as const).pods.list()', "list pods a -"],
];

Deno.test("what a script does in the cluster is seen without running it", async (t) => {
  for (const [source, ...expected] of USES) {
    await t.step(source, async () => {
      const text = `import { cluster, connect, exists, ns, ref } from "skiff";\n${source}`;
      const { cluster } = findUses(await parseModule(text, "a.ts"), "a.ts");
      assert.deepEqual(cluster.map(describe), expected);
    });
  }
});

Deno.test("names are those of the imports", async () => {
  const text = `import { ns as scope } from "@skiff-k8s/skiff"; import { ns } from "./other.ts";
    await scope("a").pods.list(); await ns("b").pods.list();`;
  const { cluster } = findUses(await parseModule(text, "a.ts"), "a.ts");
  assert.deepEqual(cluster.map(describe), ["list pods a -"]);
});

Deno.test("what script() hands to its function is seen", async () => {
  const text = `import { script } from "skiff";
    export const tool = script({
      name: "tool",
      async run({ options, ns, cluster: whole }) {
        let pods = ns(options.all ? "*" : undefined).pods;
        pods = pods.where({});
        for await (const pod of pods) pod;
        await ns("a").deployment("web").scale(2);
        await whole.nodes.list();
      },
    });
    other({ run({ ns }) { ns("b").pods.list(); } });`;
  const { cluster } = findUses(await parseModule(text, "a.ts"), "a.ts");
  // A name that stands for two things stands for neither.
  assert.deepEqual(cluster.map(describe), ["list nodes * -"]);
  const alone = text.replace(/other\(.*/, "");
  const found = findUses(await parseModule(alone, "a.ts"), "a.ts");
  assert.deepEqual(found.cluster.map(describe), [
    "list pods ? -",
    "patch deployments.apps/scale a web",
    "list nodes * -",
  ]);
});

Deno.test("what a script asks of Deno is seen, with its place", async () => {
  const text = [
    'await Deno.readTextFile("data.json");',
    "Deno.writeTextFileSync(path, text);",
    '  Deno.env.get("HOME");',
    'await fetch("https://example.test:8443/x");',
    "await fetch(url);",
    'new Deno.Command("ls");',
    "Deno.hostname();",
    "Deno.exit(0);",
  ].join("\n");
  const { deno } = findUses(await parseModule(text, "a.ts"), "a.ts");
  assert.deepEqual(
    deno.map(({ kind, value, place }) => [kind, value, place.line, place.column]),
    [
      ["read", "data.json", 1, 7],
      ["write", undefined, 2, 1],
      ["env", "HOME", 3, 3],
      ["net", "example.test:8443", 4, 7],
      ["net", undefined, 5, 7],
      ["run", "ls", 6, 1],
      ["sys", "hostname", 7, 1],
    ],
  );
});

/** Methods that send nothing and lead nowhere else. */
const SILENT: ReadonlySet<string> = new Set(["constructor", "ref", "explain", "toString"]);

Deno.test("every method of a query and of a ref is known", () => {
  for (const [type, known] of [[Query, QUERY_VERBS], [Ref, REF_VERBS]] as const) {
    const methods = new Set<string>();
    for (let at = type.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (typeof value === "function" && !name.startsWith("_")) methods.add(name);
      }
    }
    const unknown = [...methods].filter((name) =>
      !known.has(name) && !QUERY_STEPS.has(name) && !SILENT.has(name)
    );
    assert.deepEqual(unknown, [], `add the rights of ${type.name}'s methods to verb_rights.ts`);
  }
});

Deno.test("skiff check", async (t) => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "good.ts": `import { ns } from "skiff";
import { app } from "./part.ts";
console.log("run!");
for await (const pod of ns("shop").pods) console.log(pod.metadata?.name, app);
`,
    "part.ts": `import { ns } from "skiff";
export const app: string = "web";
export async function grow(): Promise<void> {
  await ns("shop").deployment("web").scale(5);
}
`,
    "bad.ts": `import { ns } from "skiff";
const replicas: number = "five";
await ns("shop").podz.list();
await ns("shop").deployment("web").scale(replicas);
await ns("shop").pods.where({ status: { phse: "x" } }).list();
`,
    "loose/deno.json": '{ "compilerOptions": { "strict": false } }',
    "loose/a.ts": "",
    "project/deno.json": '{ "imports": { "parts": "./part.ts", "skiff": "./nowhere.ts" } }',
    "project/part.ts": "export const grow = (): Promise<void> => Promise.resolve();",
    "project/a.ts": `import { grow } from "parts";
import { ns } from "skiff";
export const names: number = await ns().pods.names();
await grow(1);
`,
    "indexed/deno.json": '{ "compilerOptions": { "noUncheckedIndexedAccess": true } }',
    "indexed/a.ts": `import { ns } from "skiff";
export const [name]: string[] = await ns().pods.names();
export const first: string = (await ns().pods.names())[0];
`,
    "steals.ts": 'import text from "/etc/hostname" with { type: "text" }; text;',
    "broken.ts": "const a = ;",
    "overload.ts": `class Query {
  where(path: string, operator: string): this;
  where(test: () => boolean): this;
  where(..._: unknown[]): this {
    return this;
  }
} new Query().where(5);
`,
  });
  await t.step("lists what a script does, with its modules, and runs nothing", async () => {
    const { code, stdout, stderr } = await folder.run("check", "good.ts");
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      [
        "Types: no faults",
        "",
        "In the cluster:",
        '  list pods in "shop"                           good.ts:4:25',
        '  patch deployments.apps/scale "web" in "shop"  part.ts:4:38',
        "",
        "Of Deno, beside what skiff run gives:",
        "  nothing that can be seen",
        "",
      ].join("\n"),
    );
    assert.equal(code, 0);
    assert.deepEqual(api.requests, []);
  });
  await t.step("as JSON", async () => {
    const { code, stdout } = await folder.run("check", "good.ts", "-o", "json");
    const { types, verbs, permissions } = JSON.parse(stdout);
    assert.deepEqual([code, types, permissions], [0, [], []]);
    assert.deepEqual(verbs[1], {
      verb: "patch",
      group: "apps",
      resource: "deployments",
      subresource: "scale",
      namespace: "shop",
      name: "web",
      file: "part.ts",
      line: 4,
      column: 38,
    });
  });
  await t.step("says a fault once, without notes on overloads that nobody can call", async () => {
    const { code, stdout } = await folder.run("check", "overload.ts");
    assert.equal(code, 1);
    const faults = stdout.split("\n").filter((line) => /: TS\d+: /.test(line));
    assert.deepEqual(faults.map((line) => /^\S+/.exec(line)?.[0]), ["overload.ts:7:21:"]);
  });
  await t.step("ends with 1 at a wrong type, at the script's own line", async () => {
    const { code, stdout } = await folder.run("check", "bad.ts");
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^bad\.ts:2:7: TS2322: Type 'string' is not assignable to type 'number'\.$/m,
    );
    assert.match(stdout, /^bad\.ts:3:18: TS\d+: Property 'podz' does not exist/m);
    assert.match(stdout, /^bad\.ts:5:41: TS\d+: .*phse/m);
    assert.match(stdout, /^ {2}patch deployments\.apps\/scale "web" in "shop" /m);
  });
  await t.step("follows the imports and the options of a project", async () => {
    for (
      const [script, ...expected] of [
        ["project/a.ts", "project/a.ts:3:14: TS2322", "project/a.ts:4:12: TS2554"],
        ["indexed/a.ts", "indexed/a.ts:3:14: TS2322"],
      ] as const
    ) {
      const { stdout } = await folder.run("check", script);
      const faults = stdout.split("\n").filter((line) => /: TS\d+: /.test(line));
      assert.deepEqual(faults.map((line) => /^\S+ TS\d+/.exec(line)?.[0]), expected, stdout);
    }
  });
  for (
    const [name, script, expected, message] of [
      ["refuses loose types, which do not come to an end", "loose/a.ts", 2, /strict/],
      ["refuses what skiff run would refuse", "steals.ts", 4, /"\/etc\/hostname" as text/],
      [
        "says where it cannot parse",
        "broken.ts",
        2,
        /^error: Cannot check "broken\.ts": broken\.ts:1:11: Expression expected: const a = ;\n$/,
      ],
      [
        "says that there is no file",
        "missing.ts",
        2,
        /Cannot check "missing.ts": there is no such file/,
      ],
    ] as const
  ) {
    await t.step(name, async () => {
      const { code, stdout, stderr } = await folder.run("check", script);
      assert.deepEqual([code, stdout], [expected, ""]);
      assert.match(stderr, /^error: [^\n]+\n$/);
      assert.match(stderr, message);
    });
  }
});
