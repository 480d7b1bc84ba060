import assert from "node:assert/strict";
import { join } from "node:path";
import { parseYamlDocuments } from "../../lib/core/yaml.ts";
import { startUserCluster } from "../gate/_cluster.ts";
import { planningOf, project } from "../gate/_run.ts";

const SHOP = "/api/v1/namespaces/shop";
const WEB = "/apis/apps/v1/namespaces/shop/deployments/web";
const SCRIPT = "tidy_namespace.ts";

Deno.test("the example tidy_namespace is planned, recorded, undone, and run with its grants by a small user", async (t) => {
  await using cluster = await startUserCluster();
  await cluster.send("PATCH", WEB, { metadata: { labels: { tidy: "sleep" } } });
  await cluster.send("PATCH", `${SHOP}/configmaps/old`, {
    metadata: { labels: { tidy: "delete" } },
  });
  const source = await Deno.readTextFile(new URL(`../../examples/${SCRIPT}`, import.meta.url));
  const files = { [SCRIPT]: source };
  await using admin = await project(cluster, files);
  await using ann = await project({ folder: cluster.folder, kubeconfig: cluster.small }, files);
  const grants = join(admin.folder, "tidy.json");
  async function isTidy(): Promise<boolean> {
    const old = await cluster.send("GET", `${SHOP}/configmaps/old`);
    const web = await cluster.send("GET", WEB);
    const note = await cluster.send("GET", `${SHOP}/configmaps/tidy`);
    assert.equal(old.code === 404, web.spec.replicas === 0);
    assert.equal(old.code === 404, note.data?.deleted === "old");
    return old.code === 404;
  }
  await t.step("planned", async () => {
    assert.deepEqual(await admin.run("run", "--plan", SCRIPT), {
      code: 0,
      stdout: [
        "1 sleeping, 1 deleted",
        '~ patch deployments.apps/scale "shop/web"',
        "    spec.replicas: 1 -> 0",
        '- delete configmaps "shop/old"',
        '+ patch configmaps "shop/tidy"',
        '    + data.sleeping: "web"',
        '    + data.deleted: "old"',
        "Plan: 1 to create, 1 to change, 1 to delete.",
        "",
      ].join("\n"),
      stderr: planningOf(SCRIPT, "admin"),
    });
    assert.equal(await isTidy(), false);
  });
  await t.step("recorded", async () => {
    const { code, stderr } = await admin.run("run", "-A", "--record", grants, SCRIPT);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(await isTidy(), true);
  });
  await t.step("undone", async () => {
    const { code, stdout } = await admin.run("undo", "--yes");
    assert.deepEqual(stdout.split("\n"), [
      'configmaps "shop/tidy" deleted',
      'configmaps "shop/old" made again',
      'deployments.apps/scale "shop/web" restored',
      "",
    ]);
    assert.equal(code, 0);
    assert.equal(await isTidy(), false);
  });
  await t.step("with its grants by a user who has them, and by none before", async () => {
    assert.equal((await ann.run("run", "--grants", grants, SCRIPT)).code, 4);
    assert.equal(await isTidy(), false);
    const { stdout } = await admin.run("grants", grants, "--with-undo", "--user", "ann");
    for (const object of parseYamlDocuments(stdout) as { kind: string }[]) {
      const base = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/";
      await cluster.send("POST", `${base}${object.kind.toLowerCase()}s`, object);
    }
    const { code, stderr } = await ann.run("run", "--grants", grants, SCRIPT);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(await isTidy(), true);
  });
  await t.step(
    "and undone by the user, but for what only the administrator may delete",
    async () => {
      const { code, stdout } = await ann.run("undo", "--yes");
      assert.equal(code, 4);
      const [made, ...rest] = stdout.split("\n");
      assert.match(made!, /^configmaps "shop\/tidy" not undone: .*cannot delete/);
      assert.deepEqual(rest, [
        'configmaps "shop/old" made again',
        'deployments.apps/scale "shop/web" restored',
        "",
      ]);
      const all = await admin.run("undo", "--yes");
      assert.equal(all.code, 0);
      assert.deepEqual(all.stdout.split("\n"), [
        'configmaps "shop/tidy" deleted',
        'configmaps "shop/old" nothing to do: an undo before has done it',
        'deployments.apps/scale "shop/web" nothing to do: an undo before has done it',
        "",
      ]);
      assert.equal(await isTidy(), false);
    },
  );
});
