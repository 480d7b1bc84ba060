/** Rules that name what the cluster does not serve: a warning, and no request where there is no doubt. */
import assert from "node:assert/strict";
import { startUserCluster, type UserCluster } from "./_cluster.ts";
import { project } from "./_run.ts";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const SCRIPT = `
import { ns } from "skiff";
console.log(await ns("shop").configMaps.count());
`;

function definition(group: string, plural: string, kind: string): unknown {
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object" } },
        subresources: { status: {} },
      }],
    },
  };
}

async function startWithWidgets(): Promise<UserCluster> {
  const cluster = await startUserCluster();
  await cluster.send("POST", CRDS, definition("example.com", "widgets", "Widget"));
  await cluster.cluster.settled();
  return cluster;
}

/** The requests for what the cluster serves. */
function discovery({ requests }: UserCluster): string[] {
  return requests.map(({ line }) => line).filter((line) => /^GET \/apis?$/.test(line));
}

Deno.test("a rule about nothing that the cluster serves is warned of at the start", async (t) => {
  await using cluster = await startWithWidgets();
  await using folder = await project(cluster, {
    "a.ts": SCRIPT,
    "a.json": JSON.stringify({
      format: "skiff-grants/1",
      script: "a.ts",
      namespace: "shop",
      rights: ["list:configmaps@shop", "get:gadgets.example.com#one@shop"],
      deno: [],
    }),
  });
  const cases: readonly [words: readonly string[], lines: readonly string[]][] = [
    [["--deny-kube=delete:deployments.app@shop"], [
      '--deny-kube=delete:deployments.app@shop: the cluster serves no "deployments.app": did you mean "deployments.apps"',
    ]],
    [["--allow-kube=get:widget.example.com"], [
      '--allow-kube=get:widget.example.com: the cluster serves no "widget.example.com": did you mean "widgets.example.com"',
    ]],
    [["--allow-kube=get:widgets.exmaple.com"], [
      '--allow-kube=get:widgets.exmaple.com: the cluster serves no "widgets.exmaple.com": did you mean "widgets.example.com"',
    ]],
    [["--deny-kube=*:*.example.org"], [
      '--deny-kube=*:*.example.org: the cluster serves no group "example.org": did you mean "example.com"',
    ]],
    [["--deny-kube=*:*.cert-manager.io"], [
      '--deny-kube=*:*.cert-manager.io: the cluster serves no group "cert-manager.io"',
    ]],
    [["--allow-kube=patch:deployments/scal@shop"], [
      '--allow-kube=patch:deployments/scal@shop: the cluster serves no "deployments.apps/scal": did you mean "deployments.apps/scale"',
    ]],
    [["--allow-kube=patch:widgets.example.com/scale"], [
      '--allow-kube=patch:widgets.example.com/scale: the cluster serves no "widgets.example.com/scale"',
    ]],
    [["--grants=a.json", "--deny-kube=get:pods.apps"], [
      'the granted get:gadgets.example.com#one@shop: the cluster serves no "gadgets.example.com": did you mean "widgets.example.com"',
      '--deny-kube=get:pods.apps: the cluster serves no "pods.apps"',
    ]],
  ];
  for (const [words, lines] of cases) {
    await t.step(words.join(" "), async () => {
      const { code, stdout, stderr } = await folder.run("run", ...words, "a.ts");
      assert.deepEqual([code, stdout], [0, "3\n"], stderr);
      const said = stderr.split("\n").filter((line) => line.includes("the cluster serves"));
      assert.deepEqual(said, lines.map((line) => `Warning: ${line}`));
    });
  }
  await t.step("many of them in a few lines", async () => {
    const words = Array.from(
      { length: 30 },
      (_, index) => `--allow-kube=get:x${index}.example.net`,
    );
    const { stderr } = await folder.run("run", ...words, "a.ts");
    const lines = stderr.trimEnd().split("\n");
    assert.equal(lines.length, 6);
    assert.equal(lines[5], "Warning: there is nothing of what 25 more rules name");
  });
});

Deno.test("nothing is asked where every name is built in, or kept from before", async (t) => {
  await using cluster = await startWithWidgets();
  await using folder = await project(cluster, { "a.ts": SCRIPT });
  async function asked(...words: readonly string[]): Promise<number> {
    const before = discovery(cluster).length;
    const { code, stderr } = await folder.run("run", ...words, "a.ts");
    assert.deepEqual([code, stderr], [0, ""]);
    return discovery(cluster).length - before;
  }
  await t.step("built in", async () => {
    const rules = [
      "patch:deployments/scale@shop",
      "*:*@shop",
      "get:events.core",
      "*:*.apps",
      "get:/x",
    ];
    assert.equal(await asked(...rules.map((rule) => `--allow-kube=${rule}`)), 0);
    assert.equal(await asked("--deny-kube=get:secrets"), 0);
  });
  await t.step("served, but not built in: once", async () => {
    assert.equal(
      await asked("--allow-kube=get:widgets.example.com", "--deny-kube=*:*.example.com"),
      2,
    );
    assert.equal(
      await asked("--allow-kube=get:widgets.example.com", "--deny-kube=*:*.example.com"),
      0,
    );
  });
  await t.step("defined a moment ago", async () => {
    await cluster.send("POST", CRDS, definition("example.org", "gears", "Gear"));
    await cluster.cluster.settled();
    assert.equal(await asked("--allow-kube=get:gears.example.org/status"), 2);
    assert.equal(await asked("--allow-kube=get:gears.example.org/status"), 0);
  });
  await t.step("in an in-memory cluster of its own nothing is kept", async () => {
    const rule = "--allow-kube=get:gears.example.org";
    const { code, stderr } = await folder.run("run", "--embedded", rule, "a.ts");
    assert.equal(code, 0);
    assert.match(stderr, /^Warning: \S+: the cluster serves no "gears.example.org"[^\n]*\n$/);
  });
});

