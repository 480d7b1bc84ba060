import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const MOD = new URL("../../mod.ts", import.meta.url);
const MAIN = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));

const SCRIPT = `
import { cluster, ns } from ${JSON.stringify(MOD.href)};

const names: string[] = await cluster.namespaces.names();
const configs = await ns("kube-system").configMaps.where({ metadata: { name: "kube-root-ca.crt" } }).list();
console.log(names.includes("kube-system"), configs[0]?.kind, Object.keys(configs[0]?.data ?? {}).join());
`;

const EXPECTED = "true ConfigMap ca.crt\n";

/** A mapping of its own for a package that Skiff uses: it must not reach into Skiff. */
const OWN_CONFIG = JSON.stringify({
  imports: { "js-yaml": "./missing.ts", "skiff": "./missing.ts", "zod": "./missing.ts" },
});

async function server(): Promise<string> {
  const text = await Deno.readTextFile(KUBECONFIG ?? "");
  return /https:\/\/([\w.:]+)/.exec(text)?.[1] ?? "";
}

async function run(folder: string, ...words: string[]): Promise<[number, string, string]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: words,
    cwd: folder,
    env: { KUBECONFIG: KUBECONFIG ?? "", NO_COLOR: "1", XDG_CACHE_HOME: folder },
  }).output();
  const decoder = new TextDecoder();
  return [code, decoder.decode(stdout), decoder.decode(stderr)];
}

async function inFolder(files: Record<string, string>, body: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "skiff-outside-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function minimalFlags(): Promise<string[]> {
  return [
    "--no-prompt",
    "--quiet",
    `--allow-net=${await server()}`,
    `--allow-read=${KUBECONFIG}`,
    "--allow-env=KUBECONFIG",
  ];
}

for (const config of [undefined, OWN_CONFIG]) {
  const how = config === undefined ? "without a deno.json" : "with a deno.json of its own";
  const files = { "script.ts": SCRIPT, ...(config === undefined ? {} : { "deno.json": config }) };

  Deno.test({
    name: `a script in a folder ${how} runs by path import with three permissions`,
    ignore: KUBECONFIG === undefined,
    fn: () =>
      inFolder(files, async (folder) => {
        const [code, stdout, stderr] = await run(
          folder,
          "run",
          "--check",
          ...await minimalFlags(),
          "script.ts",
        );
        assert.deepEqual([code, stdout, stderr], [0, EXPECTED, ""]);
      }),
  });

  Deno.test({
    name: `skiff eval works in a folder ${how}`,
    ignore: KUBECONFIG === undefined,
    fn: () =>
      inFolder(files, async (folder) => {
        const [code, stdout, stderr] = await run(
          folder,
          "run",
          "--no-prompt",
          "--quiet",
          "--allow-all",
          MAIN,
          "eval",
          'ns("kube-system").configMaps.where({ metadata: { name: "kube-root-ca.crt" } })',
          "-o",
          "name",
        );
        assert.deepEqual([code, stdout, stderr], [0, "configmap/kube-root-ca.crt\n", ""]);
      }),
  });
}

Deno.test({
  name: "a script without a permission is told which flag to add",
  ignore: KUBECONFIG === undefined,
  fn: () =>
    inFolder({ "script.ts": SCRIPT }, async (folder) => {
      const flags = await minimalFlags();
      for (const missing of flags.filter((flag) => flag.startsWith("--allow"))) {
        const [code, , stderr] = await run(
          folder,
          "run",
          ...flags.filter((flag) => flag !== missing),
          "script.ts",
        );
        assert.equal(code, 1);
        assert.ok(stderr.includes(missing), `${missing} is named in: ${stderr}`);
      }
    }),
});
