import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { until } from "./_follow.ts";
import { isServed, openPlane, readMinor } from "./_plane.ts";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ignore = KUBECONFIG === undefined || KUBECTL === undefined;
const ENTRY = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const NAMESPACE = `cli-${crypto.randomUUID().slice(0, 8)}`;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, args: readonly string[], stdin?: string): Promise<Answer> {
  const child = new Deno.Command(program, {
    args: [...args],
    env: { KUBECONFIG: KUBECONFIG ?? "", NO_COLOR: "1" },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(300_000),
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function kubectl(args: readonly string[], stdin?: string): Promise<string> {
  const { code, stdout, stderr } = await run(KUBECTL ?? "", args, stdin);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function skiff(...words: readonly string[]): Promise<Answer> {
  const allow = ["read", "write", "env", "net", "sys"].map((what) => `--allow-${what}`);
  const flags = ["run", "--quiet", "--no-prompt", `--config=${CONFIG}`, ...allow];
  return await run(Deno.execPath(), [...flags, ENTRY, ...words]);
}

function pod(name: string): unknown {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: NAMESPACE, labels: { app: name } },
    spec: { containers: [{ name: "main", image: "pause" }] },
  };
}

/** A custom kind with columns of its own. */
function lightsOf(group: string): unknown {
  const schema = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { color: { type: "string" }, watts: { type: "integer" } },
      },
    },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `lights.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "lights", singular: "light", kind: "Light", listKind: "LightList" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        additionalPrinterColumns: [
          { name: "Color", type: "string", jsonPath: ".spec.color" },
          { name: "Watts", type: "integer", jsonPath: ".spec.watts", priority: 1 },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
      }],
    },
  };
}

const SETUP = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: NAMESPACE },
    data: { text: "a\nb\n", on: "yes", number: "014" },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: NAMESPACE },
    spec: { selector: { app: "web" }, ports: [{ port: 80, name: "http" }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: NAMESPACE },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "main", image: "pause" }] },
      },
    },
  },
  pod("web-0"),
  pod("a-much-longer-name-1"),
];

/** Ages and what depends on the moment of asking are not compared, nor the blanks that align them. */
function withoutAges(text: string): string {
  return text.replace(/\b(?:<invalid>|\d+[smhdy](?:\d+[smhd])?)(?=\s|$)/gm, "AGE")
    .replace(/ +/g, " ");
}

/** Objects that were read: their columns are made here. */
const OBJECT_TABLES: readonly [expression: string, kubectl: string][] = [
  [`ns("${NAMESPACE}").pods.list()`, `get pods -n ${NAMESPACE}`],
  [`ns("${NAMESPACE}").deployments.list()`, `get deployments -n ${NAMESPACE}`],
  [`ns("${NAMESPACE}").services.list()`, `get services -n ${NAMESPACE}`],
  [`ns("${NAMESPACE}").configMaps.list()`, `get cm -n ${NAMESPACE}`],
  ["cluster.nodes.list()", "get nodes"],
  ["cluster.clusterRoleBindings.list()", "get clusterrolebindings"],
];

/** What servers print only since a later version; the columns made here are those of the newest. */
const PRINTED_SINCE: ReadonlyMap<string, { readonly minor: number; readonly text: RegExp }> =
  new Map([
    // The architecture beside the version of the kernel.
    ["cluster.nodes.list() -o wide", { minor: 36, text: / \(\w+\)/g }],
  ]);

const TABLES: readonly [expression: string, kubectl: string][] = [
  [`ns("${NAMESPACE}").pods`, `get pods -n ${NAMESPACE}`],
  [`ns("${NAMESPACE}").deployments`, `get deployments -n ${NAMESPACE}`],
  [`ns("${NAMESPACE}").services`, `get services -n ${NAMESPACE}`],
  [`ns("${NAMESPACE}").kind("cm")`, `get cm -n ${NAMESPACE}`],
  [
    `ns("${NAMESPACE}").pods.where({ metadata: { labels: { app: "web-0" } } })`,
    `get pods -n ${NAMESPACE} -l app=web-0`,
  ],
  [
    `cluster.namespaces.where({ metadata: { name: "kube-system" } })`,
    "get namespaces --field-selector metadata.name=kube-system",
  ],
  [`cluster.clusterRoles`, "get clusterroles"],
  // Other tests' namespaces come and go meanwhile.
  [
    `ns("*").services.where({ metadata: { namespace: "${NAMESPACE}" } })`,
    `get services -A --field-selector metadata.namespace=${NAMESPACE}`,
  ],
  [`cluster.nodes`, "get nodes"],
];

Deno.test({
  name: "skiff eval prints what kubectl prints",
  ignore,
  fn: async (t) => {
    await using transport = await openPlane();
    const minor = await readMinor(transport);
    await kubectl(["create", "namespace", NAMESPACE]);
    try {
      await kubectl(["wait", "--for=create", "sa/default", "-n", NAMESPACE, "--timeout=120s"]);
      const list = { apiVersion: "v1", kind: "List", items: SETUP };
      await kubectl(["create", "-f", "-"], JSON.stringify(list));
      // Nothing changes from one look to the next.
      const ready = ["--for=condition=Ready", "pod", "--all", "--timeout=120s"];
      await kubectl(["wait", "-n", NAMESPACE, ...ready]);
      for (const [expression, words] of [...TABLES, ...OBJECT_TABLES]) {
        for (const wide of [[], ["-o", "wide"]]) {
          await t.step(`${words} ${wide.join(" ")}`, async () => {
            const [ours, theirs] = await Promise.all([
              skiff("eval", ...wide, expression),
              kubectl([...words.split(" "), ...wide]),
            ]);
            assert.equal(ours.code, 0, ours.stderr);
            const later = PRINTED_SINCE.get([expression, ...wide].join(" "));
            let text = ours.stdout;
            if (later !== undefined && minor < later.minor) {
              assert.match(text, later.text);
              text = text.replaceAll(later.text, "");
            }
            assert.equal(withoutAges(text), withoutAges(theirs));
          });
        }
      }
      await t.step("columns of a custom kind", async () => {
        const group = `${NAMESPACE}.example.com`;
        await kubectl(["create", "-f", "-"], JSON.stringify(lightsOf(group)));
        try {
          const name = `crd/lights.${group}`;
          await kubectl(["wait", "--for=condition=Established", name, "--timeout=120s"]);
          // It is served, and found, a moment later.
          await until("the kind is served", () => isServed(transport, group, "lights"));
          const light = {
            apiVersion: `${group}/v1`,
            kind: "Light",
            metadata: { name: "hall", namespace: NAMESPACE },
            spec: { color: "red", watts: 60 },
          };
          await kubectl(["create", "-f", "-"], JSON.stringify(light));
          const objects = `ns("${NAMESPACE}").kind("lights.${group}").list()`;
          for (const output of ["wide", "table"]) {
            const ours = await skiff("eval", "-o", output, objects);
            const wide = output === "wide" ? ["-o", "wide"] : [];
            const theirs = await kubectl(["get", `lights.${group}`, "-n", NAMESPACE, ...wide]);
            assert.equal(withoutAges(ours.stdout), withoutAges(theirs), ours.stderr);
          }
        } finally {
          await kubectl(["delete", "crd", `lights.${group}`, "--wait=false"]);
        }
      });
      await t.step("names", async () => {
        const ours = await skiff("eval", "-o", "name", `ns("${NAMESPACE}").deployments`);
        const theirs = await kubectl(["get", "deployments", "-n", NAMESPACE, "-o", "name"]);
        assert.equal(ours.stdout, theirs);
      });
      await t.step("YAML of one object", async () => {
        const ours = await skiff("eval", `ns("${NAMESPACE}").configMap("settings")`);
        const words = ["get", "configmap", "settings", "-n", NAMESPACE, "-o", "yaml"];
        assert.equal(ours.stdout, await kubectl(words));
      });
      await t.step("JSON of a list", async () => {
        const ours = await skiff("eval", "-o", "json", `ns("${NAMESPACE}").services`);
        const theirs = await kubectl(["get", "services", "-n", NAMESPACE, "-o", "json"]);
        assert.equal(ours.stdout, theirs);
      });
      await t.step("JSONPath", async () => {
        const path =
          'jsonpath={range .items[*]}{.metadata.name}{"\\t"}{.spec.ports[0].port}{"\\n"}{end}';
        const ours = await skiff("eval", "-o", path, `ns("${NAMESPACE}").services`);
        const theirs = await kubectl(["get", "services", "-n", NAMESPACE, "-o", path]);
        assert.equal(ours.stdout.trimEnd(), theirs.trimEnd());
      });
    } finally {
      await kubectl(["delete", "namespace", NAMESPACE, "--wait=false"]);
    }
  },
});

Deno.test({
  name: "skiff eval ends with the code of what is wrong on a real API server",
  ignore,
  fn: async () => {
    const cases: readonly [words: readonly string[], code: number][] = [
      [['ns("default").pod("nope")'], 3],
      [['ns("default").kind("banana")'], 2],
      [["--as", "nobody", 'ns("default").secrets'], 4],
      [['ns("default").pods.where({ status: { phse: "Running" } })'], 2],
    ];
    for (const [words, code] of cases) {
      const result = await skiff("eval", ...words);
      assert.equal(result.code, code, `${words.join(" ")}: ${result.stderr}`);
      assert.match(result.stderr, /^error: [^\n]+\n$/);
      assert.equal(result.stdout, "");
    }
  },
});

Deno.test({
  name: "skiff doctor finds a real API server well, and a user without rights warned",
  ignore,
  fn: async () => {
    const admin = await skiff("doctor");
    assert.equal(admin.code, 0, admin.stdout);
    assert.doesNotMatch(admin.stdout, /^(warn|fail)/m);
    assert.match(admin.stdout, /^ok {4}rules {7}every verb on every resource in "default"$/m);
    const nobody = await skiff("doctor", "--as", "nobody", "--as-group", "system:authenticated");
    assert.equal(nobody.code, 0, nobody.stdout);
    assert.match(nobody.stdout, /^warn {2}rules {7}no rights on resources in "default"/m);
    assert.match(nobody.stdout, /^warn {2}rights {6}you may not list pods/m);
    assert.match(nobody.stdout, /you are nobody/);
  },
});

Deno.test({
  name: "the hidden completion command proposes namespaces of a real API server",
  ignore,
  fn: async () => {
    const { stdout } = await skiff(
      "__complete",
      "bash",
      "eval",
      "--request-timeout=90s",
      "-n",
      "kube-",
    );
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      "kube-node-lease",
      "kube-public",
      "kube-system",
    ]);
  },
});
