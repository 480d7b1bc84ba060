/** A session that was saved: run behind the gate with the rights of its first line, and tested without a cluster. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Session } from "../../lib/repl/session.ts";
import { startUserCluster, type UserCluster } from "./_cluster.ts";
import { project } from "./_run.ts";

/** What somebody types who looks for what is wrong, and puts it right. */
const LINES = [
  "ns().pods",
  'ns().pods.where({ metadata: { labels: { app: "web" } } })',
  "$1",
  'ns().pod("web-7d9c5b8f4-abcde")',
  "ns().deploymnts",
  "_error",
  'const web = ns().deployment("web")',
  "web.scale(3)",
  'await web.patch({ metadata: { labels: { tier: "front" } } })',
  '(await ns().secret("db").value("password")).text()',
  'console.log((await ns().secret("db").value("password")).text())',
  'await web.wait((it) => it.spec?.replicas === 3, { timeout: "1m" })',
  "ns().pods.where({ metadata: { labels: { app: 'web' } } })",
  "_.map((pod) => pod.metadata?.name).join()",
  'await ns().configMap("settings").patch({ data: { pods: _ } })',
];

const SCRIPT = `/**
 * Saved from a session at the prompt of skiff.
 *
 * Run it: \`./clean.ts\`, or \`skiff run\` with the options of its first line.
 * Test it, without a cluster: \`deno test clean_test.ts\`.
 * Its lines are as they were typed, and not type-checked: \`--no-check\` leaves their types aside.
 *
 * @module
 */
import { ns } from "skiff";

/** Does what the session did. */
export async function main(): Promise<void> {
  // ns("shop").pods
  // ns("shop").pods.where({ metadata: { labels: { app: "web" } } })
  // ns("shop").pod("web-7d9c5b8f4-abcde")
  const web = ns("shop").deployment("web");
  await web.scale(3);
  await web.patch({ metadata: { labels: { tier: "front" } } });
  // (await ns("shop").secret("db").value("password")).text()
  // Left out, since it shows the data of a Secret: console.log((await ns("shop").secret("db").value("password")).text())
  await web.wait((it) => it.spec?.replicas === 3, { timeout: "1m" });
  const pods = await ns("shop").pods.where({ metadata: { labels: { app: 'web' } } }).list();
  const found = pods.map((pod) => pod.metadata?.name).join();
  await ns("shop").configMap("settings").patch({ data: { pods: found } });
}

if (import.meta.main) await main();
`;

/** Types the session and saves it. */
async function saveIn(cluster: UserCluster, file: string): Promise<string> {
  let shown = "";
  await using session = await Session.open({
    connect: { kubeconfig: cluster.kubeconfig },
    write: (text) => Promise.resolve(void (shown += text)),
    note: (line) => void (shown += `${line}\n`),
    terminal: true,
    color: false,
  });
  for (const line of LINES) await session.submit(line);
  shown = "";
  await session.submit(`.save ${file}`);
  return shown;
}

async function putPods(cluster: UserCluster): Promise<void> {
  for (const end of ["abcde", "fghij"]) {
    await cluster.send("POST", "/api/v1/namespaces/shop/pods", {
      metadata: {
        name: `web-7d9c5b8f4-${end}`,
        // Labels that not every object has made a type of which only some had them.
        labels: end === "abcde" ? { app: "web", "pod-template-hash": "7d9c5b8f4" } : { app: "web" },
      },
      spec: {
        containers: [{ name: "c", image: "nginx", env: [{ name: "KEY", value: "canary-env" }] }],
      },
    });
  }
}

Deno.test("a saved session runs with the rights of its first line, and its test passes", async (t) => {
  await using cluster = await startUserCluster();
  await putPods(cluster);
  await using folder = await project(cluster, {});
  assert.equal((await folder.run("new", "sav")).code, 0);
  const file = join(folder.folder, "sav", "clean.ts");
  const said = await saveIn(cluster, file);
  const script = await Deno.readTextFile(file);
  const [first = "", ...rest] = script.split("\n");
  const test = await Deno.readTextFile(join(folder.folder, "sav", "clean_test.ts"));
  async function deno(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: words,
      cwd: join(folder.folder, "sav"),
      env: folder.environment,
      clearEnv: true,
      stdin: "null",
      signal: AbortSignal.timeout(300_000),
    }).output();
    const decoder = new TextDecoder();
    const text = decoder.decode(stdout) + decoder.decode(stderr);
    assert.equal(code, 0, `deno ${words.join(" ")}: ${text}${script}${test}`);
    return text;
  }
  await t.step("as a person would have written it", () => {
    assert.equal(rest.join("\n"), SCRIPT);
  });
  await t.step("with what it needs and no more", () => {
    assert.equal(
      first,
      "#!/usr/bin/env -S skiff run --allow-kube=patch:configmaps#settings@shop " +
        "--allow-kube=patch:deployments.apps#web@shop " +
        "--allow-kube=patch:deployments.apps/scale#web@shop",
    );
    assert.match(said, /^wrote \S+clean\.ts and \S+clean_test\.ts\nrun it: {2}skiff run --allow/);
    assert.match(
      said,
      /\ntest it: deno test \S+clean_test\.ts\nits lines are as they were typed[^\n]*\n$/,
    );
  });
  await t.step("with few objects, and nothing secret", () => {
    assert.ok(test.split("\n").length < 65, test);
    assert.doesNotMatch(script + test, /canary|status|uid|terminationMessage|kube-root-ca/);
  });
  await t.step("it runs", async () => {
    await cluster.send("PATCH", "/apis/apps/v1/namespaces/shop/deployments/web", {
      spec: { replicas: 1 },
    });
    const flags = first.split(" ").slice(4);
    const { code, stdout, stderr } = await folder.run("run", ...flags, "sav/clean.ts");
    assert.deepEqual([code, stdout, stderr], [0, "", ""]);
    const web = await cluster.send("GET", "/apis/apps/v1/namespaces/shop/deployments/web");
    assert.equal(web.spec.replicas, 3);
    const settings = await cluster.send("GET", "/api/v1/namespaces/shop/configmaps/settings");
    assert.equal(settings.data.pods, "web-7d9c5b8f4-abcde,web-7d9c5b8f4-fghij");
  });
  await t.step("its test passes, types and all", async () => {
    assert.match(await deno("test", "--no-prompt", "clean_test.ts"), /1 passed/);
  });
  await t.step("both are clean", async () => {
    await deno("lint", "clean.ts", "clean_test.ts");
    await deno("fmt", "--check", "clean_test.ts");
  });
});

Deno.test("a session that was saved in a plain folder runs and is tested there", async () => {
  await using cluster = await startUserCluster();
  await putPods(cluster);
  await using folder = await project(cluster, {});
  const said = await saveIn(cluster, join(folder.folder, "clean.ts"));
  assert.match(said, /, and \S+deno\.json, which leads to Skiff\n/);
  const [, flags = ""] = /skiff run (.*)\n/.exec(
    await Deno.readTextFile(join(folder.folder, "clean.ts")),
  ) ?? [];
  const { code, stderr } = await folder.run("run", ...flags.split(" "), "clean.ts");
  assert.deepEqual([code, stderr], [0, ""]);
  const tested = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", "--no-prompt", "clean_test.ts"],
    cwd: folder.folder,
    env: folder.environment,
    clearEnv: true,
    stdin: "null",
    signal: AbortSignal.timeout(300_000),
  }).output();
  assert.equal(tested.code, 0, new TextDecoder().decode(tested.stdout));
});
