/** Journals that cannot be read, and undos that meet: what is said, and what goes on all the same. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { JournalFault, parseRunRecord } from "../../lib/gate/run_lines.ts";
import { Pty } from "../_support/pty.ts";
import { startUserCluster, type UserCluster } from "./_cluster.ts";
import { launcher, type Project, project, userEnvironment } from "./_run.ts";

const SHOP = "/api/v1/namespaces/shop";
const PAINT = `
import { ns } from "skiff";
await ns("shop").configMap("settings").patch({ data: { color: Deno.args[0] } });
`;
const HEAD = {
  type: "run",
  format: "skiff-run/1",
  script: "a.ts",
  context: "admin",
  server: "https://10.0.0.1",
  started: "2026-01-01T00:00:00Z",
};
const WRITE = {
  type: "write",
  number: 1,
  attributes: {
    isResource: true,
    verb: "delete",
    group: "",
    version: "v1",
    resource: "pods",
    subresource: "",
    namespace: "shop",
    name: "x",
  },
  path: "/x",
};

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

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

async function withProject(
  body: (folder: Project, cluster: UserCluster) => Promise<void>,
  hold?: (line: string) => Promise<void> | void,
): Promise<void> {
  await using cluster = await startUserCluster(hold);
  await using folder = await project(cluster, { "a.ts": PAINT });
  await body(folder, cluster);
}

function journals(cluster: UserCluster): string {
  return join(cluster.folder, "home", ".local", "state", "skiff", "runs");
}

function undoAtTerminal(
  { folder }: Project,
  cluster: UserCluster,
  words: readonly string[] = [],
): Pty {
  return new Pty({
    program: Deno.execPath(),
    args: launcher(["undo", ...words]),
    env: userEnvironment(cluster),
    cwd: folder,
    columns: 200,
  });
}

async function colorIn(cluster: UserCluster): Promise<string> {
  return (await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color;
}

Deno.test("journals that cannot be read are said in a line each, and the others work", (t) =>
  withProject(async (folder, cluster) => {
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
  withProject(async (folder, cluster) => {
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
  withProject(async (folder, cluster) => {
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

Deno.test("of two undos of one run at the same time one wins, and the other does nothing", async (t) => {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await withProject(async (folder, cluster) => {
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
  withProject(async (folder, cluster) => {
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

/** The runs that changed something, the newest first. */
async function runIds(folder: Project): Promise<readonly string[]> {
  const { stdout } = await folder.run("runs", "-o", "json");
  return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
}

Deno.test("a person at the terminal is asked before the last run is undone", async (t) => {
  await withProject(async (folder, cluster) => {
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
  withProject(async (folder, cluster) => {
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
