/** What a run changed, as its journal tells it, and how it is taken back. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { startUserCluster, type UserCluster } from "./_cluster.ts";
import { type Project, project } from "./_run.ts";

const SHOP = "/api/v1/namespaces/shop";
const WEB = "/apis/apps/v1/namespaces/shop/deployments/web";

async function withProject(
  source: string,
  body: (folder: Project, cluster: UserCluster) => Promise<void>,
): Promise<void> {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "a.ts": source });
  await body(folder, cluster);
}

function journals(cluster: UserCluster): string {
  return join(cluster.folder, "home", ".local", "state", "skiff", "runs");
}

/** Every object that the tests change, with its version. */
async function stateOf(cluster: UserCluster): Promise<unknown> {
  const paths = [`${SHOP}/configmaps`, "/apis/apps/v1/deployments", "/api/v1/namespaces"];
  const lists = await Promise.all(paths.map((path) => cluster.send("GET", path)));
  return lists.map(({ items }) => items);
}

/** The newest run of a script. */
async function runOf(folder: Project, script: string): Promise<string> {
  const { stdout } = await folder.run("runs", "-o", "json");
  const runs = JSON.parse(stdout) as readonly { readonly id: string; readonly script: string }[];
  return runs.find((run) => run.script === script)!.id;
}

