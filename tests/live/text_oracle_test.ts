import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { formatJsonPath, parseJsonPath } from "../../lib/core/jsonpath.ts";
import { formatQuantity, parseQuantity } from "../../lib/core/quantity.ts";
import { formatTable } from "../../lib/core/table.ts";
import { formatYaml, parseYaml } from "../../lib/core/yaml.ts";

const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ignore = KUBECTL === undefined;
const SEED = 20_260_501;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function kubectl(...args: readonly string[]): Promise<Answer> {
  assert(KUBECTL !== undefined);
  await using home = await Folder.make();
  const { code, stdout, stderr } = await new Deno.Command(KUBECTL, {
    args: [...args],
    env: { HOME: home.path },
    clearEnv: true,
    stdin: "null",
    signal: AbortSignal.timeout(300_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await Deno.makeTempDir({ prefix: "skiff-text-" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** Lets kubectl read a manifest and print it in a format, without a cluster. */
async function reprint(manifest: string, output: string): Promise<Answer> {
  await using folder = await Folder.make();
  const file = `${folder.path}/manifest.yaml`;
  await Deno.writeTextFile(file, manifest);
  return await kubectl("annotate", "--local", "-f", file, "skiff.test/seen=true", "-o", output);
}

async function accepted(manifest: string, output: string): Promise<string> {
  const { code, stdout, stderr } = await reprint(manifest, output);
  assert.equal(code, 0, stderr);
  return stdout;
}

function sampleOf(spec: unknown): Record<string, unknown> {
  return {
    apiVersion: "skiff.test/v1",
    kind: "Sample",
    metadata: { annotations: { "skiff.test/seen": "true" }, name: "sample" },
    spec,
  };
}

function manifestOf(spec: string): string {
  const lines = spec.split("\n").map((line) => line === "" ? "" : `  ${line}`).join("\n");
  return `apiVersion: skiff.test/v1\nkind: Sample\nmetadata:\n  name: sample\nspec:\n${lines}\n`;
}

const SCALARS = [
  ..."0755 0o14 0O17 0x1f -0x10 +0o17 0b11 -0b11 0b12 1_000 1__0 _1 09 08.5 0x +5 -0 .5 ._5 .5_0 5. 1.e3"
    .split(" "),
  ..."1e3 1E3 1e 1e400 yes Yes yEs on oN off y Y n N ~ null Null nUll true tRue 1:30 12:30:45 << ="
    .split(
      " ",
    ),
  ..."2026-01-01 2026-02-30 2026-1-2 2026-01-01T00:00:00Z 0.1e-7 123456789.5 1.10 ! !!str".split(
    " ",
  ),
  "2001-12-14 21:59:43",
  "!!str 5",
  "!!int '5'",
  "!!float 5",
  "!!binary aGk=",
  "!foo 5",
  "'5'",
  '"\\u00e9\\x41"',
];

Deno.test({
  name: "kubectl reads plain YAML scalars as parseYaml does",
  ignore,
  async fn() {
    const manifest = manifestOf(SCALARS.map((text) => `- ${text}`).join("\n"));
    const theirs: unknown = JSON.parse(await accepted(manifest, "json"));
    const ours = parseYaml(manifest);
    assert(typeof theirs === "object" && theirs !== null && "spec" in theirs);
    assert(typeof ours === "object" && ours !== null && "spec" in ours);
    assert.deepEqual(ours.spec, theirs.spec);
  },
});

const STRUCTURES = [
  "n: 1\n1: a\n1.5: b\n0x10: c\n2026-01-01: d\n123456789.5: e",
  "a: 1\na: 2",
  "x: &a {p: 1, q: 2}\nz: {<<: *a, p: 3}\nw: {p: 3, <<: *a}",
  "- &a {p: 1}\n- &b {p: 2, q: 3}\n- <<: [*a, *b]",
  "a: |\n  x\n  y\nb: >\n  x\n  y\nc: |-\n  x\nd: |+\n  x\n\ne: 'it''s\n\n  so'",
  "a: [\n  1,\n  2\n]\nb: {\n  c: 3\n}",
  "a: 'x\ny'\nb: [\n1]",
  "- - a\n  - b\n-\n  - c\n- []\n- {}\n- {a, b: 1}\n- [a: 1]",
];

for (const spec of STRUCTURES) {
  Deno.test({
    name: `kubectl reads ${JSON.stringify(spec.slice(0, 30))} as parseYaml does`,
    ignore,
    async fn() {
      const manifest = manifestOf(spec);
      const theirs: unknown = JSON.parse(await accepted(manifest, "json"));
      const ours = parseYaml(manifest);
      assert(typeof theirs === "object" && theirs !== null && "spec" in theirs);
      assert(typeof ours === "object" && ours !== null && "spec" in ours);
      assert.deepEqual(ours.spec, theirs.spec);
    },
  });
}

for (
  const spec of ["a: b: c", "a: [1, 2", "a: *none", "x: &a [*a]", "? [x]\n: 1", "~: x", "a: .inf"]
) {
  Deno.test({
    name: `kubectl refuses ${JSON.stringify(spec)} as parseYaml does`,
    ignore,
    async fn() {
      const { code } = await reprint(manifestOf(spec), "json");
      assert.notEqual(code, 0);
      assert.throws(() => parseYaml(manifestOf(spec)), { name: "QueryError" });
    },
  });
}

/** Texts that kubectl keeps as they are; it turns U+0085 into a blank, and writes U+2028 unreadably. */
const TEXT = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      "a",
      " ",
      "\n",
      ":",
      "#",
      "-",
      "'",
      '"',
      "\\",
      "word word",
      "1",
      "é",
      "\t",
      "{",
      "]",
      ",",
      "?",
      "!",
      "%",
      "\r",
      "=",
      "~",
      "0x",
      "😀",
      "yes",
    ),
  }),
  fc.string({ unit: fc.constantFrom("word", " ", "  ", "\\", "it's", "\u0001"), minLength: 20 }),
  fc.constantFrom("yes", "null", "~", "1e3", "0o7", "1:30", "2026-01-01", "", "true", ".5", "---"),
);
const { value: VALUE } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    TEXT,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), { noNullPrototype: true }),
    fc.dictionary(TEXT, tie("value"), { maxKeys: 1, noNullPrototype: true }),
  ),
}));