Deno.test("a cluster that does not say what it serves is not waited for, and nothing is claimed", async (t) => {
  const release = Promise.withResolvers<void>();
  await using cluster = await startUserCluster((line) =>
    line === "GET /apis" ? release.promise : undefined
  );
  await using folder = await project(cluster, { "a.ts": 'console.log("ran");' });
  const words = ["run", "--deny-kube=get:x.example.com", "a.ts"];
  try {
    await t.step("one that is silent", async () => {
      const { code, stdout, stderr } = await folder.run(...words);
      assert.deepEqual([code, stdout, stderr], [0, "ran\n", ""]);
      assert.deepEqual(discovery(cluster), ["GET /api", "GET /apis"]);
    });
  } finally {
    release.resolve();
  }
  await t.step("one that is away", async () => {
    const config = JSON.parse(await Deno.readTextFile(cluster.kubeconfig));
    using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    config.clusters[0].cluster.server = `http://127.0.0.1:${(free.addr as Deno.NetAddr).port}`;
    await Deno.writeTextFile(`${folder.folder}/gone`, JSON.stringify(config));
    free.close();
    const { code, stdout, stderr } = await folder.run(
      words[0]!,
      "--kubeconfig=gone",
      ...words.slice(1),
    );
    assert.deepEqual([code, stdout, stderr], [0, "ran\n", ""]);
  });
});

Deno.test("a denial in a namespace that is not there is warned of, since it denies nothing", async (t) => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "a.ts": 'console.log("ran");' });
  const cases: readonly [rule: string, fault: string | undefined, small: string | undefined][] = [
    ["delete:pods@shpo", 'there is no namespace "shpo": did you mean "shop"', undefined],
    ["*:*@other", 'there is no namespace "other"', undefined],
    ["get:secrets#db@prod-*", 'no namespace is called like "prod-*"', undefined],
    ["delete:nodes@shop", "nodes lie in no namespace", "nodes lie in no namespace"],
    ["delete:pods@sho*", undefined, undefined],
    ["delete:pods@shop", undefined, undefined],
    ["delete:namespaces@shop", undefined, undefined],
    ["delete:pods", undefined, undefined],
  ];
  for (const [rule, fault, small] of cases) {
    await t.step(rule, async () => {
      const words = ["run", `--deny-kube=${rule}`];
      const line = (why: string | undefined) =>
        why === undefined ? "" : `Warning: --deny-kube=${rule}: it denies nothing: ${why}\n`;
      const { code, stdout, stderr } = await folder.run(...words, "a.ts");
      assert.deepEqual([code, stdout, stderr], [0, "ran\n", line(fault)]);
      // Who may not see namespaces is told nothing.
      const few = await folder.run(...words, "--kubeconfig", cluster.small, "a.ts");
      assert.deepEqual([few.code, few.stdout, few.stderr], [0, "ran\n", line(small)]);
    });
  }
  await t.step("who may only get namespaces by name", async () => {
    await cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", {
      metadata: { name: "r" },
      rules: [{ apiGroups: [""], resources: ["namespaces"], verbs: ["get"] }],
    });
    await cluster.send("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      metadata: { name: "r" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "r" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
    });
    const words = ["--deny-kube=delete:pods@shpo", "--deny-kube=delete:pods@shop"];
    const { stderr } = await folder.run("run", ...words, "--kubeconfig", cluster.small, "a.ts");
    assert.equal(
      stderr,
      'Warning: --deny-kube=delete:pods@shpo: it denies nothing: there is no namespace "shpo"\n',
    );
  });
  await t.step(
    "a rule that allows is not asked about: what it misses is refused, and said",
    async () => {
      const sent = cluster.requests.length;
      const { stderr } = await folder.run("run", "--allow-kube=delete:pods@shpo", "a.ts");
      assert.deepEqual([stderr, cluster.requests.length], ["", sent]);
    },
  );
});

Deno.test("a namespace that the run is given and that is not there is warned of", async (t) => {
  await using cluster = await startWithWidgets();
  await using folder = await project(cluster, { "a.ts": SCRIPT });
  const line = 'Warning: there is no namespace "shpo": did you mean "shop"';
  for (const words of [["-n", "shpo"], ["--plan", "--namespace=shpo"]]) {
    await t.step(words.join(" "), async () => {
      const { code, stderr } = await folder.run("run", ...words, "a.ts");
      assert.equal(code, 0, stderr);
      assert.equal(stderr.split("\n")[0], line);
    });
  }
  for (const words of [["-n", "shop"], [], ["--embedded", "-n", "shpo"]]) {
    await t.step(`nothing of ${words.join(" ") || "none"}`, async () => {
      const { stderr } = await folder.run("run", ...words, "a.ts");
      assert.doesNotMatch(stderr, /no namespace/);
    });
  }
  await t.step("who may not look hears nothing", async () => {
    const { stderr } = await folder.run(
      ...["run", "--kubeconfig", cluster.small, "-n", "shpo", "a.ts"],
    );
    assert.doesNotMatch(stderr, /no namespace/);
  });
});