/** Gives the user without rights of his own some in the namespace. */
async function grantSmall(
  cluster: UserCluster,
  rules: readonly Readonly<Record<"apiGroups" | "resources" | "verbs", readonly string[]>>[],
): Promise<void> {
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop";
  await cluster.send("POST", `${rbac}/roles`, { metadata: { name: "r" }, rules });
  await cluster.send("POST", `${rbac}/rolebindings`, {
    metadata: { name: "r" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
  });
}

const CHANGES = `
import { ns } from "skiff";
const scope = ns("shop");
await scope.configMap("settings").patch({ data: { color: "blue", size: "9" } });
await scope.configMap("settings").label({ by: "script" });
await scope.configMap("settings").patch({ data: { color: "green" } });
await scope.deployment("web").scale(5);
await scope.configMap("old").delete();
await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" }, data: { a: "1" } });
await scope.configMap("applied").apply({ data: { b: "2" } });
await scope.configMaps.get("nothing").catch(() => undefined);
`;

Deno.test("a run is taken back: made, changed and deleted objects", (t) =>
  withProject(CHANGES, async (folder, cluster) => {
    const before = await cluster.send("GET", `${SHOP}/configmaps/settings`);
    assert.deepEqual(await folder.run("run", "-A", "a.ts"), { code: 0, stdout: "", stderr: "" });
    await t.step("the journal is its user's alone", async () => {
      const { mode } = await Deno.stat(journals(cluster));
      assert.equal(mode! & 0o777, 0o700);
      const [file] = [...Deno.readDirSync(journals(cluster))];
      assert.equal((await Deno.stat(join(journals(cluster), file!.name))).mode! & 0o777, 0o600);
    });
    await t.step("skiff runs lists it", async () => {
      const { stdout } = await folder.run("runs");
      assert.match(
        stdout,
        /^RUN +SCRIPT +CONTEXT +WRITES +STATE\n\S+ +a\.ts +admin +7 +ended with 0\n$/,
      );
    });
    const expected = (would: string) => [
      `configmaps "shop/applied" ${would}deleted`,
      `configmaps "shop/new" ${would}deleted`,
      `configmaps "shop/old" ${would}made again`,
      `deployments.apps/scale "shop/web" ${would}restored`,
      `configmaps "shop/settings" ${would}restored`,
      `configmaps "shop/settings" ${would}restored (2 more writes)`,
      "",
    ];
    await t.step("where nobody can be asked it takes a name or --yes", async () => {
      const [{ id }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
      const sent = cluster.requests.length;
      assert.deepEqual(await folder.run("undo"), {
        code: 2,
        stdout: "",
        stderr:
          `error: Cannot undo the run "${id}" of "a.ts": nobody can be asked whether it is the one ` +
          `that is meant: skiff undo ${id}, or --yes\n`,
      });
      assert.equal(cluster.requests.length, sent);
    });
    await t.step("--plan says what would be done, and does nothing", async () => {
      const before = await stateOf(cluster);
      const { code, stdout, stderr } = await folder.run("undo", "--plan");
      assert.equal(code, 0);
      assert.match(stderr, /^Run \S+: "a\.ts", started \S+, context "admin", 7 writes\n$/);
      assert.deepEqual(stdout.split("\n"), expected("would be "));
      assert.deepEqual(await stateOf(cluster), before);
    });
    await t.step("so does --dry-run, and --read-only is refused", async () => {
      const before = await stateOf(cluster);
      const { code, stdout } = await folder.run("undo", "--dry-run");
      assert.equal(code, 0);
      assert.deepEqual(stdout.split("\n"), expected("would be "));
      assert.equal((await folder.run("undo", "--read-only")).code, 2);
      assert.deepEqual(await stateOf(cluster), before);
    });
    await t.step("and undo does it", async () => {
      const { code, stdout, stderr } = await folder.run("undo", "--yes");
      assert.equal(code, 0);
      assert.match(stderr, /^Run \S+: "a\.ts", [^\n]+\n$/);
      assert.deepEqual(stdout.split("\n"), expected(""));
      const settings = await cluster.send("GET", `${SHOP}/configmaps/settings`);
      assert.deepEqual(settings.data, before.data);
      assert.deepEqual(settings.metadata.labels, before.metadata.labels);
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 1);
      assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/old`)).data, { keep: "me" });
      for (const name of ["new", "applied"]) {
        assert.equal((await cluster.send("GET", `${SHOP}/configmaps/${name}`)).code, 404);
      }
    });
    await t.step("once only", async () => {
      const { code, stderr } = await folder.run("undo", "--yes");
      assert.equal(code, 2);
      assert.match(stderr, /^error: Cannot undo a run on context "admin": there is none [^\n]+\n$/);
      const [, undone] = (JSON.parse((await folder.run("runs", "-o", "json")).stdout)) as {
        id: string;
      }[];
      const again = await folder.run("undo", undone!.id);
      assert.equal(again.code, 2);
      assert.match(again.stderr, /it was undone by \d{8}-\d{6}-/);
    });
    await t.step("an undo is a run, and can be taken back itself", async () => {
      const [undo] = JSON.parse((await folder.run("runs", "-o", "json")).stdout) as {
        id: string;
      }[];
      const { code, stderr } = await folder.run("undo", undo!.id);
      assert.equal(code, 0, stderr);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "green");
      assert.equal((await cluster.send("GET", WEB)).spec.replicas, 5);
    });
  }));

Deno.test("what others have changed since is left alone and listed", () =>
  withProject(CHANGES, async (folder, cluster) => {
    await folder.run("run", "-A", "a.ts");
    await cluster.send("PATCH", `${WEB}/scale`, { spec: { replicas: 7 } });
    await cluster.send("PATCH", `${SHOP}/configmaps/new?fieldManager=ann`, { data: { mine: "1" } });
    await cluster.send("POST", `${SHOP}/configmaps`, {
      metadata: { name: "old" },
      data: { x: "y" },
    });
    await cluster.send("DELETE", `${SHOP}/configmaps/applied`);
    await cluster.send("PATCH", `${SHOP}/configmaps/settings?fieldManager=ann`, {
      data: { color: "white" },
    });
    const { code, stdout } = await folder.run("undo", "--yes");
    assert.equal(code, 1);
    assert.deepEqual(stdout.split("\n"), [
      'configmaps "shop/applied" nothing to do: it is gone already',
      'configmaps "shop/new" left alone: ann has changed it since',
      'configmaps "shop/old" left alone: another of its name is there',
      'deployments.apps/scale "shop/web" left alone: spec.replicas was changed since',
      'configmaps "shop/settings" left alone: data.color was changed since',
      'configmaps "shop/settings" left alone: a later write of the run to it was not undone',
      'configmaps "shop/settings" left alone: a later write of the run to it was not undone',
      "",
    ]);
    assert.equal((await cluster.send("GET", WEB)).spec.replicas, 7);
    assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "white");
  }));

Deno.test("no data of a Secret is in a journal, and what that means is said", () =>
  withProject(
    `import { ns } from "skiff";
     const scope = ns("shop");
     await scope.secret("db").patch({ stringData: { password: "canary-new-value" } });
     await scope.create({ apiVersion: "v1", kind: "Secret", metadata: { name: "made" },
       stringData: { key: "canary-made" } });
     await scope.secret("db").delete();`,
    async (folder, cluster) => {
      const lost = "skiff undo cannot restore it: the data of Secrets is in no journal";
      const plan = await folder.run("run", "--plan", "a.ts");
      assert.deepEqual(
        plan.stdout.split("\n").filter((line) => !line.startsWith("    ") || line.includes("undo")),
        [
          '~ patch secrets "shop/db"',
          `    ${lost}`,
          '+ create secrets "shop/made"',
          '- delete secrets "shop/db"   (simulated)',
          `    ${lost}`,
          "Plan: 1 to create, 1 to change, 1 to delete, 1 simulated.",
          "",
        ],
      );
      const { code, stderr } = await folder.run("run", "-A", "a.ts");
      assert.deepEqual([code, stderr], [
        0,
        'Warning: skiff undo cannot restore secrets "shop/db": the data of Secrets is in no journal\n',
      ]);
      const id = await runOf(folder, "a.ts");
      const text = await Deno.readTextFile(join(journals(cluster), `${id}.jsonl`));
      assert.doesNotMatch(text, /canary|Y2FuYXJ5/);
      const { stdout } = await folder.run("undo", "--yes");
      assert.deepEqual(stdout.split("\n"), [
        'secrets "shop/db" left alone: the data of Secrets is in no journal',
        'secrets "shop/made" deleted',
        'secrets "shop/db" left alone: a later write of the run to it was not undone',
        "",
      ]);
    },
  ));

Deno.test("all objects that one delete took are made again", () =>
  withProject(
    `import { cluster } from "skiff";
     await cluster.raw("/api/v1/namespaces/shop/configmaps?labelSelector=app%3Da", { method: "DELETE" })
       .then((response) => response.text());`,
    async (folder, cluster) => {
      for (const name of ["one", "two"]) {
        const metadata = { name, labels: { app: "a" } };
        await cluster.send("POST", `${SHOP}/configmaps`, { metadata, data: { name } });
      }
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const { code, stdout } = await folder.run("undo", "--yes");
      assert.equal(code, 0, stdout);
      for (const name of ["one", "two"]) {
        assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/${name}`)).data, { name });
      }
    },
  ));

