import assert from "node:assert/strict";
import { join } from "node:path";
import { writeSelfExtracting } from "../../lib/compile/self_extracting.ts";
import { isInstalled } from "../_support/installed.ts";

/** Stands for Deno: it says what it was started with, and ends as it is told. */
const RUNTIME = `#!/bin/sh
[ "$1" = --version ] && exit 0
[ "$1" = run ] || exit 99
for word; do printf '<%s>\\n' "$word"; done
for last; do :; done
case $last in
  exit*) exit "\${last#exit}" ;;
  kill) kill -TERM $$ ;;
  tty) [ -t 0 ] && echo terminal ;;
  umask) umask ;;
  dir) echo "$DENO_DIR" ;;
  pid) echo $$ ;;
esac
exit 0
`;

const FLAGS = ["--quiet", "--allow-env=A B,$C", "--allow-run=it's"];

interface Made {
  readonly folder: string;
  readonly tool: string;
  readonly cache: string;
  readonly tmp: string;
}

interface MakeOptions {
  readonly runtime?: string;
  readonly compressed?: boolean;
  readonly read?: "all" | "none" | readonly string[];
  readonly name?: string;
}

async function withTool(options: MakeOptions, body: (made: Made) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "skiff header " });
  try {
    const [runtime, tool] = [join(folder, "runtime"), join(folder, options.name ?? "my tool")];
    const [cache, tmp] = [join(folder, "cache"), join(folder, "tmp")];
    await Deno.writeTextFile(runtime, options.runtime ?? RUNTIME, { mode: 0o755 });
    await Deno.mkdir(cache, { mode: 0o755 });
    await Deno.mkdir(tmp, { mode: 0o755 });
    await writeSelfExtracting(tool, {
      name: options.name ?? "it's a tool",
      made: "Made by a test",
      flags: FLAGS,
      read: options.read ?? "none",
      system: "a-test-system",
      compressed: options.compressed ?? false,
      files: [
        { name: "main.js", content: new TextEncoder().encode("main\n") },
        { name: "chunk-A.js", content: new TextEncoder().encode("a chunk without a line end") },
        { name: "empty.js", content: new Uint8Array(1) },
      ],
      runtime,
    });
    await body({ folder, tool, cache, tmp });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Ended {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: readonly string[];
}

async function start(
  { tool, cache, tmp }: Made,
  words: readonly string[],
  { env = {}, shell = [] }: StartOptions = {},
): Promise<Ended> {
  const [program = tool, ...args] = [...shell, tool];
  const { code, signal, stdout, stderr } = await new Deno.Command(program, {
    args: [...args, ...words],
    env: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: cache, TMPDIR: tmp, ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const lines = decoder.decode(stdout).split("\n").slice(0, -1);
  return { code, signal, lines, stderr: decoder.decode(stderr) };
}

function entries(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

const WORDS = ["a b", "", "it's", '"$HOME"', "*", "-x", "--", "line\nend"];

for (const compressed of [false, true]) {
  Deno.test(`a ${compressed ? "compressed" : "plain"} tool unpacks itself and hands words over`, async () => {
    await withTool({ compressed }, async (made) => {
      const place = join(made.cache, "skiff-bin");
      for (const round of ["first", "second"]) {
        const { code, lines, stderr } = await start(made, WORDS);
        assert.deepEqual([code, stderr], [0, ""], round);
        const app = entries(place).find((name) => name.startsWith("app-")) ?? "";
        const main = join(place, app, "main.js");
        const expected = ["run", ...FLAGS, main, ...WORDS].map((word) => `<${word}>`);
        assert.deepEqual(lines.join("\n"), expected.join("\n"));
      }
      assert.equal((await Deno.stat(place)).mode! & 0o777, 0o700);
      const [app = "", runtime = "", ...more] = entries(place);
      assert.deepEqual(more, []);
      assert.equal(await Deno.readTextFile(join(place, runtime)), RUNTIME);
      assert.deepEqual(entries(join(place, app)), ["chunk-A.js", "empty.js", "main.js"]);
      assert.equal(
        await Deno.readTextFile(join(place, app, "chunk-A.js")),
        "a chunk without a line end",
      );
    });
  });
}

Deno.test("a tool starts again without any other program", async () => {
  await withTool({}, async (made) => {
    assert.equal((await start(made, [])).code, 0);
    const { code, stderr } = await start(made, [], { env: { PATH: "/nowhere" } });
    assert.deepEqual([code, stderr], [0, ""]);
  });
});

Deno.test("a tool becomes its runtime: exit code, signal, process and umask are its own", async () => {
  await withTool({}, async (made) => {
    for (const _ of ["first", "second"]) {
      assert.equal((await start(made, ["exit7"])).code, 7);
      assert.equal((await start(made, ["kill"])).signal, "SIGTERM");
      const umask = (await start(made, ["umask"])).lines.at(-1) ?? "";
      assert.equal(parseInt(umask, 8), Deno.umask());
      assert.equal(
        (await start(made, ["dir"])).lines.at(-1),
        join(made.cache, "skiff-bin", "cache"),
      );
    }
    const child = new Deno.Command(made.tool, {
      args: ["pid"],
      env: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: made.cache },
      clearEnv: true,
      stdout: "piped",
    }).spawn();
    const { stdout } = await child.output();
    assert.equal(new TextDecoder().decode(stdout).trim().split("\n").at(-1), String(child.pid));
  });
});

Deno.test("many first starts at a time all work, and leave one copy", async () => {
  await withTool({ compressed: true }, async (made) => {
    const all = await Promise.all(Array.from({ length: 12 }, () => start(made, ["x"])));
    for (const { code, stderr } of all) assert.deepEqual([code, stderr], [0, ""]);
    const [app = "", , ...more] = entries(join(made.cache, "skiff-bin"));
    assert.deepEqual(more, []);
    assert.deepEqual(entries(join(made.cache, "skiff-bin", app)), [
      "chunk-A.js",
      "empty.js",
      "main.js",
    ]);
  });
});

Deno.test("tools of the same Deno share it", async () => {
  await withTool({}, async (made) => {
    await withTool({ compressed: true }, async (other) => {
      assert.equal((await start(made, [])).code, 0);
      assert.equal((await start({ ...other, cache: made.cache }, [])).code, 0);
      assert.equal(entries(join(made.cache, "skiff-bin")).length, 2);
    });
  });
});

const NO_CACHE: readonly [what: string, env: (made: Made) => Record<string, string>][] = [
  ["no home", () => ({ XDG_CACHE_HOME: "" })],
  ["a home that cannot be written", () => ({ XDG_CACHE_HOME: "", HOME: "/proc/self" })],
  ["a home that is not there", () => ({ XDG_CACHE_HOME: "", HOME: "/no/such/home" })],
  ["a relative folder for caches", () => ({ XDG_CACHE_HOME: "cache" })],
];

for (const [what, env] of NO_CACHE) {
  Deno.test(`a tool unpacks itself to TMPDIR where there is ${what}`, async () => {
    await withTool({}, async (made) => {
      for (const _ of ["first", "second"]) {
        const { code, stderr } = await start(made, [], { env: env(made) });
        assert.deepEqual([code, stderr], [0, ""]);
      }
      assert.deepEqual(entries(made.cache), []);
      const [place = ""] = entries(made.tmp);
      assert.match(place, /^skiff-bin-\d+$/);
      assert.equal((await Deno.stat(join(made.tmp, place))).mode! & 0o777, 0o700);
    });
  });
}

Deno.test("a tool makes ~/.cache where there is none", async () => {
  await withTool({}, async (made) => {
    const env = { XDG_CACHE_HOME: "", HOME: made.folder };
    assert.equal((await start(made, [], { env })).code, 0);
    assert.deepEqual(entries(join(made.folder, ".cache")), ["skiff-bin"]);
  });
});

/** Ways in which somebody else may have a hand in the folder. */
const PLANTED: readonly [what: string, plant: (place: string, made: Made) => Promise<void>][] = [
  ["a link to another folder", async (place, { folder }) => {
    await Deno.mkdir(join(folder, "theirs"), { mode: 0o700 });
    await new Deno.Command("ln", { args: ["-s", join(folder, "theirs"), place] }).output();
  }],
  ["open to others", async (place) => {
    await Deno.mkdir(place);
    await Deno.chmod(place, 0o770);
  }],
  ["a file", (place) => Deno.writeTextFile(place, "")],
];

for (const [what, plant] of PLANTED) {
  Deno.test(`a tool does not unpack itself to a folder that is ${what}`, async () => {
    await withTool({}, async (made) => {
      await plant(join(made.cache, "skiff-bin"), made);
      const { code, stderr } = await start(made, []);
      assert.deepEqual([code, stderr], [0, ""], "it goes to TMPDIR");
      const [place = ""] = entries(made.tmp);
      await Deno.remove(join(made.tmp, place), { recursive: true });
      await plant(join(made.tmp, place), { ...made, folder: made.tmp });
      const failed = await start(made, []);
      assert.equal(failed.code, 1);
      assert.deepEqual(failed.lines, []);
      assert.match(failed.stderr, /^error: Cannot start it's a tool: [^\n]+, and [^\n]+\n$/);
    });
  });
}

Deno.test({
  name: "a tool runs nothing that another user has put there",
  // Only root can give a file to somebody else.
  ignore: Deno.uid() !== 0,
  fn: async () => {
    await withTool({}, async (made) => {
      assert.equal((await start(made, [])).code, 0);
      const place = join(made.cache, "skiff-bin");
      const [app = "", runtime = ""] = entries(place);
      const evil = "#!/bin/sh\necho evil\n";
      for (
        const path of [join(place, runtime), join(place, app, "main.js"), join(place, app), place]
      ) {
        if (path.endsWith(runtime)) await Deno.writeTextFile(path, evil);
        const { uid, gid } = await Deno.stat(path);
        await Deno.chown(path, 12345, 12345);
        const { lines } = await start(made, []);
        assert.ok(!lines.includes("evil"), path);
        assert.match(lines[0] ?? "", /^<run>$/);
        if (path === place) continue;
        await Deno.chown(path, uid, gid).catch(() => undefined);
        await start(made, []);
      }
    });
  },
});

Deno.test("a tool whose file is damaged says so, and leaves nothing", async () => {
  for (const where of ["runtime", "app", "end"]) {
    await withTool({ compressed: where === "end" }, async (made) => {
      const bytes = await Deno.readFile(made.tool);
      const at = where === "app" ? indexOf(bytes, "a chunk without") : bytes.length - 20;
      const broken = where === "end" ? bytes.subarray(0, bytes.length - 30) : bytes;
      if (where !== "end") broken[at] = broken[at]! ^ 1;
      await Deno.writeFile(made.tool, broken);
      const { code, lines, stderr } = await start(made, []);
      assert.deepEqual([code, lines], [1, []]);
      assert.match(stderr, /^error: Cannot start it's a tool: [^\n]*my tool is damaged, or /);
      assert.ok(!entries(join(made.cache, "skiff-bin")).some((name) => /app-|part/.test(name)));
    });
  }
});

function indexOf(bytes: Uint8Array, text: string): number {
  return new TextDecoder("latin1").decode(bytes).indexOf(text);
}

Deno.test("a tool says what is missing on a small machine, or does without", async () => {
  const cases: readonly [without: readonly string[], compressed: boolean, missing?: RegExp][] = [
    [["cksum"], true],
    [["sha256sum"], true],
    [["gzip"], false],
    [["gzip"], true, /: gzip cannot be found/],
    [["cksum", "sha256sum"], false, /: neither cksum nor sha256sum can be found/],
  ];
  for (const [without, compressed, missing] of cases) {
    await withTool({ compressed }, async (made) => {
      const bin = join(made.folder, "bin");
      await Deno.mkdir(bin);
      for (const name of PROGRAMS.filter((program) => !without.includes(program))) {
        const text = `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`;
        await Deno.writeTextFile(join(bin, name), text, { mode: 0o755 });
      }
      const { code, stderr } = await start(made, [], { env: { PATH: bin } });
      assert.equal(code, missing === undefined ? 0 : 1, stderr);
      assert.match(stderr, missing ?? /^$/);
    });
  }
});

const PROGRAMS = [
  "cat",
  "chmod",
  "cksum",
  "dd",
  "gzip",
  "id",
  "ls",
  "mkdir",
  "mv",
  "rm",
  "sha256sum",
  "tail",
];

Deno.test("a tool mends a copy that is not whole any more", async () => {
  await withTool({}, async (made) => {
    await start(made, []);
    const place = join(made.cache, "skiff-bin");
    const [app = "", runtime = ""] = entries(place);
    await Deno.remove(join(place, app, "main.js"));
    assert.deepEqual((await start(made, ["x"])).code, 0);
    await Deno.remove(join(place, runtime));
    assert.deepEqual((await start(made, ["x"])).code, 0);
    assert.deepEqual(entries(place), [app, runtime]);
    assert.equal(entries(join(place, app)).length, 3);
  });
});

Deno.test("a tool says for which system it is where its runtime does not run", async () => {
  await withTool({ runtime: "#!/no/such/interpreter\n" }, async (made) => {
    const { code, stderr } = await start(made, []);
    assert.equal(code, 1);
    assert.match(stderr, /its runtime does not run here: it is made for a-test-system/);
    assert.match(stderr, /^[^\n]+\n$/);
  });
});

function readOf({ lines }: Ended): string | undefined {
  return lines.find((line) => line.startsWith("<--allow-read"))?.slice(1, -1);
}

Deno.test("a tool may read the kubeconfig that it is started with", async () => {
  await withTool({ read: ["/etc/ssl", "/a,b"] }, async (made) => {
    const first = "--allow-read=/etc/ssl,/a,,b";
    const cases: readonly [env: Record<string, string>, words: string[], more: string][] = [
      [{}, [], ""],
      [{ HOME: "/home/x y" }, [], ",/home/x y/.kube,/home/x y/.minikube"],
      [{ KUBECONFIG: "/k/a:/k/b *:/k/c,d:" }, [], ",/k/a,/k/b *"],
      [{ SSL_CERT_FILE: "/c.pem", SSL_CERT_DIR: "/d:/e" }, [], ",/c.pem,/d,/e"],
      [{}, ["--kubeconfig", "/k/a", "--kubeconfig=/k/b"], ",/k/a,/k/b"],
      [{}, ["--kubeconfig"], ""],
      [{}, ["--", "--kubeconfig", "/k/a"], ""],
    ];
    for (const [env, words, more] of cases) {
      const ended = await start(made, words, { env });
      assert.equal(readOf(ended), `${first}${more}`);
      assert.deepEqual(
        ended.lines.slice(-words.length || Infinity),
        words.map((word) => `<${word}>`),
      );
    }
  });
  await withTool({ read: "all" }, async (made) => {
    assert.equal(readOf(await start(made, [], { env: { KUBECONFIG: "/k" } })), "--allow-read");
  });
  await withTool({ read: "none" }, async (made) => {
    assert.equal(readOf(await start(made, [])), undefined);
  });
});

for (const shell of [["bash"], ["busybox", "sh"]]) {
  Deno.test({
    name: `a tool starts under ${shell.join(" ")}`,
    ignore: !await isInstalled(shell[0]!),
    fn: async () => {
      await withTool({ compressed: true, read: ["/etc/ssl"] }, async (made) => {
        for (const _ of ["first", "second"]) {
          const { code, lines, stderr } = await start(made, WORDS, {
            shell: [`/usr/bin/${shell[0]}`, ...shell.slice(1)],
            env: { KUBECONFIG: "/k/a:/k/b" },
          });
          assert.deepEqual([code, stderr], [0, ""]);
          const words = WORDS.map((word) => `<${word}>`).join("\n");
          assert.ok(lines.join("\n").endsWith(`/main.js>\n${words}`), lines.join("\n"));
          assert.ok(lines.includes("<--allow-read=/etc/ssl,/k/a,/k/b>"));
        }
      });
    },
  });
}
