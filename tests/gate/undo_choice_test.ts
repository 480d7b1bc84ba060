/** Which run an undo is about, and who agrees to it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Pty } from "../_support/pty.ts";
import { SHOP, WEB, withProject } from "./_project.ts";
import { colorIn, HEAD, journals, lines, undoAtTerminal, withPaint, WRITE } from "./_undo.ts";

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
      const path = join(journals(cluster), "29990101-000000-000abc.jsonl");
      await Deno.writeTextFile(path, lines({ ...HEAD, script: "d.ts", started: "" }, WRITE));
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

Deno.test("a person at the terminal is asked before the last run is undone", async (t) => {
  await withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    async function atTerminal(answer: string, words: readonly string[] = []): Promise<Pty> {
      const terminal = undoAtTerminal(folder, cluster, words);
      if (answer === "") return terminal;
      const shown = await terminal.see("Undo it? [y/N] > ");
      assert.match(
        shown,
        /Run \S+: "a\.ts", started \S+, context "admin", 1 write\n {2}configmaps "shop\/settings" would be restored\n/,
      );
      await terminal.type(answer);
      return terminal;
    }
    for (const answer of ["\r", "n\r", "yess\r", "A\r"]) {
      await t.step(`${JSON.stringify(answer)} is no`, async () => {
        const sent = cluster.requests.length;
        await using terminal = await atTerminal(answer);
        await terminal.see("Nothing was undone.");
        assert.equal(await terminal.end(), 0);
        // What would be done was looked at, and tried as a dry run.
        assert.deepEqual(
          cluster.requests.slice(sent).filter(({ line }) => !/^GET |dryRun=All/.test(line)),
          [],
        );
        assert.equal(await colorIn(cluster), "blue");
      });
    }
    await t.step("Ctrl-C is no", async () => {
      await using terminal = await atTerminal("\x03");
      assert.equal(await terminal.end(), 130);
      assert.equal(await colorIn(cluster), "blue");
    });
    await t.step("while the question is on the screen another undo may do it", async () => {
      await using terminal = await atTerminal("");
      await terminal.see("Undo it? [y/N] > ");
      assert.equal((await folder.run("undo", "--yes")).code, 0);
      assert.equal(await colorIn(cluster), "red");
      await terminal.type("y\r");
      await terminal.see(
        /error: Cannot undo the run "\S+": another undo of it was quicker: nothing/,
      );
      assert.equal(await terminal.end(), 2);
    });
    await t.step("a run before one that was undone is asked about even with --yes", async () => {
      assert.equal((await folder.run("run", "-A", "a.ts", "green")).code, 0);
      assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
      assert.equal((await folder.run("undo", "--yes")).code, 0);
      const again = await folder.run("undo", "--yes");
      assert.equal(again.code, 2);
      assert.match(
        again.stderr,
        /^error: Cannot undo the last run: "\S+" of "a\.ts" was undone by /,
      );
      await using terminal = await atTerminal("", ["--yes"]);
      const shown = await terminal.see("Undo it? [y/N] > ");
      assert.match(shown, /Not the last run: "\S+" of "a\.ts" was undone by \S+\n/);
      await terminal.type("n\r");
      await terminal.see("Nothing was undone.");
      assert.equal(await terminal.end(), 0);
      assert.equal(await colorIn(cluster), "green");
      const [, id] = /skiff undo (\S+)\n$/.exec(again.stderr)!;
      const undone = await folder.run("undo", id!);
      assert.deepEqual([undone.code, undone.stdout], [
        0,
        'configmaps "shop/settings" restored\n',
      ]);
      assert.equal(await colorIn(cluster), "red");
    });
    await t.step("y is yes", async () => {
      assert.equal((await folder.run("run", "-A", "a.ts", "green")).code, 0);
      await using terminal = await atTerminal("y\r");
      await terminal.see('configmaps "shop/settings" restored');
      assert.equal(await terminal.end(), 0);
      assert.equal(await colorIn(cluster), "red");
    });
    await t.step("--yes is not asked", async () => {
      assert.equal((await folder.run("run", "-A", "a.ts", "green")).code, 0);
      await using terminal = await atTerminal("", ["--yes"]);
      await terminal.see('configmaps "shop/settings" restored');
      assert.equal(await terminal.end(), 0);
      assert.doesNotMatch(terminal.shown, /\[y\/N\]/);
    });
  });
});

Deno.test("a run is named by so much of its name as no other begins with", () =>
  withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    const [{ id }] = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
    for (const end of ["1", "2", "3", "4"]) {
      const path = join(journals(cluster), `29990101-000000-00000${end}.jsonl`);
      await Deno.writeTextFile(path, lines(HEAD, WRITE));
    }
    const sent = cluster.requests.length;
    const refused: readonly [name: string, message: string][] = [
      [
        "2999",
        'Cannot tell which run "2999" is: 4 begin so: "29990101-000000-000004", ' +
        '"29990101-000000-000003", "29990101-000000-000002" and 1 more: name more of it',
      ],
      ["1999", 'Cannot read the run "1999": there is none: skiff runs lists them'],
      // Too little to be meant.
      [
        id.slice(0, 3),
        `Cannot read the run "${id.slice(0, 3)}": there is none: skiff runs lists them`,
      ],
    ];
    for (const [name, message] of refused) {
      const { code, stdout, stderr } = await folder.run("undo", name);
      assert.deepEqual([code, stdout, stderr], [2, "", `error: ${message}\n`]);
    }
    assert.equal(cluster.requests.length, sent);
    const { code, stdout, stderr } = await folder.run("undo", id.slice(0, 12));
    assert.deepEqual([code, stdout], [0, 'configmaps "shop/settings" restored\n']);
    assert.ok(stderr.startsWith(`Run ${id}: "a.ts", started `), stderr);
    assert.equal(await colorIn(cluster), "red");
  }));