Deno.test("a write that leaves all as it was is no change", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").secret("db").label({ a: "b" });
     await ns("shop").configMap("settings").label({ a: "b" });
     if (Deno.args[0] === "fail") throw new Error("no");`,
    async (folder) => {
      await folder.run("run", "-A", "a.ts");
      const { code, stderr } = await folder.run("run", "-A", "a.ts", "fail");
      assert.equal(code, 1);
      assert.doesNotMatch(stderr, /changes? (?:was|were) made|cannot restore/);
      const { stdout } = await folder.run("undo", "--yes");
      assert.deepEqual(stdout.split("\n"), [
        'configmaps "shop/settings" nothing to do: the write changed nothing',
        'secrets "shop/db" nothing to do: the write changed nothing',
        "",
      ]);
    },
  ));

Deno.test("an apply that makes an object needs the right to create it", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap(Deno.args[0]!).apply({ data: { b: "2" } });`,
    async (folder, cluster) => {
      const rule = "--allow-kube=patch:configmaps@shop";
      assert.equal((await folder.run("run", rule, "a.ts", "settings")).code, 0);
      const { code, stderr } = await folder.run("run", rule, "a.ts", "fresh");
      assert.equal(code, 4);
      assert.match(
        stderr,
        /Cannot create configmaps in "shop": not granted: add --allow-kube=create:configmaps@shop/,
      );
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/fresh`)).code, 404);
      const words = ["run", "-A", "--record", "r.json", "a.ts", "fresh"];
      assert.equal((await folder.run(...words)).code, 0);
      const { rights } = JSON.parse(await Deno.readTextFile(join(folder.folder, "r.json")));
      assert.deepEqual(rights, ["create:configmaps@shop", "patch:configmaps#fresh@shop"]);
    },
  ));

Deno.test("a run without the right to read what it changes goes on, and is said not to be undoable", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").patch({ data: { a: "b" } });
     await ns("shop").configMap("old").patch({ data: { a: "b" } });
     await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" } });
     await ns("shop").secret("db").label({ a: "b" });`,
    async (folder, cluster) => {
      await grantSmall(cluster, [{
        apiGroups: [""],
        resources: ["configmaps", "secrets"],
        verbs: ["patch", "create"],
      }]);
      const small = ["--kubeconfig", cluster.small];
      const { code, stderr } = await folder.run(
        "run",
        ...small,
        "-A",
        "--record",
        "r.json",
        "a.ts",
      );
      assert.equal(code, 0);
      // Once, for the first of them; Secrets are not restored anyway.
      assert.equal(
        stderr,
        "Warning: skiff undo cannot take back all of this run: your user may not get configmaps " +
          '"settings" in "shop": skiff grants --with-undo gives a role that right\n' +
          'Warning: skiff undo cannot restore secrets "shop/db": the data of Secrets is in no journal\n',
      );
      const { rights } = JSON.parse(await Deno.readTextFile(join(folder.folder, "r.json")));
      assert.deepEqual(rights, [
        "create:configmaps@shop",
        "patch:configmaps#old@shop",
        "patch:configmaps#settings@shop",
        "patch:secrets#db@shop",
      ], "the look before is no right");
      for (const word of ["--plan", "--yes"]) {
        const { code, stdout } = await folder.run("undo", word, ...small);
        assert.equal(code, 4);
        assert.deepEqual(stdout.split("\n"), [
          'secrets "shop/db" left alone: what was there could not be read',
          `configmaps "shop/new" ${word === "--plan" ? "would not be" : "not"} undone: ` +
          "your user may not get it",
          'configmaps "shop/old" left alone: what was there could not be read',
          'configmaps "shop/settings" left alone: what was there could not be read',
          "",
        ]);
      }
      const undo = await folder.run("undo", "--yes", ...["--kubeconfig", cluster.kubeconfig]);
      assert.equal(undo.code, 1);
      assert.match(undo.stdout, /^configmaps "shop\/new" deleted$/m);
    },
  ));

