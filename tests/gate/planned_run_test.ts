/** A run by a plan does exactly what that has shown. */
import assert from "node:assert/strict";
import { Pty } from "../_support/pty.ts";
import { startUserCluster } from "./_cluster.ts";
import { written } from "./_plan.ts";
import { SHOP, WEB, withProject } from "./_project.ts";
import { launcher, PLANNING, project, RUNNING, userEnvironment } from "./_run.ts";

Deno.test("nothing is run where what was planned on is not as it was", () =>
  withProject("", async (folder, cluster) => {
    // The script's last step, once, is somebody else's change.
    await using somebody = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async () => {
        await cluster.send("PATCH", WEB, { spec: { replicas: 7 } });
        await cluster.send("DELETE", `${SHOP}/configmaps/old`);
        await cluster.send("POST", `${SHOP}/configmaps`, { metadata: { name: "new" } });
        return new Response("done");
      },
    );
    const address = `127.0.0.1:${somebody.addr.port}`;
    await Deno.writeTextFile(
      `${folder.folder}/a.ts`,
      `import { ns } from "skiff";
       const scope = ns("shop");
       await scope.configMap("settings").patch({ data: { color: "blue" } });
       await scope.deployment("web").scale(5);
       await scope.configMap("old").delete();
       await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "new" } });
       await (await fetch("http://${address}/")).text();`,
    );
    const { code, stderr } = await folder.run("run", "--plan", "--yes", `-N=${address}`, "a.ts");
    assert.deepEqual([code, stderr.split("\n")], [1, [
      ...PLANNING.split("\n").slice(0, -1),
      'skiff: not run: patch deployments.apps/scale "shop/web": spec.replicas was changed since',
      'skiff: not run: delete configmaps "shop/old": it is gone',
      'skiff: not run: create configmaps "shop/new": somebody has made it since',
      "",
    ]]);
    assert.equal((await cluster.send("GET", WEB)).spec.replicas, 7);
    assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
  }));

Deno.test("a script that does something else the second time is refused it", (t) =>
  withProject("", async (folder, cluster) => {
    const cases: readonly [name: string, source: string, message: RegExp][] = [
      [
        "another body",
        'await scope.configMap("settings").patch({ data: { color: first ? "blue" : "black" } });',
        /Cannot patch configmaps "settings" in "shop": it is not in the plan, or not as it was planned/,
      ],
      [
        "another object",
        'await scope.configMap(first ? "settings" : "old").label({ a: "b" });',
        /Cannot patch configmaps "old" in "shop": it is not in the plan/,
      ],
      [
        "another verb",
        'first ? await scope.configMap("old").label({ a: "b" }) : await scope.configMap("old").delete();',
        /Cannot delete configmaps "old" in "shop": it is not in the plan/,
      ],
      [
        "once more",
        'for (const _ of first ? [1] : [1, 2]) await scope.configMap("settings").label({ a: "b" });',
        /Cannot patch configmaps "settings" in "shop": it is not in the plan/,
      ],
      [
        "another option",
        `await cluster.raw("/api/v1/namespaces/shop/configmaps/old?propagationPolicy=" +
           (first ? "Background" : "Orphan"), { method: "DELETE" }).then((response) => response.text());`,
        /Cannot delete configmaps "old" in "shop": it is not in the plan/,
      ],
      [
        "a way that is no object",
        `if (!first) await cluster.raw("/version", { method: "POST" }).then((response) => response.text());
         else await scope.configMap("settings").label({ a: "b" });`,
        /Cannot post \/version: not granted/,
      ],
    ];
    for (const [name, body, message] of cases) {
      await t.step(name, async () => {
        // The first time there is a file, the second time there is none.
        const source = `import { cluster, ns } from "skiff";
          const scope = ns("shop");
          let first = true;
          try { Deno.removeSync("first"); } catch { first = false; }
          ${body}`;
        await Deno.writeTextFile(`${folder.folder}/a.ts`, source);
        await Deno.writeTextFile(`${folder.folder}/first`, "");
        const words = ["-R=first", "-W=first", "a.ts"];
        const before = written(cluster).length;
        const { code, stderr } = await folder.run("run", "--plan", "--yes", ...words);
        assert.equal(code, 4, stderr);
        assert.match(stderr, message);
        const data = await cluster.send("GET", `${SHOP}/configmaps/settings`);
        assert.equal(data.data.color, "red");
        assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
        void before;
      });
    }
  }));

