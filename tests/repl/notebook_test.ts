/** Values as a notebook shows them, and a real Jupyter client that asks a real Deno kernel for them. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { chart, show } from "../../lib/repl/notebook/mod.ts";
import { displayValue } from "../../lib/repl/notebook/display_value.ts";
import { formatHtmlTable } from "../../lib/repl/notebook/html_table.ts";
import { testCluster } from "../../lib/testing/mod.ts";
import { pythonWith } from "../_support/python.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const REQUIREMENTS = join(ROOT, "tests/repl/notebook/requirements.txt");
const RUN_CELLS = join(ROOT, "tests/repl/notebook/run_cells.py");

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "\x1b[2J\x1b]0;title\x07",
  "\u202egnp.exe",
  "a&b'c",
];

function column(name: string) {
  return { name, priority: 0 };
}

Deno.test("a cell of a table is text and never markup", () => {
  const rows = HOSTILE.map((text) => ({ cells: [text, text] }));
  const html = formatHtmlTable({ columns: [column("Name"), column("<b>Status")], rows });
  assert.doesNotMatch(html, /<(?!\/?(?:table|thead|tbody|tr|th|td)\b)/);
  // deno-lint-ignore no-control-regex -- control characters must not be in it
  assert.doesNotMatch(html, /[\x00-\x09\x0b-\x1f\x7f\u202e]/);
  assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.match(html, /a&amp;b&#39;c/);
});

Deno.test("a long table says how many rows it leaves out, and a long cell how much of it", () => {
  const rows = Array.from({ length: 5000 }, (_, index) => ({ cells: [`web-${index}`] }));
  const html = formatHtmlTable({ columns: [column("Name")], rows: [...rows] }, { maxRows: 100 });
  assert.equal(html.match(/<tr>/g)?.length, 101);
  assert.match(html, /and 4,900 more rows/);
  const long = formatHtmlTable({
    columns: [column("Name")],
    rows: [{ cells: ["x".repeat(1_000_000)] }],
  });
  assert.ok(long.length < 1000);
  assert.match(long, /999,800 characters more/);
});

Deno.test("columns of lower priority are left out unless they are asked for", async () => {
  const table = {
    columns: [column("Name"), { name: "Node", priority: 1 }],
    rows: [{ cells: ["a", "node-1"] }],
  };
  assert.doesNotMatch(formatHtmlTable(table), /node-1/);
  assert.match(formatHtmlTable(table, { wide: true }), /node-1/);
  assert.equal(String(await show(table)), "NAME\na");
  assert.equal(String(await show(table, { wide: true })), "NAME   NODE\na      node-1");
});

Deno.test("states have colours that tell what failed", () => {
  const html = formatHtmlTable({
    columns: [column("Name"), column("Status")],
    rows: [{ cells: ["a", "Running"] }, { cells: ["b", "CrashLoopBackOff"] }],
  });
  const [well, failed] = ["Running", "CrashLoopBackOff"].map((word) =>
    new RegExp(`color:(#[0-9a-f]{6})">${word}<`).exec(html)?.[1]
  );
  assert.ok(well !== undefined && failed !== undefined && well !== failed);
});

Deno.test("a query is shown as its server's table, a ref as its object, both read once", async () => {
  await using cluster = await testCluster({
    objects: [{
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { a: "<1>" },
    }],
  });
  const maps = cluster.ns().configMaps.where({ metadata: { name: "settings" } });
  cluster.clearRequests();
  const table = await displayValue(maps);
  assert.equal(cluster.requests().length, 1);
  assert.match(table["text/plain"], /^NAME +DATA +AGE\nsettings +1 +\d+s\n$/);
  assert.match(table["text/html"] ?? "", /<td[^>]*>settings<\/td><td[^>]*>1<\/td>/);
  const object = await displayValue(cluster.ns().configMap("settings"));
  assert.match(object["text/html"] ?? "", /^<pre>[\s\S]*a: &lt;1&gt;[\s\S]*<\/pre>$/);
  const list = await displayValue(await maps.list());
  assert.match(list["text/html"] ?? "", /<td[^>]*>settings<\/td>/);
});

Deno.test("the data of Secrets is shown nowhere", async () => {
  const value = btoa("canary-in-a-secret");
  await using cluster = await testCluster({
    objects: [{
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "db" },
      data: { password: value },
    }],
  });
  const secret = cluster.ns().secret("db");
  for (const shown of [secret, await secret.get(), cluster.ns().secrets, [await secret.get()]]) {
    const text = JSON.stringify(await displayValue(shown)) + String(await show(shown));
    assert.match(text, /db/);
    assert.ok(!text.includes(value) && !text.includes("canary"), text);
  }
});

Deno.test("a chart counts what it is given, longest bar first, and escapes it", () => {
  const drawn = chart(["b", "<i>", "b", undefined], { title: "T&<" });
  assert.equal(
    String(drawn),
    [
      "T&<",
      `b       ${"\u2588".repeat(40)} 2`,
      `(none)  ${"\u2588".repeat(20)} 1`,
      `<i>     ${"\u2588".repeat(20)} 1`,
    ].join("\n"),
  );
  const svg = drawn.toSvg();
  assert.match(svg, /T&amp;&lt;/);
  assert.doesNotMatch(svg, /<i>/);
  assert.match(String(chart({ a: 1, b: 2, c: 3 }, { maxBars: 2 })), /and 1 more$/);
  assert.throws(() => chart({ a: -1 }), /Cannot draw "a": -1 is no number from 0 up/);
});

interface CellOutput {
  readonly type: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly evalue?: string;
}

const CELLS: readonly string[] = [
  'import { chart, show } from "skiff/repl"; import { testCluster } from "skiff/testing";',
  `const cluster = await testCluster({ namespace: "shop", objects: [
     { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels: { tier: "web" } }, data: { x: "1" } },
     { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b", labels: { tier: "web" } }, data: { x: "1" } } ] });`,
  'const maps = cluster.ns().configMaps.where({ metadata: { labels: { tier: "web" } } }); maps',
  "await maps.list()",
  'cluster.ns().configMap("a")',
  "chart((await maps.list()).map((map) => map.metadata?.labels?.tier))",
  "[1, 2]",
  'cluster.ns().configMap("none")',
];

const python = await pythonWith(REQUIREMENTS);

Deno.test({
  name: "a Jupyter client gets tables, objects and charts from a Deno kernel",
  ignore: python === undefined,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "skiff-notebook-" });
    try {
      const imports = {
        "skiff/repl": join(ROOT, "lib/repl/notebook/mod.ts"),
        "skiff/testing": join(ROOT, "lib/testing/mod.ts"),
      };
      await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify({ imports }));
      const outputs = await runCells(folder, CELLS);
      const [imported, made, query, list, ref, drawn, plain, missing] = outputs.map(resultOf);
      assert.deepEqual([imported, made], [undefined, undefined]);
      for (const shown of [query, list]) {
        assert.ok(shown?.data !== undefined, JSON.stringify(outputs));
        assert.match(shown.data["text/html"] ?? "", /<td[^>]*>a<\/td>[\s\S]*<td[^>]*>b<\/td>/);
        assert.match(shown?.data?.["text/plain"] ?? "", /^NAME +DATA +AGE\na +1/);
      }
      assert.match(ref?.data?.["text/html"] ?? "", /^<pre>apiVersion: v1\n[\s\S]*kind: ConfigMap/);
      assert.match(drawn?.data?.["text/html"] ?? "", /^<svg[\s\S]*>web<\/text>/);
      assert.equal(plain?.data?.["text/plain"], "[ 1, 2 ]");
      assert.equal(plain?.data?.["text/html"], undefined);
      assert.match(JSON.stringify(missing), /Cannot get configmap \\?"shop\/none\\?"/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** What a cell shows, beside what is printed meanwhile, e.g. that Deno checks or downloads something. */