Deno.test("an object that a run made, changed and deleted is gone after the undo, too", () =>
  withProject(
    `import { ns } from "skiff";
     const scope = ns("shop");
     await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "brief" }, data: { a: "1" } });
     await scope.configMap("brief").patch({ data: { a: "2" } });
     await scope.configMap("brief").delete();
     await scope.configMap("old").patch({ data: { keep: "you" } });
     await scope.configMap("old").delete();`,
    async (folder, cluster) => {
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const { code, stdout } = await folder.run("undo", "--yes");
      assert.deepEqual(stdout.split("\n"), [
        'configmaps "shop/old" made again',
        'configmaps "shop/old" restored',
        'configmaps "shop/brief" made again',
        'configmaps "shop/brief" restored',
        'configmaps "shop/brief" deleted',
        "",
      ]);
      assert.equal(code, 0);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/brief`)).code, 404);
      assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/old`)).data, { keep: "me" });
    },
  ));

Deno.test("a write whose answer never came is in the journal, and named", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "lost" } });`,
    async (folder, cluster) => {
      const config = JSON.parse(await Deno.readTextFile(cluster.kubeconfig));
      using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = free.addr as Deno.NetAddr;
      config.clusters[0].cluster.server = `http://127.0.0.1:${port}`;
      await Deno.writeTextFile(`${folder.folder}/gone`, JSON.stringify(config));
      free.close();
      const gone = ["--kubeconfig", "gone"];
      const { code, stderr } = await folder.run("run", ...gone, "-A", "a.ts");
      assert.equal(code, 1);
      assert.match(stderr, /^error: Cannot reach cluster [^\n]+\n {4}at [^\n]+\n$/);
      const undone = await folder.run("undo", "--yes", ...gone);
      assert.deepEqual([undone.code, undone.stdout], [
        1,
        'configmaps "shop/lost" left alone: no answer came: it may have been done or not\n',
      ]);
    },
  ));