Deno.test("what a script makes up anew each time is no difference", () =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").annotate({ at: new Date().toISOString() });
     const config = await ns("shop").configMap("settings").get();
     await ns("shop").configMap("settings").replace({ ...config, data: { color: "blue" } });`,
    async (folder, cluster) => {
      const { code, stderr } = await folder.run("run", "--plan", "--yes", "a.ts");
      // The time of the second run is another one, and stands in what is replaced, too.
      assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
      assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "blue");
    },
  ));

Deno.test("on a terminal a person says whether the plan is run, and is asked about what is not in it", async () => {
  await using cluster = await startUserCluster();
  const source = `import { ns } from "skiff";
    let first = true;
    try { Deno.removeSync("first"); } catch { first = false; }
    await ns("shop").configMap("settings").patch({ data: { color: "blue" } });
    if (!first) await ns("shop").configMap("old").delete();
    console.log("done");`;
  await using folder = await project(cluster, { "a.ts": source, first: "" });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "--plan", "-R=first", "-W=first", "a.ts"]),
    env: userEnvironment(cluster),
    cwd: folder.folder,
  });
  await terminal.see(PLANNING.trim());
  await terminal.see('skiff: the plan of a.ts for context "admin":');
  await terminal.see("Plan: 0 to create, 1 to change, 0 to delete.");
  await terminal.see(
    'Run a.ts for context "admin" now, with exactly these writes? [y/N] > ',
  );
  await terminal.type("y\r");
  await terminal.see(RUNNING.trim());
  await terminal.see('In context "admin" a.ts asks to delete configmaps "old" in "shop".');
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "blue");
  await terminal.see("it is not in the plan, or not as it was planned");
  await terminal.see("Allow it this once? [y/n] > ");
  // No answer for the next ones, too: a plan is about each write.
  await terminal.type("A\r");
  await terminal.see("Allow it this once? [y/n] > ");
  await terminal.type("n\r");
  await terminal.see('error: Cannot delete configmaps "old" in "shop": it is not in the plan');
  assert.equal(await terminal.end(), 4);
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/old`)).data.keep, "me");
});

Deno.test("of a plan that is not agreed to nothing is done, and that is said", async () => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, {
    "a.ts": `import { ns } from "skiff";
      await ns("shop").configMap("settings").patch({ data: { color: "blue" } });`,
  });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "--plan", "a.ts"]),
    env: userEnvironment(cluster),
    cwd: folder.folder,
  });
  await terminal.see("with exactly these writes? [y/N] > ");
  await terminal.type("maybe\r");
  await terminal.see(/^Nothing was done\.$/m);
  assert.equal(await terminal.end(), 0);
  assert.equal((await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color, "red");
});

Deno.test("a delete by selectors takes what the plan has shown, and nothing that came later", async (t) => {
  const stale = `${SHOP}/configmaps?labelSelector=app%3Da`;
  let onRequest: (line: string) => Promise<unknown> | undefined = () => undefined;
  await using cluster = await startUserCluster(async (line) => {
    await onRequest(line);
  });
  await using folder = await project(cluster, {
    "a.ts": `import { cluster, ns } from "skiff";
      await ns("shop").configMap("settings").patch({ data: { color: Deno.args[0] } });
      const made = { name: "made", labels: { app: "a" } };
      await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: made });
      for (const selector of ["app%3Da", "app%3Dnone"]) {
        const path = "/api/v1/namespaces/shop/configmaps?propagationPolicy=Orphan&labelSelector=";
        const response = await cluster.raw(path + selector, { method: "DELETE" });
        console.log((await response.json()).items?.length);
      }`,
  });
  const put = (name: string) =>
    cluster.send("POST", `${SHOP}/configmaps`, { metadata: { name, labels: { app: "a" } } });
  const namesNow = async () =>
    (await cluster.send("GET", stale)).items.map(({ metadata }: { metadata: { name: string } }) =>
      metadata.name
    );
  /** Runs by the plan; something happens once, when the first request of that beginning comes. */
  async function run(color: string, at: string, happens: () => Promise<unknown>) {
    let isLeft = true;
    onRequest = (line) => {
      if (!isLeft || !line.startsWith(at) || line.includes("dryRun")) return undefined;
      isLeft = false;
      return happens();
    };
    const result = await folder.run("run", "--plan", "--yes", "a.ts", color);
    onRequest = () => undefined;
    assert.equal(isLeft, false);
    await cluster.send("DELETE", `${SHOP}/configmaps/made`);
    return result;
  }
  const during = `PATCH ${SHOP}/configmaps/settings`;
  for (const name of ["one", "two"]) await put(name);
  await t.step("one more is there", async () => {
    const { code, stdout, stderr } = await run("blue", during, () => put("three"));
    assert.match(stdout, /^= deletecollection configmaps in "shop"$/m);
    assert.match(stdout, /^Plan: 1 to create, 1 to change, 3 to delete, 1 without an effect/m);
    assert.equal(code, 4);
    assert.match(
      stderr,
      /Cannot deletecollection configmaps in "shop": "three" would go with it by now: plan it again$/m,
    );
    assert.deepEqual(await namesNow(), ["one", "three", "two"]);
  });
  await t.step("another of a planned name is there", async () => {
    const { code, stderr } = await run("green", during, async () => {
      await cluster.send("DELETE", `${SHOP}/configmaps/two`);
      await put("two");
    });
    assert.equal(code, 4);
    assert.match(stderr, /in "shop": "two" would go with it by now: plan it again$/m);
    assert.deepEqual(await namesNow(), ["one", "three", "two"]);
  });
  await t.step("one more comes when the delete is on its way", async () => {
    const { code, stdout, stderr } = await run(
      "white",
      `DELETE ${SHOP}/configmaps?`,
      () => put("late"),
    );
    assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
    assert.ok(stdout.endsWith("\n4\n0\n"), stdout);
    assert.deepEqual(await namesNow(), ["late"]);
  });
  await t.step("one of them is gone: the others go", async () => {
    for (const name of ["one", "two"]) await put(name);
    const { code, stderr } = await run(
      "black",
      during,
      () => cluster.send("DELETE", `${SHOP}/configmaps/one`),
    );
    assert.deepEqual([code, stderr], [0, PLANNING + RUNNING]);
    assert.deepEqual(await namesNow(), []);
  });
});
