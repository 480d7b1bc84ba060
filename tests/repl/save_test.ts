import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { embeddedSession, podOf, PODS } from "../_support/embedded_session.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

Deno.test("Session saves its lines as a script with a test that passes", async (t) => {
  const folder = await Deno.makeTempDir();
  await using opened = await embeddedSession();
  await opened.put(PODS, podOf("web-0", { app: "web" }));
  await opened.put(PODS, podOf("web-1", { app: "web" }));
  await opened.put("/api/v1/namespaces/shop/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "login" },
    stringData: { password: "hunter22" },
  });
  const lines = [
    "import { basename } from 'node:path'",
    "const wanted: string = basename('/x/web')",
    "missing.name",
    "ns().pods.where({ metadata: { labels: { app: wanted } } })",
    "_.map((pod) => pod.metadata?.name)",
    "$2.label({ tier: 'front' })",
    "function twice(n: number) { return n * 2 }",
    "const count = await ns().pods.count(); twice(count)",
    "const count = 'again'; count.length",
    'ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "made" } })',
    "(await ns().secret('login').value('password')).text().length",
    "ns().configMaps.where({ metadata: { labels: { of: oneOf('a', 'b') } } }).names()",
    "{ a: 1 }",
    "// nothing",
  ];
  for (const line of lines) await opened.type(line);
  const file = `${folder}/session.ts`;
  await t.step("two files", async () => {
    assert.equal(
      await opened.type(`.save ${file}`),
      `wrote ${file} and ${folder}/session_test.ts\n`,
    );
    assert.match(await opened.type(`.save ${file}`), /^error: .*it is there already/);
    assert.match(await opened.type(".save"), /^error: .*\.save script\.ts/);
  });
  const script = await Deno.readTextFile(file);
  await t.step("with imports, types and the rights that it needs", () => {
    assert.match(
      script,
      /^#!\/usr\/bin\/env -S skiff run --allow-kube=create:configmaps@shop --allow-kube=get:secrets#login@shop --allow-kube=patch:pods#web-1@shop\n/,
    );
    assert.match(script, /\nimport \{ basename \} from 'node:path';\n/);
    assert.match(script, /\nimport \{ cluster as current, oneOf, type Cluster \} from "skiff";\n/);
    assert.match(script, /ns\("shop"\)\.pod\("web-1"\)\.label/);
    assert.doesNotMatch(script, /missing/);
  });
  await t.step("without the data of Secrets", async () => {
    assert.doesNotMatch(await Deno.readTextFile(`${folder}/session_test.ts`), /hunter22|aHVudGVy/);
  });
  await t.step("that compile and pass", async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--quiet", "--no-prompt", `--config=${CONFIG}`, `${folder}/session_test.ts`],
      env: { NO_COLOR: "1" },
      signal: AbortSignal.timeout(120_000),
    }).output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, script + decoder.decode(stdout) + decoder.decode(stderr));
    assert.match(decoder.decode(stdout), /1 passed/);
  });
  await Deno.remove(folder, { recursive: true });
});