Deno.test("a run that is not there, damaged, or of another cluster gets one line", async () => {
  await withProject("", async (folder, cluster) => {
    async function fault(...words: readonly string[]): Promise<string> {
      const { code, stdout, stderr } = await folder.run(...words);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^error: [^\n]+\n$/);
      return stderr;
    }
    assert.equal((await folder.run("runs")).stdout, "No run has changed anything.\n");
    assert.match(await fault("undo"), /there is none that has something to take back/);
    assert.match(await fault("undo", "../../x"), /there is none: skiff runs lists them/);
    assert.match(await fault("undo", "20260101-000000-000abc"), /there is none/);
    await Deno.mkdir(journals(cluster), { recursive: true });
    const path = join(journals(cluster), "20260101-000000-000abc.jsonl");
    await Deno.writeTextFile(path, '{"type":"run"}\n');
    assert.match(await fault("undo", "20260101-000000-000abc"), /its journal is damaged/);
    const head = { type: "run", format: "skiff-run/1", script: "a.ts", context: "admin" };
    const line = JSON.stringify({ ...head, server: "https://10.0.0.1", started: "" });
    await Deno.writeTextFile(path, `${line}\n`);
    assert.match(
      await fault("undo", "20260101-000000-000abc"),
      /it changed the cluster at https:\/\/10\.0\.0\.1/,
    );
    assert.match(await fault("undo"), /there is none that has something to take back/);
    assert.equal((await folder.run("runs")).stdout, "No run has changed anything.\n");
  });
});

Deno.test("a run that still goes on is not undone", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").patch({ data: { color: "blue" } });
     console.log("written");
     await Deno.stdin.read(new Uint8Array(1));
     await ns("shop").configMap("old").delete();`,
    async (folder, cluster) => {
      await using child = folder.command(["run", "-A", "a.ts"], { stdin: "piped" }).spawn();
      const reader = child.stdout.getReader();
      assert.match(new TextDecoder().decode((await reader.read()).value), /^written/);
      const [run] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
      assert.equal(run.state, "running");
      for (const words of [["undo"], ["undo", run.id], ["undo", "--plan"]]) {
        const { code, stdout, stderr } = await folder.run(...words);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /^error: Cannot undo the run "\S+" of "a\.ts": it is still running/);
      }
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "blue");
      await child.stdin.close();
      while (!(await reader.read()).done);
      await child.stderr.cancel();
      assert.equal((await child.status).code, 0);
      assert.equal((await folder.run("undo", "--yes")).code, 0);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
    },
  ));

Deno.test("an undo without a name goes past the last run only where that is agreed to", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").patch({ data: { color: Deno.args[0] } });`,
    async (folder, cluster) => {
      const color = async () =>
        (await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color;
      assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
      await Deno.writeTextFile(
        `${folder.folder}/b.ts`,
        `import { ns } from "skiff"; await ns("shop").deployment("web").scale(5);`,
      );
      assert.equal((await folder.run("run", "-A", "b.ts")).code, 0);
      await cluster.send("PATCH", `${WEB}/scale`, { spec: { replicas: 7 } });
      await Deno.writeTextFile(
        `${folder.folder}/c.ts`,
        `import { ns } from "skiff"; await ns("shop").configMap("none").label({ a: "b" }).catch(() => 0);`,
      );
      assert.equal((await folder.run("run", "-A", "c.ts")).code, 0);
      const runs = await folder.run("runs");
      assert.doesNotMatch(runs.stdout, /c\.ts/, "it wrote nothing");
      const line = JSON.stringify({
        type: "run",
        format: "skiff-run/1",
        script: "d.ts",
        context: "admin",
        server: "https://10.0.0.1",
        started: "",
      });
      const path = join(journals(cluster), "29990101-000000-000abc.jsonl");
      const attributes = {
        isResource: true,
        verb: "delete",
        group: "",
        version: "v1",
        resource: "pods",
        subresource: "",
        namespace: "shop",
        name: "x",
      };
      const write = JSON.stringify({ type: "write", number: 1, attributes, path: "/x" });
      await Deno.writeTextFile(path, `${line}\n${write}\n`);
      const ids = JSON.parse((await folder.run("runs", "-o", "json")).stdout) as {
        id: string;
        script: string;
      }[];
      const idOf = (script: string) => ids.find((run) => run.script === script)!.id;
      const refused = async (before: string, why: RegExp) => {
        for (const words of [["undo"], ["undo", "--yes"]]) {
          const sent = cluster.requests.length;
          const { code, stdout, stderr } = await folder.run(...words);
          assert.deepEqual([code, stdout], [2, ""]);
          assert.match(stderr, /^error: Cannot undo the last run: "\S+" of "[bce]\.ts" [^\n]+\n$/);
          assert.match(stderr, why);
          assert.match(
            stderr,
            new RegExp(`of "${before}", started 2[\\d-]+T[\\d:.]+Z: skiff undo ${idOf(before)}\n$`),
          );
          assert.equal(cluster.requests.length, sent);
        }
      };
      await refused("b.ts", /"c\.ts" changed nothing: the one before it is /);
      const plan = await folder.run("undo", "--plan");
      assert.match(
        plan.stderr,
        /^Not the last run: "\S+" of "c\.ts" changed nothing\nRun \S+: "b\.ts", [^\n]+\n$/,
      );
      for (const { name } of [...Deno.readDirSync(journals(cluster))]) {
        const file = join(journals(cluster), name);
        if ((await Deno.readTextFile(file)).includes('"c.ts"')) await Deno.remove(file);
      }
      // A run that sends no write has no journal, and is the last one all the same.
      await Deno.writeTextFile(
        `${folder.folder}/e.ts`,
        `import { ns } from "skiff"; console.log(await ns("shop").configMaps.count());`,
      );
      assert.equal((await folder.run("run", "-A", "e.ts")).code, 0);
      assert.doesNotMatch((await folder.run("runs")).stdout, /e\.ts/);
      await refused("b.ts", /"e\.ts" changed nothing: the one before it is /);
      // What is a dry run, or only planned, is none.
      for (const word of ["--dry-run", "--plan"]) {
        assert.equal((await folder.run("run", "-A", word, "c.ts")).code, 0);
      }
      await refused("b.ts", /"e\.ts" changed nothing: the one before it is /);
      assert.equal((await folder.run("run", "-A", "--plan", "--yes", "c.ts")).code, 0);
      await refused("b.ts", /"c\.ts" changed nothing: the one before it is /);
      // A run of which nothing is known hides none.
      const last = join(journals(cluster), "..", "last");
      for (const { name } of [...Deno.readDirSync(last)]) {
        await Deno.writeTextFile(join(last, name), '{"id":"29990101"');
      }
      const left = await folder.run("undo", "--yes");
      assert.deepEqual([left.code, left.stdout], [
        1,
        'deployments.apps/scale "shop/web" left alone: spec.replicas was changed since\n',
      ]);
      assert.match(left.stderr, /^Run \S+: "b\.ts"/);
      assert.match((await folder.run("runs")).stdout, /b\.ts +admin +1 +nothing more to undo\n/);
      await refused("a.ts", /"b\.ts" was undone as far as it can be: the one before it is /);
      assert.equal(await color(), "blue");
      assert.equal((await folder.run("undo", idOf("a.ts"))).code, 0);
      assert.equal(await color(), "red");
    },
  ));

