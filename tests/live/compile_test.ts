import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ENTRY = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

const PLUGIN = `
import { script } from "skiff";
import { z } from "zod";

export const tool = script({
  name: "kubectl-hello",
  description: "Says hello to a namespace",
  version: "1.2.3",
  options: z.object({ loud: z.boolean().default(false).describe("In capitals") }),
  args: z.object({ name: z.string().meta({ complete: "namespaces" }) }),
  async run({ options, args, cluster, ns }) {
    const { metadata } = await cluster.namespace(args.name).get();
    const certificates = await ns("kube-system").configMap("kube-root-ca.crt").get();
    const text = \`hello \${metadata?.name}, \${Object.keys(certificates.data ?? {})}\`;
    console.log(options.loud ? text.toUpperCase() : text);
  },
});
if (import.meta.main) await tool.main();
`;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  /** A folder of the test's own. */
  readonly folder: string;
  run(program: string, ...words: string[]): Promise<Answer>;
  skiff(...words: string[]): Promise<Answer>;
}

async function inPlace(body: (place: Place) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "skiff-compile-live-" });
  const path = [folder, dirname(KUBECTL ?? ""), "/usr/bin", "/bin"].join(":");
  async function start(
    program: string,
    words: readonly string[],
    env: Record<string, string>,
  ): Promise<Answer> {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: [...words],
      cwd: folder,
      env: { KUBECONFIG: KUBECONFIG ?? "", NO_COLOR: "1", PATH: path, ...env },
      clearEnv: true,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }
  const home = Deno.env.get("HOME") ?? "";
  const allow = ["read", "write", "env", "net", "run", "sys"].map((what) => `--allow-${what}`);
  const words = ["run", "--quiet", "--no-prompt", `--config=${CONFIG}`, ...allow, ENTRY];
  try {
    await body({
      folder,
      run: (program, ...args) => start(program, args, { HOME: folder }),
      skiff: (...args) => start(Deno.execPath(), [...words, ...args], { HOME: home }),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "a compiled script is a plugin of the real kubectl, with completion of live names",
  ignore: KUBECONFIG === undefined || KUBECTL === undefined,
  fn: async (t) => {
    await inPlace(async ({ folder, run, skiff }) => {
      await t.step("is made of a folder by skiff new", async () => {
        assert.equal((await skiff("new", "hello")).code, 0);
        await Deno.writeTextFile(join(folder, "hello", "hello.ts"), PLUGIN);
        const made = await skiff(
          "compile",
          "hello/hello.ts",
          "-o",
          "kubectl-hello",
          "--self-extracting",
        );
        assert.deepEqual([made.code, made.stderr], [0, ""]);
        await Deno.remove(join(folder, "hello"), { recursive: true });
      });
      await t.step("kubectl finds it", async () => {
        const { stdout } = await run("kubectl", "plugin", "list");
        assert.match(stdout, new RegExp(`^${join(folder, "kubectl-hello")}$`, "m"));
      });
      await t.step("kubectl hello --help", async () => {
        for (const words of [["hello", "--help"], ["hello", "-h"]]) {
          const { code, stdout, stderr } = await run("kubectl", ...words);
          assert.deepEqual([code, stderr], [0, ""]);
          assert.match(
            stdout,
            /^USAGE\n {2}kubectl hello \[OPTIONS\] NAME\n\nSays hello to a namespace/,
          );
        }
        assert.equal((await run("kubectl", "hello", "--version")).stdout, "1.2.3\n");
      });
      await t.step("kubectl hands words and exit codes over", async () => {
        assert.deepEqual(await run("kubectl", "hello", "kube-system"), {
          code: 0,
          stdout: "hello kube-system, ca.crt\n",
          stderr: "",
        });
        const loud = await run("kubectl", "hello", "--loud", "kube-system", "--read-only");
        assert.equal(loud.stdout, "HELLO KUBE-SYSTEM, CA.CRT\n");
        const cases: readonly [words: string[], code: number][] = [
          [["no-such-namespace"], 3],
          [["--as", "nobody", "kube-system"], 4],
          [["--banana", "kube-system"], 2],
          [[], 2],
        ];
        for (const [words, expected] of cases) {
          const { code, stdout, stderr } = await run("kubectl", "hello", ...words);
          assert.deepEqual([code, stdout], [expected, ""], stderr);
          assert.match(stderr, /^error: Cannot [^\n]+\n$/);
        }
      });
      await t.step("kubectl completes it by what the cluster has", async () => {
        const { stdout } = await run("kubectl", "hello", "--completions", "kubectl");
        await Deno.writeTextFile(join(folder, "kubectl_complete-hello"), stdout, { mode: 0o755 });
        const names = await run("kubectl", "__complete", "hello", "kube-s");
        assert.match(names.stdout, /^kube-system\t?\n/);
        const options = await run("kubectl", "__complete", "hello", "--lo");
        assert.match(options.stdout, /^--loud\tIn capitals\n/);
      });
    });
  },
});
