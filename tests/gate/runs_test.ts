/** Journals: what is in one, and what is said of one that cannot be read. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { JournalFault, parseRunRecord } from "../../lib/gate/run_lines.ts";
import { SHOP, withProject } from "./_project.ts";
import { launcher } from "./_run.ts";
import { colorIn, HEAD, journals, lines, runOf, withPaint, WRITE } from "./_undo.ts";

Deno.test("a journal tells of a run, or why it does not", async (t) => {
  const outcome = { type: "outcome", number: 1, status: 200 };
  const faults: readonly [name: string, text: string, message: RegExp][] = [
    ["empty", "", /^its journal is damaged: it is empty$/],
    ["cut off in its first line", '{"type":"run","for', /damaged: its first line is cut off$/],
    ["no JSON", "hello\n", /damaged: its first line tells of no run$/],
    ["no object", "null\n", /damaged: its first line tells of no run$/],
    ["no head", lines(WRITE), /damaged: its first line tells of no run$/],
    ["a head without a server", lines({ ...HEAD, server: 1 }), /first line tells of no run$/],
    [
      "of another version",
      lines({ ...HEAD, format: "skiff-run/2" }, { type: "news" }),
      /^another version of Skiff wrote its journal: it is "skiff-run\/2", not skiff-run\/1$/,
    ],
    ["bytes in the middle", `${lines(HEAD)}\0\0\0\n${lines(WRITE)}`, /line 2 tells of nothing$/],
    ["an unknown line", lines(HEAD, { type: "news" }), /line 2 tells of nothing$/],
    ["a list", lines(HEAD, []), /line 2 tells of nothing$/],
    ["a write out of order", lines(HEAD, { ...WRITE, number: 7 }), /line 2 tells of nothing$/],
    ["a write of nothing", lines(HEAD, { ...WRITE, attributes: {} }), /line 2 tells of nothing$/],
    ["an outcome of nothing", lines(HEAD, outcome), /line 2 tells of nothing$/],
    ["an outcome without a status", lines(HEAD, WRITE, { ...outcome, status: "" }), /line 3 tells/],
    ["a taken write that is none", lines(HEAD, { type: "taken", number: 1 }), /line 2 tells/],
    ["two heads", lines(HEAD, HEAD), /line 2 tells of nothing$/],
  ];
  for (const [name, text, message] of faults) {
    await t.step(name, () => {
      assert.throws(() => parseRunRecord(text), (error) => {
        assert(error instanceof JournalFault);
        assert.match(error.message, message);
        return true;
      });
    });
  }
  await t.step("a last line that was cut off tells of nothing that was sent", () => {
    const { writes, code } = parseRunRecord(`${lines(HEAD, WRITE)}{"type":"outcome","num`);
    assert.equal(writes.length, 1);
    assert.equal(writes[0]!.outcome, undefined);
    assert.equal(code, undefined);
  });
});

Deno.test("journals that cannot be read are said in a line each, and the others work", (t) =>
  withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    const damaged: readonly [id: string, text: string | undefined, fault: string][] = [
      ["29990101-000000-000001", "", "its journal is damaged: it is empty"],
      [
        "29990101-000000-000002",
        "hello\n",
        "its journal is damaged: its first line tells of no run",
      ],
      [
        "29990101-000000-000003",
        lines({ ...HEAD, format: "skiff-run/9\u001b[2J" }),
        'another version of Skiff wrote its journal: it is "skiff-run/9\\u001b[2J", not skiff-run/1',
      ],
      ["29990101-000000-000004", undefined, "its journal is no file"],
    ];
    for (const [id, text] of damaged) {
      const path = join(journals(cluster), `${id}.jsonl`);
      if (text === undefined) await Deno.mkdir(path);
      else await Deno.writeTextFile(path, text);
    }
    await Deno.symlink("nowhere", join(journals(cluster), "29990101-000000-000005.jsonl"));
    await t.step("skiff runs lists them as unreadable, and the others", async () => {
      const { code, stdout, stderr } = await folder.run("runs");
      assert.deepEqual([code, stderr], [0, ""]);
      const [head, link, ...rows] = stdout.trimEnd().split("\n");
      assert.match(head!, /^RUN +SCRIPT +CONTEXT +WRITES +STATE$/);
      assert.match(link!, /^29990101-000000-000005 +- +- +- +unreadable: its journal is no file$/);
      assert.match(rows.pop()!, /^\S+ +a\.ts +admin +1 +ended with 0$/);
      assert.deepEqual(
        rows.map((row) => row.replace(/ {2,}/g, "  ")),
        damaged.toReversed().map(([id, , fault]) => `${id}  -  -  -  unreadable: ${fault}`),
      );
      const listed = JSON.parse((await folder.run("runs", "-o", "json")).stdout);
      assert.deepEqual(listed.at(-2), {
        id: damaged[0]![0],
        state: `unreadable: ${damaged[0]![2]}`,
      });
    });
    await t.step("skiff undo of one of them says why, in one line", async () => {
      for (const [id, , fault] of damaged) {
        const { code, stdout, stderr } = await folder.run("undo", id);
        assert.deepEqual([code, stdout, stderr], [
          2,
          "",
          `error: Cannot read the run "${id}": ${fault}\n`,
        ]);
      }
    });
    await t.step("skiff undo without a name goes past them, and says so", async () => {
      const { code, stdout, stderr } = await folder.run("undo", "--yes");
      assert.deepEqual([code, stdout], [0, 'configmaps "shop/settings" restored\n']);
      const said = stderr.split("\n");
      assert.deepEqual(said.slice(1, 5), [
        ...damaged.toReversed().map(([id, , fault]) =>
          `Warning: Cannot read the run "${id}": ${fault}`
        ),
      ]);
      assert.match(said[5]!, /^Run \S+: "a\.ts", started /);
      assert.equal(await colorIn(cluster), "red");
    });
  }));

Deno.test("a journal that its user may not read is said so", () =>
  withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    const [entry] = [...Deno.readDirSync(journals(cluster))];
    const path = join(journals(cluster), entry!.name);
    // Whoever runs the tests may be one whom no mode of a file stops.
    const words = launcher(["runs"]);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: words.flatMap((word) =>
        word === "--allow-all"
          ? ["--allow-read", "--allow-env", "--allow-sys", `--deny-read=${path}`]
          : [word]
      ),
      env: folder.environment,
      clearEnv: true,
      cwd: folder.folder,
      stdout: "piped",
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.match(text, /^\S+ +- +- +- +unreadable: you may not read it$/m);
  }));

Deno.test("what a journal was cut off in is no harm to its undo", () =>
  withPaint(async (folder, cluster) => {
    assert.equal((await folder.run("run", "-A", "a.ts", "blue")).code, 0);
    const [entry] = [...Deno.readDirSync(journals(cluster))];
    const path = join(journals(cluster), entry!.name);
    const whole = await Deno.readTextFile(path);
    // The power went in the middle of the last line, in the middle of a character.
    const [cut] = new TextEncoder().encode("ü");
    const kept = new TextEncoder().encode(
      `${whole.slice(0, whole.lastIndexOf('{"type":"end"'))}{"ty`,
    );
    await Deno.writeFile(path, new Uint8Array([...kept, cut!]));
    assert.match((await folder.run("runs")).stdout, / cut off\n$/);
    const { code, stdout } = await folder.run("undo", "--yes");
    assert.deepEqual([code, stdout], [0, 'configmaps "shop/settings" restored\n']);
    assert.match((await folder.run("runs")).stdout, /a\.ts +admin +1 +undone by \S+\n$/);
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
