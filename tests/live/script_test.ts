import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const MOD = new URL("../../mod.ts", import.meta.url);
const MAIN = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));

const SCRIPT = `
import { script } from ${JSON.stringify(MOD.href)};
import { z } from "npm:zod@4.6.7";

export const tool = script({
  name: "tool",
  description: "Counts the authorities that a namespace trusts",
  options: z.object({ times: z.number().int().min(1).default(1) }),
  args: z.object({ name: z.string() }),
  async run({ options, args, ns }) {
    const { data = {} } = await ns().configMap(args.name).get();
    console.log(options.times * Object.keys(data).length);
  },
});
if (import.meta.main) await tool.main();
`;

/** A mapping of its own must not reach into Skiff. */
const OWN_CONFIG = JSON.stringify({
  imports: { "js-yaml": "./missing.ts", "skiff": "./missing.ts", "zod": "./missing.ts" },
});

async function start(folder: string, words: readonly string[]): Promise<[number, string, string]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...words],
    cwd: folder,
    env: {
      KUBECONFIG: KUBECONFIG ?? "",
      NO_COLOR: "1",
      XDG_CACHE_HOME: join(folder, "cache"),
      // Packages that were downloaded stay where they are.
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    },
  }).output();
  const decoder = new TextDecoder();
  return [code, decoder.decode(stdout), decoder.decode(stderr)];
}

const NAMED = ["-n", "kube-system", "kube-root-ca.crt"];
const ENDINGS: readonly [words: readonly string[], code: number, stdout: string, stderr: RegExp][] =
  [
    [NAMED, 0, "1\n", /^$/],
    [["--times=3", ...NAMED], 0, "3\n", /^$/],
    [["--times=0", ...NAMED], 2, "", /^error: Cannot use --times: too small[^\n]*\n$/],
    [
      ["-n", "kube-system", "none"],
      3,
      "",
      /^error: Cannot get configmap "kube-system\/none": [^\n]+\n$/,
    ],
    [["--times=x", ...NAMED], 2, "", /^error: Cannot use --times "x": it takes a whole number\n$/],
  ];

for (const config of [undefined, OWN_CONFIG]) {
  const how = config === undefined ? "without a deno.json" : "with a deno.json of its own";
  Deno.test({
    name: `a script() in a folder ${how} runs the same by deno run and by skiff run`,
    ignore: KUBECONFIG === undefined,
    fn: async () => {
      const folder = await Deno.makeTempDir({ prefix: "skiff-script-" });
      try {
        await Deno.writeTextFile(join(folder, "tool.ts"), SCRIPT);
        if (config !== undefined) await Deno.writeTextFile(join(folder, "deno.json"), config);
        const text = await Deno.readTextFile(KUBECONFIG ?? "");
        const server = /https:\/\/([\w.:]+)/.exec(text)?.[1];
        const plain = [
          "--cached-only",
          `--allow-net=${server}`,
          `--allow-read=${KUBECONFIG}`,
          "--allow-env=KUBECONFIG",
          "tool.ts",
        ];
        for (const way of [plain, ["--allow-all", MAIN, "run", "tool.ts"]]) {
          for (const [words, code, stdout, stderr] of ENDINGS) {
            const ended = await start(folder, [...way, ...words]);
            assert.deepEqual(ended.slice(0, 2), [code, stdout], ended[2]);
            assert.match(ended[2], stderr);
          }
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