function resultOf(outputs: readonly CellOutput[]): CellOutput | undefined {
  return outputs.find(({ type }) => type !== "stream") ?? outputs[0];
}

async function runCells(
  folder: string,
  cells: readonly string[],
): Promise<readonly (readonly CellOutput[])[]> {
  const child = new Deno.Command(python ?? "", {
    args: [RUN_CELLS],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(300_000),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(JSON.stringify({ deno: Deno.execPath(), folder, cells })),
  );
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name: "the cells of the example notebook show tables, an object and a chart",
  ignore: python === undefined,
  async fn() {
    const notebook: { cells: readonly { cell_type: string; source: readonly string[] }[] } = JSON
      .parse(await Deno.readTextFile(join(ROOT, "examples/notebook.ipynb")));
    const cells = notebook.cells.filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => source.join(""));
    const shown = (await runCells(ROOT, cells)).map((outputs) =>
      resultOf(outputs)?.data?.["text/html"]
    );
    assert.equal(shown.length, 5);
    const [made, all, web, pod, drawn] = shown;
    assert.equal(made, undefined);
    assert.equal(all?.match(/<tr>/g)?.length, 4);
    assert.equal(web?.match(/<tr>/g)?.length, 3);
    assert.match(pod ?? "", /^<pre>[\s\S]*name: web-1/);
    assert.match(drawn ?? "", />Pods by phase<[\s\S]*>Running<[\s\S]*>Failed</);
  },
});

Deno.test("the example prelude brings the names into Deno's own prompt", async () => {
  const lines = [
    'const { testCluster } = await import("skiff/testing");',
    'const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "1" } };',
    "const shop = await testCluster({ objects: [map] });",
    'await show(shop.ns().configMaps.where({ metadata: { name: "a" } }))',
    "[typeof ns, typeof cluster.ns, typeof ago]",
  ];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["repl", "--quiet", "--no-prompt", "--allow-read", "--eval-file=examples/prelude.ts"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  await writer.close();
  const { stdout, stderr } = await child.output();
  const text = new TextDecoder().decode(stdout);
  assert.match(text, /^In scope: /, new TextDecoder().decode(stderr));
  assert.match(text, /\nNAME +DATA +AGE\na +1 +\d+s\n/);
  assert.match(text, /\[ "function", "function", "function" \]/);
});