Deno.test("a namespace or a definition that a run made stays while something of others is in it", (t) =>
  withProject(
    `import { cluster, ns } from "skiff";
     await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "fresh" } });
     await ns("fresh").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" } });
     await cluster.create({
       apiVersion: "apiextensions.k8s.io/v1",
       kind: "CustomResourceDefinition",
       metadata: { name: "things.example.com" },
       spec: {
         group: "example.com",
         scope: "Namespaced",
         names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
         versions: [{
           name: "v1",
           served: true,
           storage: true,
           schema: { openAPIV3Schema: { type: "object" } },
         }],
       },
     });`,
    async (folder, cluster) => {
      const { code, stderr } = await folder.run("run", "-A", "a.ts");
      assert.deepEqual([code, stderr], [0, ""]);
      await cluster.cluster.settled();
      const metadata = { name: "theirs" };
      await cluster.send("POST", "/api/v1/namespaces/fresh/configmaps", { metadata });
      const thing = { apiVersion: "example.com/v1", kind: "Thing", metadata };
      await cluster.send("POST", "/apis/example.com/v1/namespaces/shop/things", thing);
      for (const words of [["undo", "--plan"], ["undo", "--yes"]]) {
        await t.step(words.join(" "), async () => {
          const undo = await folder.run(...words);
          assert.equal(undo.code, 1);
          assert.match(undo.stdout, /"things.example.com" left alone: things "theirs" of others/);
          assert.match(undo.stdout, /"fresh" left alone: configmaps "theirs" of others is in it/);
        });
      }
      await t.step("and goes when it is empty", async () => {
        await cluster.send("DELETE", "/api/v1/namespaces/fresh/configmaps/theirs");
        await cluster.send("DELETE", "/apis/example.com/v1/namespaces/shop/things/theirs");
        const runs = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
        const { id } = runs.find(({ script }: { script: string }) => script === "a.ts");
        const undo = await folder.run("undo", id);
        assert.match(undo.stdout, /"things.example.com" deleted/);
        assert.match(undo.stdout, /"fresh" deleted/);
      });
    },
  ));