Deno.test({
  name: "kubectl prints 300 values as formatYaml does",
  ignore,
  async fn() {
    const spec: unknown = JSON.parse(
      JSON.stringify(fc.sample(VALUE, { numRuns: 300, seed: SEED })),
    );
    const sample = sampleOf(spec);
    assert.equal(formatYaml(sample), await accepted(JSON.stringify(sample), "yaml"));
  },
});

const LIST = {
  name: "list",
  items: [
    { name: "a", n: 2, ok: true, ports: [{ port: 80, name: "http" }, { port: 443 }] },
    { name: "b", n: 0, ok: false, ports: [{ port: 8080, name: "alt" }] },
    { name: "c", n: 7, ports: [], "dotted.key/x": 1 },
  ],
  numbers: [10, 11, 12, 13],
  nothing: null,
  fraction: 1234567.5,
  html: { b: "<&>", a: 1, 10: 1, 2: 2 },
  text: "aé",
};
const TEMPLATES = [
  "{.spec.name}",
  "plain",
  ".spec.name",
  "{.spec.missing.deeper[0]}-{.spec.nothing}-{.spec.nothing.x}",
  "{.spec.items[*].name}",
  "{.spec.items[0,2].name} {.spec.items[-1].name}",
  "{.spec.items[0]['name','n']}",
  "{.spec.items[2].dotted\\.key/x} {.spec.items[2]['dotted\\.key/x']}",
  "{.spec.numbers[1:3]} {.spec.numbers[:2]} {.spec.numbers[-2:]} {.spec.numbers[::2]}",
  "{.spec.numbers[2:2]}|{.spec.numbers}|{.spec.fraction}|{.spec.html}|{.spec.text.*}",
  "{..port}",
  "{.spec.items[*].ports[*].port}",
  '{.spec.items[?(@.name=="b")].n}',
  "{.spec.items[?(@.n>1)].name} {.spec.items[?( @.n <= 2 )].name} {.spec.items[?(@.n!=0)].name}",
  "{.spec.items[?(@.ok)].name} {.spec.items[?(@.ok==true)].name} {.spec.items[?(@.ports[1])].name}",
  '{range .spec.items[*]}{.name}{"\\t"}{.n}{"\\n"}{end}done',
  "{range .spec.items[*]}[{.name}{range .ports[*]} {.port}{end}]{end}",
  "{range .spec.missing[*]}x{end}y",
  '{\'single "quoted"\'}{"\\u00e9\\x41\\101"}{1}{1.5}{true}{.spec.missing "x"}',
  "{.spec}",
];

Deno.test({
  name: "kubectl prints JSONPath templates as formatJsonPath does",
  ignore,
  async fn() {
    const sample = sampleOf(LIST);
    for (const template of TEMPLATES) {
      const theirs = await accepted(JSON.stringify(sample), `jsonpath=${template}`);
      assert.equal(formatJsonPath(parseJsonPath(template), sample), theirs, template);
    }
  },
});

