/** Undos that meet a run, each other, or their end. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { startUserCluster } from "./_cluster.ts";
import { SHOP, withProject } from "./_project.ts";
import { project } from "./_run.ts";
import { colorIn, PAINT, runIds, undoAtTerminal, withPaint } from "./_undo.ts";

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

Deno.test("of two undos of one run at the same time one wins, and the other does nothing", async (t) => {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    const [{ id }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
    await using terminal = undoAtTerminal(folder, cluster);
    await terminal.see("Undo it? [y/N] > ");
    const first = folder.run("undo", "--yes");
    await reached.promise;
    try {
      await t.step("it is listed as being undone", async () => {
        assert.match((await folder.run("runs")).stdout, / being undone\n/);
      });
      for (const words of [["undo", id], ["undo"], ["undo", id, "--plan"]]) {
        await t.step(words.join(" "), async () => {
          const sent = cluster.requests.length;
          const { code, stdout, stderr } = await folder.run(...words);
          assert.deepEqual([code, stdout], [2, ""]);
          assert.equal(
            stderr,
            `error: Cannot undo the run "${id}" of "a.ts": another undo of it is going on: nothing was undone\n`,
          );
          assert.equal(cluster.requests.length, sent);
        });
      }
      await t.step("one who was asked before the first one began", async () => {
        const sent = cluster.requests.length;
        await terminal.type("y\r");
        await terminal.see(
          /^error: Cannot undo the run "\S+": another undo of it is going on: noth/m,
        );
        assert.equal(await terminal.end(), 2);
        assert.equal(cluster.requests.length, sent);
      });
    } finally {
      released.resolve();
    }
    await t.step("the first one does it", async () => {
      const { code, stdout } = await first;
      assert.deepEqual([code, stdout], [0, 'configmaps "shop/settings" restored\n']);
      assert.equal(await colorIn(cluster), "red");
    });
  }, async (line) => {
    if (!line.includes("skiff-undo") || line.includes("dryRun")) return;
    reached.resolve();
    await released.promise;
  });
});

Deno.test("an undo that was killed is finished by the next one", async () => {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let count = 0;
  await using cluster = await startUserCluster(async (line) => {
    if (!line.includes("skiff-undo") || ++count !== 2) return;
    reached.resolve();
    await released.promise;
  });
  await using folder = await project(cluster, {
    "a.ts": `${PAINT}
      await ns("shop").deployment("web").scale(5);
      await ns("shop").configMap("old").patch({ data: { keep: "you" } });`,
  });
  assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
  const child = folder.command(["undo", "--yes"]).spawn();
  const ended = child.output();
  await reached.promise;
  child.kill("SIGKILL");
  assert.equal(new TextDecoder().decode((await ended).stdout), 'configmaps "shop/old" restored\n');
  // What was on its way is about an object that has changed since.
  const [, { id, state }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
  assert.equal(state, "undone in part, 2 left");
  const { code, stdout } = await folder.run("undo", "--yes");
  released.resolve();
  assert.deepEqual(stdout.split("\n"), [
    'configmaps "shop/old" nothing to do: an undo before has done it',
    'deployments.apps/scale "shop/web" restored',
    'configmaps "shop/settings" restored',
    "",
  ]);
  assert.equal(code, 0);
  assert.equal(await colorIn(cluster), "red");
  const runs = JSON.parse((await folder.run("runs", "-o", "json")).stdout) as {
    id: string;
    state: string;
  }[];
  assert.match(runs.find((run) => run.id === id)!.state, /^undone by /);
});

Deno.test("one of several undos that start together wins", () =>
  withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    const [{ id }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
    const all = await Promise.all([1, 2, 3].map(() => folder.run("undo", id)));
    assert.deepEqual(all.map(({ code }) => code).sort(), [0, 2, 2]);
    for (const { code, stdout, stderr } of all) {
      if (code === 0) continue;
      assert.equal(stdout, "");
      assert.match(stderr, /^error: Cannot undo the run [^\n]+\n$/);
      assert.match(stderr, /another undo of it (?:is going on|was quicker)|it was undone by/);
    }
    assert.equal(cluster.requests.filter(({ line }) => line.includes("skiff-undo")).length, 1);
    assert.equal(await colorIn(cluster), "red");
  }));

Deno.test("runs on one object are taken back one after the other, however long ago", async (t) => {
  const clock = new ManualClock(Date.now());
  await using cluster = await startUserCluster(undefined, clock);
  await using folder = await project(cluster, {
    "a.ts": PAINT,
    "make.ts": `import { ns } from "skiff";
      await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings2" }, data: { a: "1" } });`,
    "add.ts": `import { ns } from "skiff";
      await ns("shop").configMap("settings2").patch({ data: { [Deno.args[0]]: "1" } });`,
  });
  async function run(...words: readonly string[]): Promise<string> {
    clock.advance(60_000);
    assert.equal((await folder.run("run", "-A", ...words)).code, 0);
    return (await runIds(folder))[0]!;
  }
  async function undo(id: string): Promise<string> {
    clock.advance(60_000);
    const { stdout, stderr } = await folder.run("undo", id);
    assert.equal(stderr, "");
    return stdout;
  }
  await t.step("each of them", async () => {
    const ids = [await run("a.ts", "blue"), await run("a.ts", "green"), await run("a.ts", "white")];
    for (const [id, color] of [[ids[2], "green"], [ids[1], "blue"], [ids[0], "red"]] as const) {
      assert.equal(await undo(id!), 'configmaps "shop/settings" restored\n');
      assert.equal(await colorIn(cluster), color);
    }
  });
  await t.step("but not past one that was not", async () => {
    const made = await run("make.ts");
    const one = await run("add.ts", "one");
    const two = await run("add.ts", "two");
    assert.equal(await undo(two), 'configmaps "shop/settings2" restored\n');
    const left = 'configmaps "shop/settings2" left alone: skiff has changed it since\n';
    assert.equal(await undo(made), left);
    assert.equal(await undo(one), 'configmaps "shop/settings2" restored\n');
    assert.equal(await undo(made), 'configmaps "shop/settings2" deleted\n');
  });
  await t.step("nor past one whose undo was taken back", async () => {
    const made = await run("make.ts");
    const one = await run("add.ts", "one");
    assert.equal(await undo(one), 'configmaps "shop/settings2" restored\n');
    const [undone] = await runIds(folder);
    assert.equal(await undo(undone!), 'configmaps "shop/settings2" restored\n');
    const left = 'configmaps "shop/settings2" left alone: skiff has changed it since\n';
    assert.equal(await undo(made), left);
  });
});

/** The way to a cluster, which can be cut in front of an answer. */
function openWay(server: string) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let isArmed = false;
  let isCut = false;
  async function carry(near: Deno.Conn): Promise<void> {
    const { hostname, port } = new URL(server);
    const far = await Deno.connect({ hostname, port: Number(port) });
    for (const end of [near, far]) open.add(end);
    const answers = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, to) {
        if (isArmed) cut();
        else to.enqueue(piece);
      },
    });
    await Promise.allSettled([
      near.readable.pipeTo(far.writable),
      far.readable.pipeThrough(answers).pipeTo(near.writable),
    ]);
  }
  const carried: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const near of listener) {
      if (isCut) near.close();
      else carried.push(carry(near));
    }
  })();
  function cut(): void {
    isCut = true;
    for (const end of open) {
      try {
        end.close();
      } catch (error) {
        // Its other side has ended it.
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
    open.clear();
  }
  return {
    address: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    /** The next answer does not arrive, nor does anything then. */
    arm(): void {
      isArmed = true;
    },
    mend(): void {
      isArmed = isCut = false;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      cut();
      listener.close();
      await accepting;
      await Promise.all(carried);
    },
  };
}

Deno.test("an undo from whose midst the cluster vanishes says how far it came, and another finishes it", async (t) => {
  let cutAt = "";
  let arm = () => {};
  await using cluster = await startUserCluster((line) => {
    if (cutAt !== "" && line.startsWith(cutAt)) arm();
  });
  await using folder = await project(cluster, {
    "a.ts": `${PAINT}
      await ns("shop").configMap("old").delete();
      await ns("shop").deployment("web").scale(5);
      await ns("shop").configMap("new").create({ data: { a: "1" } });`,
  });
  const config = JSON.parse(await Deno.readTextFile(cluster.kubeconfig));
  await using way = openWay(config.clusters[0].cluster.server);
  config.clusters[0].cluster.server = way.address;
  const kubeconfig = join(folder.folder, "way");
  await Deno.writeTextFile(kubeconfig, JSON.stringify(config));
  const through = ["--kubeconfig", kubeconfig];
  arm = way.arm;
  const first = await folder.run("run", ...through, "-A", "a.ts", "blue");
  assert.deepEqual([first.code, first.stderr], [0, ""]);
  const [{ id }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
  // Each time the request arrives, and its answer does not.
  for (
    const [count, [at, done]] of [
      ["DELETE /api/v1/namespaces/shop/configmaps/new", ""],
      [
        "PATCH /apis/apps/v1/namespaces/shop/deployments/web/scale?fieldManager=skiff-undo",
        "gone already",
      ],
      ["POST /api/v1/namespaces/shop/configmaps?fieldManager=skiff-undo", "as it was already"],
    ].entries()
  ) {
    await t.step(`at ${at!.split("?")[0]}`, async () => {
      cutAt = at!;
      const { code, stdout, stderr } = await folder.run("undo", id, ...through);
      assert.equal(code, 1);
      assert.ok(stdout.includes(done!), stdout);
      assert.match(
        stderr,
        new RegExp(
          `^${count} of 4 writes are undone, and then it ended: skiff undo ${id} goes on\n` +
            "error: Cannot ",
        ),
      );
      cutAt = "";
      way.mend();
      const left = 4 - count;
      assert.ok(
        (await folder.run("runs")).stdout.includes(
          left === 4 ? "an undo failed, 4 left\n" : `undone in part, ${left} left\n`,
        ),
      );
    });
  }
  await t.step("and finished", async () => {
    const { code, stdout } = await folder.run("undo", id, ...through);
    assert.deepEqual(stdout.split("\n"), [
      'configmaps "shop/new" nothing to do: an undo before has done it',
      'deployments.apps/scale "shop/web" nothing to do: an undo before has done it',
      'configmaps "shop/old" nothing to do: it is there again, as it was',
      'configmaps "shop/settings" restored',
      "",
    ]);
    assert.equal(code, 0);
    assert.equal(await colorIn(cluster), "red");
    assert.deepEqual((await cluster.send("GET", `${SHOP}/configmaps/old`)).data, { keep: "me" });
  });
});
