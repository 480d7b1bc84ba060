/** What a run used, written down, as roles, and as what the next run is held to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseYamlDocuments } from "../../lib/core/yaml.ts";
import { startUserCluster, type UserCluster } from "./_cluster.ts";
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
      const [note, warning, ...rest] = stderr.split("\n");
      assert.equal(note, `Note: the grants "${file}" also give --allow-read=./data`);
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
    assert.equal(
      stderr,
      `Note: the grants "${file}" also give --allow-read=./data\n` +
        'Warning: skiff undo cannot take back all of this run: your user may not get deployments.apps/scale "web" in "shop": skiff grants --with-undo gives a role that right\n',
    );
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
  assert.equal(
    stderr,
    'Warning: your user may do more than the script needs: everything in "shop"\n',
  );
});

const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop";

/** Gives ann a role of these rules. */
async function grantSmall(cluster: UserCluster, name: string, rules: unknown): Promise<void> {
  const made = await cluster.send("POST", `${RBAC}/roles`, { metadata: { name }, rules });
  assert.equal(made.metadata?.name, name, JSON.stringify(made));
  await cluster.send("POST", `${RBAC}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
  });
}

function grantsFile(rights: readonly string[], deno: readonly string[] = []): string {
  const script = "a.ts";
  return JSON.stringify({ format: "skiff-grants/1", script, namespace: "shop", rights, deno });
}

Deno.test("how many rights are more than needed is said in a line; --verbose lists them", async (t) => {
  await using cluster = await startUserCluster();
  await grantSmall(cluster, "much", [
    { apiGroups: [""], resources: ["configmaps", "pods"], verbs: ["get", "list", "watch"] },
    { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "patch"] },
    { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["patch"] },
  ]);
  await using folder = await project({ folder: cluster.folder, kubeconfig: cluster.small }, {
    "a.ts": "",
    "a.json": grantsFile(["list:configmaps@shop", "patch:deployments.apps#web@shop"]),
  });
  const count = 'Warning: your user may do more than the script needs: 6 rights in "shop"';
  await t.step("in one line", async () => {
    const { code, stderr } = await folder.run("run", "--grants", "a.json", "a.ts");
    assert.deepEqual([code, stderr], [0, `${count}: --verbose lists them\n`]);
  });
  await t.step("in full", async () => {
    const { code, stderr } = await folder.run("run", "--verbose", "--grants", "a.json", "a.ts");
    assert.equal(code, 0);
    assert.deepEqual(stderr.split("\n"), [
      count,
      "  shop: get:configmaps",
      "  shop: get:pods",
      "  shop: list:pods",
      // Spelt as a rule is.
      "  shop: patch:deployments.apps/scale",
      "  shop: watch:configmaps",
      "  shop: watch:pods",
      "",
    ]);
  });
  await t.step("--verbose alone is a mistake", async () => {
    const { code, stderr } = await folder.run("run", "--verbose", "a.ts");
    assert.equal(code, 2);
    assert.match(stderr, /^error: Cannot use --verbose without --grants: [^\n]+\n$/);
  });
});

Deno.test("the permissions of Deno that a file of grants carries are said in one line", async (t) => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, {
    "a.ts": 'console.log(Deno.env.get("COLOR") ?? "none");',
    "a.json": grantsFile([], [
      "--allow-read=./my data,./b",
      "--allow-net=example.com:443",
      "--allow-env=COLOR",
      "--deny-env=SHAPE",
    ]),
    "odd.json": grantsFile([], ["--allow-env=A\u001b[2K\nNote: nothing\u202e"]),
    "all.json": grantsFile([], ["--allow-read"]),
    "run.json": grantsFile([], ["--allow-run"]),
  });
  await t.step("each of them", async () => {
    const { code, stderr } = await folder.run("run", "--grants", "a.json", "a.ts");
    assert.deepEqual([code, stderr], [
      0,
      "Note: the grants \"a.json\" also give '--allow-read=./my data,./b' " +
      "--allow-net=example.com:443 --allow-env=COLOR --deny-env=SHAPE\n",
    ]);
  });
  await t.step("whatever they hold, as one line of plain text", async () => {
    const { stderr } = await folder.run("run", "--grants", "odd.json", "a.ts");
    const [line] = stderr.split("\n");
    // deno-lint-ignore no-control-regex -- there must be none
    assert.doesNotMatch(line!, /[\u0000-\u001f\u202e]/);
    assert.match(
      line!,
      /^Note: the grants "odd\.json" also give '--allow-env=A \[2K Note: nothing/,
    );
  });
  await t.step("what no script is given is refused, and nothing is said to be given", async () => {
    for (const file of ["all.json", "run.json"]) {
      const { code, stdout, stderr } = await folder.run("run", "--grants", file, "a.ts");
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^error: Cannot use [^\n]+\n$/);
    }
  });
});

Deno.test("a role with the looks of skiff undo makes a run of the small user undoable", async (t) => {
  await using cluster = await startUserCluster();
  const source = SCRIPT.replace(
    "scale(3)",
    'scale(3);\nawait scope.configMap("settings").label({ a: "b" })',
  );
  await using folder = await project(cluster, { "clean.ts": source });
  await using small = await project({ folder: cluster.folder, kubeconfig: cluster.small }, {
    "clean.ts": source,
  });
  const file = join(folder.folder, "clean.json");
  const words = ["run", "-A", "--record", "clean.json", "clean.ts"];
  assert.equal((await folder.run(...words)).code, 0);
  assert.equal((await folder.run("undo", "--yes")).code, 0);
  await t.step("what is added is said, and what is still missing", async () => {
    const { code, stdout, stderr } = await folder.run(
      "grants",
      "clean.json",
      "--with-undo",
      "--user=ann",
    );
    assert.equal(code, 0);
    assert.deepEqual(stderr.split("\n"), [
      "Note: the role gives get:configmaps@shop, get:deployments.apps/scale#web@shop, too: " +
      "a run looks at what it changes, for skiff undo",
      "Note: who takes the run back needs delete:configmaps@shop, too, which the role does not give",
      "",
    ]);
    for (const object of parseYamlDocuments(stdout) as { kind: string; rules?: unknown }[]) {
      if (object.kind === "Role") {
        assert.deepEqual(object.rules, [
          { apiGroups: [""], resources: ["configmaps"], verbs: ["create"] },
          {
            apiGroups: [""],
            resources: ["configmaps"],
            resourceNames: ["old"],
            verbs: ["delete"],
          },
          { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] },
          {
            apiGroups: [""],
            resources: ["configmaps"],
            resourceNames: ["settings"],
            verbs: ["patch"],
          },
          {
            apiGroups: ["apps"],
            resources: ["deployments/scale"],
            resourceNames: ["web"],
            verbs: ["get", "patch"],
          },
        ]);
      }
      const made = await cluster.send("POST", `${RBAC}/${object.kind.toLowerCase()}s`, object);
      assert.equal(made.metadata?.name, "clean", JSON.stringify(made));
    }
  });
  await t.step(
    "the run warns of nothing, the looks among what the user may not either",
    async () => {
      const { code, stderr } = await small.run("run", "--grants", file, "clean.ts");
      assert.deepEqual([code, stderr], [0, ""]);
    },
  );
  await t.step("and the small user takes back what his role lets him", async () => {
    const { code, stdout } = await small.run("undo", "--yes");
    assert.equal(code, 4);
    const [made, ...rest] = stdout.split("\n");
    assert.match(made!, /^configmaps "shop\/new" not undone: .*cannot delete/);
    assert.deepEqual(rest, [
      'configmaps "shop/old" made again',
      'configmaps "shop/settings" restored',
      'deployments.apps/scale "shop/web" restored',
      "",
    ]);
  });
  await t.step("for other forms than a role it is a mistake", async () => {
    for (const form of ["flags", "deno"]) {
      const { code, stderr } = await folder.run("grants", "clean.json", "-o", form, "--with-undo");
      assert.equal(code, 2);
      assert.match(stderr, /^error: Cannot use --with-undo with --output [^\n]+\n$/);
    }
  });
});

Deno.test("names with blanks and odd characters survive: recorded, given by a role, run", async (t) => {
  await using cluster = await startUserCluster();
  const source = `
    import { ns } from "skiff";
    const names = ["my role", "system:x 100", "a@b"];
    for (const name of names) {
      const role = await ns("shop").kind("roles").get(name);
      console.log(JSON.stringify(role.metadata.name));
    }
    await ns("shop").kind("roles").where({ metadata: { name: "my role" } }).count();`;
  for (const name of ["my role", "system:x 100", "a@b"]) {
    const made = await cluster.send("POST", `${RBAC}/roles`, { metadata: { name }, rules: [] });
    assert.equal(made.metadata?.name, name, JSON.stringify(made));
  }
  await using folder = await project(cluster, { "a.ts": source });
  await using small = await project({ folder: cluster.folder, kubeconfig: cluster.small }, {
    "a.ts": source,
  });
  const file = join(folder.folder, "odd names.json");
  const shown = '"my role"\n"system:x 100"\n"a@b"\n';
  await t.step("recorded", async () => {
    const { code, stdout, stderr } = await folder.run("run", "-A", "--record", file, "a.ts");
    assert.deepEqual([code, stdout, stderr], [0, shown, ""]);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(file)).rights, [
      "get:roles.rbac.authorization.k8s.io#a@b@shop",
      "get:roles.rbac.authorization.k8s.io#my%20role@shop",
      "get:roles.rbac.authorization.k8s.io#system:x%20100@shop",
      "list:roles.rbac.authorization.k8s.io#my%20role@shop",
    ]);
  });
  await t.step("run with the flags", async () => {
    const { stdout } = await folder.run("grants", file, "-o", "flags");
    const { code, stderr } = await folder.run("run", ...stdout.trim().split("\n"), "a.ts");
    assert.deepEqual([code, stderr], [0, ""]);
  });
  await t.step("run with the grants, by one who has the role", async () => {
    const { stdout } = await folder.run("grants", file, "--user=ann");
    for (const object of parseYamlDocuments(stdout) as { kind: string }[]) {
      const made = await cluster.send("POST", `${RBAC}/${object.kind.toLowerCase()}s`, object);
      assert.equal(made.metadata?.name, "a", JSON.stringify(made));
    }
    const run = await small.run("run", "--grants", file, "a.ts");
    assert.deepEqual([run.code, run.stdout, run.stderr], [0, shown, ""]);
  });
});

Deno.test("files of grants that cannot be read or written get one line", async (t) => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "a.ts": "", "bad.json": "{", "dir/x": "" });
  const cases: readonly [words: readonly string[], message: RegExp][] = [
    [["grants", "missing.json"], /Cannot read the grants "missing\.json": there is no such file/],
    [["grants", "bad.json"], /Cannot read the grants "bad\.json": it is no JSON/],
    [
      ["run", "-A", "--grants", "a.json", "a.ts"],
      /^error: Cannot use -A together with --grants: -A allows what the grants hold the script to\n$/,
    ],
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

Deno.test("rights on objects of made-up names are said, and widened where that is wanted", async (t) => {
  await using cluster = await startUserCluster();
  const pod = "web-5cd57cb4f9-ln97k";
  const config = (name: string) => ({ metadata: { name, labels: { app: "web" } } });
  const maps = "/api/v1/namespaces/shop/configmaps";
  for (const name of [pod, "db"]) await cluster.send("POST", maps, config(name));
  await using folder = await project(cluster, {
    "a.ts": `import { ns } from "skiff";
      for (const name of await ns("shop").configMaps.where({ metadata: { labels: { app: "web" } } }).names()) {
        await ns("shop").configMap(name).delete();
      }`,
  });
  await t.step("when they are recorded", async () => {
    const { code, stderr } = await folder.run("run", "-A", "--record", "r.json", "a.ts");
    assert.deepEqual([code, stderr], [
      0,
      "Warning: 1 right names an object whose name was made up, and is another next time: " +
      "skiff grants r.json --widen -o grants means all like it\n",
    ]);
  });
  const right = `delete:configmaps#${pod}@shop`;
  await t.step("when they are printed", async () => {
    for (const form of ["role", "flags"]) {
      const { code, stdout, stderr } = await folder.run("grants", "r.json", "-o", form);
      assert.deepEqual([code, stderr], [
        0,
        `Note: ${right} names an object whose name was made up, and is another next time: ` +
        "--widen means all like it\n",
      ]);
      assert.ok(stdout.includes(pod));
    }
    assert.equal((await folder.run("grants", "r.json", "-o", "deno")).stderr, "");
  });
  await t.step("widened in a role", async () => {
    const { code, stdout, stderr } = await folder.run("grants", "r.json", "--widen");
    assert.deepEqual([code, stderr], [0, `Note: delete:configmaps@shop stands for ${right}\n`]);
    assert.doesNotMatch(stdout, /resourceNames/);
  });
  await t.step("but no Secret is", async () => {
    const secret = "get:secrets#db-x7k2p@shop";
    const recorded = JSON.parse(await Deno.readTextFile(`${folder.folder}/r.json`));
    const text = JSON.stringify({ ...recorded, rights: [secret] });
    await Deno.writeTextFile(`${folder.folder}/secret.json`, text);
    for (const widen of [[], ["--widen"]]) {
      const words = ["secret.json", ...widen, "-o", "grants"];
      const { code, stdout, stderr } = await folder.run("grants", ...words);
      assert.deepEqual([code, JSON.parse(stdout).rights], [0, [secret]]);
      assert.equal(
        stderr,
        `Note: ${secret} names an object whose name was made up, and is another next time: ` +
          "--widen leaves Secrets and tokens as they are\n",
      );
    }
  });
  await t.step("widened for a run", async () => {
    const { code, stdout, stderr } = await folder.run(
      "grants",
      "r.json",
      "--widen",
      "-o",
      "grants",
    );
    const pattern = "delete:configmaps#web-*@shop";
    assert.deepEqual([code, stderr], [0, `Note: ${pattern} stands for ${right}\n`]);
    assert.deepEqual(
      JSON.parse(stdout).rights,
      [
        pattern,
        "delete:configmaps#db@shop",
        "list:configmaps@shop",
      ].sort(),
    );
    await Deno.writeTextFile(`${folder.folder}/wide.json`, stdout);
    // The next time they have other names.
    await cluster.send("POST", maps, config("web-6d4cf56db6-x7k2p"));
    const wide = await folder.run("run", "--grants", "wide.json", "a.ts");
    assert.equal(wide.code, 0, wide.stderr);
    await cluster.send("POST", maps, config("web-6d4cf56db6-x7k2p"));
    const narrow = await folder.run("run", "--grants", "r.json", "a.ts");
    assert.equal(narrow.code, 4);
    await cluster.send("POST", maps, config("other"));
    const other = await folder.run("run", "--grants", "wide.json", "a.ts");
    assert.equal(other.code, 4);
  });
  await t.step("where nothing is widened that is said", async () => {
    const { code, stderr } = await folder.run("grants", "wide.json", "--widen", "-o", "grants");
    assert.deepEqual([code, stderr], [
      0,
      "Note: nothing is widened: no name in the recording looks made up\n",
    ]);
  });
});