Deno.test({
  name: "kubectl refuses bad JSONPath templates as we do",
  ignore,
  async fn() {
    const templates = [
      "{.a",
      "{.a[0}",
      "{.a[?(}",
      "{.a[x]}",
      '{.a["x"]}',
      "{foo}",
      "{....}",
      "{end}",
      '{"a}',
      '{"\\q"}',
      "{1.2.3}",
      "{.spec.numbers[9]}",
      "{.spec.name[0]}",
      "{.spec.numbers[3:1]}",
      '{.spec.items[?(@.n=="2")]}',
      "{.spec.items[?(@.ports[*].port==80)]}",
    ];
    const sample = sampleOf(LIST);
    for (const template of templates) {
      const { code } = await reprint(JSON.stringify(sample), `jsonpath=${template}`);
      assert.notEqual(code, 0, template);
      assert.throws(
        () => formatJsonPath(parseJsonPath(template), sample),
        { name: "QueryError" },
        template,
      );
    }
  },
});

const QUANTITIES =
  "0 1 1.5 .5 1. 100m 1000m 0.1m 1n 0.1n 1.5Gi 0.5Ki 1Ki 1024 1024Ki 1.1Ki 7Ei 1e3 12345e2 5e-1 1000 1500k"
    .split(" ");

Deno.test({
  name: "kubectl prints quantities in the canonical form of formatQuantity",
  ignore,
  async fn() {
    // The quantity of a quota is printed as it was written where it is canonical, so both are compared.
    const hard = QUANTITIES.map((text, index) => `count/r${index}=${text}`).join(",");
    const { code, stdout, stderr } = await kubectl(
      ...["create", "quota", "q", `--hard=${hard}`, "--dry-run=client", "-o", "json"],
    );
    assert.equal(code, 0, stderr);
    const theirs: { spec: { hard: Record<string, string> } } = JSON.parse(stdout);
    QUANTITIES.forEach((text, index) => {
      const canonical = formatQuantity(parseQuantity(text));
      const printed = theirs.spec.hard[`count/r${index}`] ?? "";
      assert.ok(printed === canonical || printed === text, `${text}: ${printed}, not ${canonical}`);
      assert.equal(formatQuantity(parseQuantity(printed)), canonical);
    });
    for (const text of ["1.5Gii", "1e", "1 Gi", "1_000"]) {
      const refused = await kubectl(
        "create",
        "quota",
        "q",
        `--hard=cpu=${text}`,
        "--dry-run=client",
      );
      assert.notEqual(refused.code, 0, text);
    }
  },
});

const TABLE = {
  kind: "Table",
  apiVersion: "meta.k8s.io/v1",
  metadata: { resourceVersion: "1" },
  columnDefinitions: [
    { name: "Name", type: "string", format: "name", description: "", priority: 0 },
    { name: "R", type: "integer", format: "", description: "", priority: 0 },
    { name: "Message", type: "string", format: "", description: "", priority: 0 },
    { name: "Node", type: "string", format: "", description: "", priority: 1 },
    { name: "Age", type: "string", format: "", description: "", priority: 0 },
  ],
  rows: [
    ["web-0", 1, "fine", "node-a", "5m10s"],
    ["a-very-much-longer-name", 12, "two\nlines", null, "3d"],
    ["esc", 1234567, "a\u001b[31mred\rb", "n", ""],
    ["umlaut-é", 0, "grün", "<none>", "7h"],
    ["empty", null, "", "x", null],
  ].map((cells) => ({
    cells,
    object: {
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: { name: String(cells[0]), namespace: "default" },
    },
  })),
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: [] },
  "/api/v1": {
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: [{
      name: "pods",
      singularName: "pod",
      namespaced: true,
      kind: "Pod",
      verbs: ["list"],
    }],
  },
  "/api/v1/namespaces/default/pods": TABLE,
};

Deno.test({
  name: "kubectl prints a server's table as formatTable does",
  ignore,
  async fn() {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => {
        const answer = ANSWERS[new URL(request.url).pathname];
        return answer === undefined ? new Response("no", { status: 404 }) : Response.json(answer);
      },
    );
    const table = { columns: TABLE.columnDefinitions, rows: TABLE.rows };
    const get = ["--server", `http://127.0.0.1:${server.addr.port}`, "get", "pods"];
    const cases: [string[], string][] = [
      [[], formatTable(table)],
      [["-o", "wide"], formatTable(table, { wide: true })],
      [["--no-headers"], formatTable(table, { noHeaders: true })],
    ];
    for (const [flags, ours] of cases) {
      const { code, stdout, stderr } = await kubectl(...get, ...flags);
      assert.equal(code, 0, stderr);
      assert.equal(ours, stdout);
    }
  },
});
