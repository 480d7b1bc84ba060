/** `skiff serve` as a process: what it says, what it answers, how it ends. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { connect } from "../../lib/api/connect.ts";
import { skiffArguments, skiffEnvironment } from "../_support/skiff_process.ts";

interface Running extends AsyncDisposable {
  /** Everything on standard output so far, once it has this. */
  until(pattern: RegExp): Promise<string>;
  stop(signal: Deno.Signal): Promise<{ readonly code: number; readonly stderr: string }>;
}

function start(folder: string, words: readonly string[]): Running {
  const api = { port: 0, kubeconfig: join(folder, "none"), folder };
  const child = new Deno.Command(Deno.execPath(), {
    args: skiffArguments(api, ["serve", ...words]).map((word) =>
      word.startsWith("--allow-net=") ? "--allow-net=127.0.0.1" : word
    ),
    env: skiffEnvironment(api),
    clearEnv: true,
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const pieces = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stderr = new Response(child.stderr).text();
  let text = "";
  let status: Promise<Deno.CommandStatus> | undefined;
  async function end(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    try {
      child.kill(signal);
    } catch (error) {
      // It may have ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    while (!(await pieces.read()).done);
    return await child.status;
  }
  return {
    async until(pattern) {
      while (!pattern.test(text)) {
        const { done, value } = await pieces.read();
        if (done) assert.fail(`ended with: ${text}${await stderr}`);
        text += value;
      }
      return text;
    },
    async stop(signal) {
      status ??= end(signal);
      return { code: (await status).code, stderr: await stderr };
    },
    async [Symbol.asyncDispose]() {
      status ??= end("SIGKILL");
      await status;
      await stderr;
    },
  };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("skiff serve answers, says how to reach it, and ends with 130 on Ctrl-C", async () => {
  await inFolder(async (folder) => {
    await using server = start(folder, ["--kubeconfig", "config", "--nodes", "3"]);
    const said = await server.until(/kubectl get nodes\n/);
    const [, url] = /answers on (https:\/\/127\.0\.0\.1:\d+) until you press Ctrl-C/.exec(said) ??
      [];
    assert(url !== undefined, said);
    const kubeconfig = join(folder, "config");
    assert(said.includes(`  export KUBECONFIG=${kubeconfig}\n`), said);
    {
      await using cluster = await connect({ kubeconfig });
      assert.equal(await cluster.nodes.count(), 3);
    }
    assert((await Deno.readTextFile(kubeconfig)).includes(url));
    assert.deepEqual(await server.stop("SIGINT"), { code: 130, stderr: "" });
    await assert.rejects(Deno.stat(kubeconfig), Deno.errors.NotFound);
  });
});

Deno.test("skiff serve ends with 0 on SIGTERM, a watch that is open or not", async () => {
  await inFolder(async (folder) => {
    await using server = start(folder, []);
    const said = await server.until(/kubectl --server=.*\n/);
    const [, url] = /--server=(\S+)/.exec(said) ?? [];
    const response = await fetch(`${url}/api/v1/nodes?watch=1`);
    const reader = response.body!.getReader();
    await reader.read();
    assert.deepEqual(await server.stop("SIGTERM"), { code: 0, stderr: "" });
    await reader.cancel().catch((error) => assert(error instanceof TypeError));
  });
});

for (
  const [name, words, stderr] of [
    [
      "a port that is none",
      ["--port", "99999"],
      'error: Cannot use --port "99999": it is no whole number up to 65535\n',
    ],
    [
      "both a port and a socket",
      ["--port", "1", "--unix", "x"],
      "error: Cannot use --unix together with --port: leave one out\n",
    ],
    [
      "a kubeconfig for a socket",
      ["--unix", "x", "--kubeconfig", "y"],
      "error: Cannot write a kubeconfig for a unix socket: kubectl cannot reach one: use a port\n",
    ],
  ] as const
) {
  Deno.test(`skiff serve refuses ${name}`, async () => {
    await inFolder(async (folder) => {
      await using server = start(folder, words);
      assert.deepEqual(await server.stop("SIGCONT"), { code: 2, stderr });
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), []);
    });
  });
}
