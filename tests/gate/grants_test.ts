/** What a run used, written down, as roles, and as what the next run is held to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseYamlDocuments } from "../../lib/core/yaml.ts";
import { startUserCluster } from "./_cluster.ts";
import { project } from "./_run.ts";

const SCRIPT = `
import { ns } from "skiff";
const scope = ns("shop");
console.log(await scope.configMaps.names());
await scope.deployment("web").scale(3);
await scope.configMap("old").delete();
await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" } });
`;

Deno.test("a script is recorded by one who may everything, and run by one who may only that", async (t) => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "clean.ts": SCRIPT });
  await using small = await project({ folder: cluster.folder, kubeconfig: cluster.small }, {
    "clean.ts": SCRIPT,
  });
  const file = join(folder.folder, "clean.json");
  await t.step("recorded", async () => {
    const { code, stderr } = await folder.run(
      "run",
      "-A",
      "--record",
      "clean.json",
      "-R=./data",
      "clean.ts",
    );
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(file)), {
      format: "skiff-grants/1",
      script: "clean.ts",
      namespace: "shop",
      rights: [
        "create:configmaps@shop",
        "delete:configmaps#old@shop",
        "list:configmaps@shop",
        "patch:deployments.apps/scale#web@shop",
      ],
      deno: ["--allow-read=./data"],
    });
    await cluster.send("POST", "/api/v1/namespaces/shop/configmaps", { metadata: { name: "old" } });
    await cluster.send("DELETE", "/api/v1/namespaces/shop/configmaps/new");
  });
  await t.step(
    "one who lacks the rights is told so, with the role, and nothing is started",
    async () => {
      const { code, stdout, stderr } = await small.run("run", "--grants", file, "clean.ts");
      assert.deepEqual([code, stdout], [4, ""]);
      const [warning, ...rest] = stderr.split("\n");
      assert.match(warning!, /^Warning: your user lacks rights that clean\.ts needs/);
      const error = rest.splice(-2)[0]!;
      assert.match(error, /^error: Cannot run "clean\.ts": your user lacks create:configmaps@shop/);
      const [role] = parseYamlDocuments(rest.join("\n")) as [{ kind: string; rules: unknown[] }];
      assert.equal(role.kind, "Role");
      assert.equal(role.rules.length, 4);
      assert.deepEqual(
        cluster.requests.filter(({ user, line }) => user === "ann" && !line.includes("reviews")),
        [],
      );
    },
  );
  await t.step("as flags", async () => {
    const { stdout } = await folder.run("grants", "clean.json", "-o", "flags");
    assert.deepEqual(stdout.trim().split("\n"), [
      "--allow-kube=create:configmaps@shop",
      "--allow-kube=delete:configmaps#old@shop",
      "--allow-kube=list:configmaps@shop",
      "--allow-kube=patch:deployments.apps/scale#web@shop",
      "--allow-read=./data",
    ]);
    assert.equal(
      (await folder.run("grants", "clean.json", "-o", "deno")).stdout,
      "--allow-read=./data\n",
    );
  });
  await t.step("as roles, which the administrator applies", async () => {
    const { code, stdout, stderr } = await folder.run("grants", "clean.json", "--user", "ann");
    assert.deepEqual([code, stderr], [0, ""]);
    for (const object of parseYamlDocuments(stdout) as { kind: string }[]) {
      const base = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/";
      const made = await cluster.send("POST", `${base}${object.kind.toLowerCase()}s`, object);
      assert.equal(made.metadata?.name, "clean", JSON.stringify(made));
    }
  });
  await t.step("then the small user runs it", async () => {
    const { code, stdout, stderr } = await small.run("run", "--grants", file, "clean.ts");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /settings/);
    const web = await cluster.send("GET", "/apis/apps/v1/namespaces/shop/deployments/web");
    assert.equal(web.spec.replicas, 3);
  });
  await t.step("and nothing beyond, reads included", async () => {
    await Deno.writeTextFile(
      join(small.folder, "clean.ts"),
      'import { ns } from "skiff"; console.log(await ns("shop").pods.count());',
    );
    const { code, stderr } = await small.run("run", "--grants", file, "clean.ts");
    assert.equal(code, 4);
    assert.match(
      stderr,
      /Cannot list pods in "shop": not granted: add --allow-kube=list:pods@shop/,
    );
  });
});

Deno.test("a user with more rights than the script needs hears of it", async () => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, {
    "a.ts": 'import { ns } from "skiff"; await ns("shop").configMaps.names();',
    "a.json": JSON.stringify({
      format: "skiff-grants/1",
      script: "a.ts",
      namespace: "shop",
      rights: ["list:configmaps@shop"],
      deno: [],
    }),
  });
  const { code, stderr } = await folder.run("run", "--grants", "a.json", "a.ts");
  assert.equal(code, 0, stderr);
  assert.equal(stderr, 'Warning: beyond what the script needs you may in "shop": everything\n');
});

Deno.test("files of grants that cannot be read or written get one line", async (t) => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "a.ts": "", "bad.json": "{", "dir/x": "" });
  const cases: readonly [words: readonly string[], message: RegExp][] = [
    [["grants", "missing.json"], /Cannot read the grants "missing\.json": there is no such file/],
    [["grants", "bad.json"], /Cannot read the grants "bad\.json": it is no JSON/],
    [["run", "--grants", "bad.json", "a.ts"], /Cannot read the grants "bad\.json": it is no JSON/],
    [["run", "--record", "dir", "a.ts"], /Cannot write the grants "dir": it is a folder/],
    [
      ["run", "--record", "no/where.json", "a.ts"],
      /Cannot write the grants "no\/where\.json": there/,
    ],
    [["grants", "bad.json", "-o", "yaml"], /Cannot use --output "yaml"/],
  ];
  for (const [words, message] of cases) {
    await t.step(words.join(" "), async () => {
      const { code, stdout, stderr } = await folder.run(...words);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^error: [^\n]+\n$/);
      assert.match(stderr, message);
    });
  }
});