Deno.test("a recording replaces no other file, nor by a failed run a good one; what is done is said", (t) =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").label({ a: Deno.args[0] ?? "b" });
     if (Deno.args[0] === "fail") throw new Error("no");`,
    async ({ folder, run }) => {
      await t.step("the script itself", async () => {
        const before = await Deno.readTextFile(`${folder}/a.ts`);
        const { code, stderr } = await run("run", "-A", "--record", "a.ts", "a.ts");
        assert.equal(code, 2);
        assert.match(stderr, /^error: [^\n]+another file is there, which is no recording\n$/);
        assert.equal(await Deno.readTextFile(`${folder}/a.ts`), before);
      });
      await t.step("a failed run", async () => {
        assert.equal((await run("run", "-A", "--record", "r.json", "a.ts")).code, 0);
        const before = await Deno.readTextFile(`${folder}/r.json`);
        const { code, stderr } = await run("run", "-A", "--record", "r.json", "a.ts", "fail");
        assert.equal(code, 1);
        assert.match(stderr, /^Warning: [^\n]+"r\.json\.failed", the recording is kept$/m);
        assert.match(stderr, /^1 change was made: skiff undo \S+ takes back what can be$/m);
        assert.equal(await Deno.readTextFile(`${folder}/r.json`), before);
        assert.match(await Deno.readTextFile(`${folder}/r.json.failed`), /skiff-grants/);
      });
      await t.step("a failed run without a recording before it", async () => {
        const { code, stderr } = await run("run", "--record", "n.json", "a.ts");
        assert.equal(code, 4);
        assert.match(stderr, /^Warning: the run failed: "n\.json" has what it used until then$/m);
        const roles = await run("grants", "n.json");
        assert.deepEqual(roles, {
          code: 0,
          stdout: "",
          stderr: 'Note: "n.json" holds no rights: the run of "a.ts" used none\n',
        });
      });
      await t.step("an option behind the script", async () => {
        const { code, stderr } = await run("run", "a.ts", "--deny-kube=*:*");
        assert.equal(code, 2);
        assert.match(stderr, /^error: Cannot use --deny-kube behind the script: [^\n]+\n$/);
      });
    },
  ));

Deno.test("the plan of an undo says what the server would refuse, and the undo then ends so", (t) =>
  withProject(
    `import { ns } from "skiff";
     const scope = ns("shop");
     await scope.configMap("new").create({ data: { a: "1" } });
     await scope.configMap("old").delete();
     await scope.configMap("settings").patch({ data: { color: "blue" } });
     await scope.configMap("settings").patch({ data: { color: "green" }, immutable: true });`,
    async (folder, cluster) => {
      await grantSmall(cluster, [{
        apiGroups: [""],
        resources: ["configmaps"],
        verbs: ["get", "patch"],
      }]);
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const small = ["--kubeconfig", cluster.small];
      const forbidden = (verb: string, name: string, word: string) =>
        `configmaps "shop/${name}" ${word} undone: configmaps ${
          verb === "create" ? "" : `"${name}" `
        }is forbidden: User "ann" cannot ${verb} resource "configmaps" in API group "" in the ` +
        'namespace "shop"';
      const immutable = (word: string) =>
        `configmaps "shop/settings" ${word} undone: ConfigMap "settings" is invalid: [immutable: ` +
        "Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is " +
        "immutable when `immutable` is set]";
      const later =
        'configmaps "shop/settings" left alone: a later write of the run to it was not undone';
      await t.step("to a small user", async () => {
        const before = await stateOf(cluster);
        const plan = await folder.run("undo", "--plan", ...small);
        assert.deepEqual(plan.stdout.split("\n"), [
          immutable("would not be"),
          later,
          forbidden("create", "old", "would not be"),
          forbidden("delete", "new", "would not be"),
          "",
        ]);
        assert.equal(plan.code, 4);
        assert.deepEqual(await stateOf(cluster), before);
        const undo = await folder.run("undo", "--yes", ...small);
        assert.deepEqual(undo.stdout.split("\n"), [
          immutable("not"),
          later,
          forbidden("create", "old", "not"),
          forbidden("delete", "new", "not"),
          "",
        ]);
        assert.equal(undo.code, 4);
        assert.match((await folder.run("runs")).stdout, /a\.ts +\S+ +4 +an undo failed, 4 left\n/);
      });
      await t.step("to who may all of it", async () => {
        const id = await runOf(folder, "a.ts");
        const plan = await folder.run("undo", id, "--plan");
        assert.deepEqual(plan.stdout.split("\n"), [
          immutable("would not be"),
          later,
          'configmaps "shop/old" would be made again',
          'configmaps "shop/new" would be deleted',
          "",
        ]);
        assert.equal(plan.code, 1);
        assert.equal((await folder.run("undo", id)).code, 1);
        assert.match(
          (await folder.run("runs")).stdout,
          /a\.ts +\S+ +4 +undone in part, 2 left\n/,
        );
      });
    },
  ));

Deno.test("the plan of an undo asks for the rights of what nothing is there to try on", () =>
  withProject(
    `import { cluster, ns } from "skiff";
     await ns("brief").configMap("one").patch({ data: { a: "2" } });
     await ns("brief").configMap("one").delete();
     await cluster.namespace("brief").delete({ wait: true });`,
    async (folder, cluster) => {
      await cluster.send("POST", "/api/v1/namespaces", { metadata: { name: "brief" } });
      await cluster.send("POST", "/api/v1/namespaces/brief/configmaps", {
        metadata: { name: "one" },
        data: { a: "1" },
      });
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const { code, stdout } = await folder.run("undo", "--plan");
      assert.deepEqual([code, stdout.split("\n")], [1, [
        'namespaces "brief" would be made again, and empty: what was in it is not back',
        'configmaps "brief/one" would be made again',
        'configmaps "brief/one" would be restored',
        "",
      ]]);
      await cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", {
        metadata: { name: "r" },
        rules: [
          { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "create"] },
          { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "patch"] },
        ],
      });
      await cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
        metadata: { name: "r" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "r" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
      });
      const small = await folder.run("undo", "--plan", "--kubeconfig", cluster.small);
      assert.deepEqual([small.code, small.stdout.split("\n")], [4, [
        'namespaces "brief" would be made again, and empty: what was in it is not back',
        'configmaps "brief/one" would not be undone: your user lacks create:configmaps@brief',
        'configmaps "brief/one" left alone: a later write of the run to it was not undone',
        "",
      ]]);
    },
  ));

Deno.test("a namespace that is made again is empty, which is no whole undo", () =>
  withProject(
    `import { cluster } from "skiff";
     await cluster.namespace("brief").delete({ wait: true });`,
    async (folder, cluster) => {
      await cluster.send("POST", "/api/v1/namespaces", { metadata: { name: "brief" } });
      await cluster.send("POST", "/api/v1/namespaces/brief/configmaps", {
        metadata: { name: "one" },
      });
      assert.equal((await folder.run("run", "-A", "a.ts")).code, 0);
      const plan = await folder.run("undo", "--plan");
      assert.deepEqual([plan.code, plan.stdout], [
        1,
        'namespaces "brief" would be made again, and empty: what was in it is not back\n',
      ]);
      const { code, stdout } = await folder.run("undo", "--yes");
      assert.match(
        stdout,
        /namespaces "brief" made again, and empty: what was in it is not back\n/,
      );
      assert.equal(code, 1);
    },
  ));

Deno.test("a run whose journal cannot be kept writes nothing, and says why", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("new").create({ data: { a: "1" } });`,
    async (folder, cluster) => {
      const file = join(folder.folder, "state");
      await Deno.writeTextFile(file, "");
      const { success, stderr } = await folder.command(["run", "-A", "a.ts"], {
        env: { ...folder.environment, XDG_STATE_HOME: file },
      }).output();
      assert.equal(success, false);
      assert.match(
        new TextDecoder().decode(stderr),
        /^error: Cannot keep the journal of what is written in "[^"]+": .*: set XDG_STATE_HOME to a folder of your own/,
      );
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/new`)).kind, "Status");
    },
  ));
