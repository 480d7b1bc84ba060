/**
 * Every file in `hostile/` tries one way out of the sandbox. What it is after, or what it brings along, holds
 * the word "canary"; in the sandbox that word reaches neither the output nor the network, and without the
 * sandbox it does: a script that never works would prove nothing.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launcher, userEnvironment } from "./_run.ts";

const FOLDER = fileURLToPath(new URL("./hostile", import.meta.url));
const CANARY = /canary/;
/** The same on the network; in an address that an error may well show it is written in another way. */
const RECEIVED = /c(?:a|%61)nary/;
/** Two cores: more at a time would only wait for each other. */
const AT_A_TIME = 3;
/** A script that neither gets out nor gives up is ended. */
const LIMIT_MS = 300_000;

/** A server that takes whatever comes and answers like an API server: what reaches it got out. */
function startServer(): { port: number; received: () => string } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let received = "";
  const open = new Set<Promise<void>>();
  async function serve(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count = await connection.read(buffer); count !== null;) {
        received += new TextDecoder("latin1").decode(buffer.subarray(0, count));
        await connection.write(
          new TextEncoder().encode(
            "HTTP/1.1 200 OK\r\ncontent-type: text/javascript\r\ncontent-length: 2\r\n\r\n{}",
          ),
        );
        count = await connection.read(buffer);
      }
    } catch {
      // The script has left.
    } finally {
      connection.close();
    }
  }
  const accepting = (async () => {
    for await (const connection of listener) {
      const served = serve(connection).finally(() => open.delete(served));
      open.add(served);
    }
  })();
  return {
    port: listener.addr.port,
    received: () => received,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(open);
    },
  };
}

interface Outcome {
  readonly output: string;
  readonly received: string;
  readonly code: number;
}

/** Lays out a home with secrets, a project with the hostile script, and runs it both ways. */
async function attempt(name: string): Promise<{ how: string; held: Outcome; free: Outcome }> {
  const template = await Deno.readTextFile(join(FOLDER, `${name}.txt`));
  const how = /^\/\/ (.*)\.$/m.exec(template)?.[1] ?? name;
  const flags = /^\/\/ flags: (.*)$/m.exec(template)?.[1]?.split(" ") ?? [];
  async function run(sandboxed: boolean): Promise<Outcome> {
    await using server = startServer();
    const home = await Deno.makeTempDir({ prefix: "skiff-escape-" });
    const kubeconfig = join(home, "config");
    const environment = userEnvironment({ folder: home, kubeconfig });
    const outside = join(home, "outside");
    const folder = join(home, "work", "project");
    const values: Record<string, string> = {
      folder: outside,
      kubeconfig,
      cache: join(environment["XDG_CACHE_HOME"]!, "skiff"),
      port: String(server.port),
    };
    for (const path of [outside, folder, environment["HOME"]!, environment["TMPDIR"]!]) {
      await Deno.mkdir(path, { recursive: true });
    }
    await Deno.writeTextFile(kubeconfig, kubeconfigFor(server.port));
    await Deno.writeTextFile(join(outside, "secret.txt"), "canary in a file\n");
    await Deno.writeTextFile(join(outside, "movable.txt"), "canary in a file\n");
    await Deno.writeTextFile(join(outside, "secret.json"), '"canary in JSON"');
    await Deno.writeTextFile(join(outside, "secret.ts"), 'export const value = "canary";');
    await Deno.writeTextFile(join(folder, ".env"), "SECRET=canary\n");
    await Deno.symlink(join(outside, "secret.txt"), join(folder, "link.txt"));
    using other = Deno.listen({ transport: "unix", path: join(outside, "other.sock") });
    other.unref();
    const [main = "", ...parts] = template.split(/^=== /m);
    const texts: [string, string][] = [["script.ts", main]];
    for (const part of parts) {
      const end = part.indexOf("\n");
      texts.push([part.slice(0, end), part.slice(end + 1)]);
    }
    for (const [path, text] of texts) {
      await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
      const filled = text.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? "");
      await Deno.writeTextFile(join(folder, path), filled);
    }
    const args = sandboxed
      ? launcher(["run", ...flags, "script.ts"])
      : ["run", "--quiet", "--no-prompt", "--no-lock", "--no-check", "--allow-all", "script.ts"];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      env: environment,
      clearEnv: true,
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    const received = server.received();
    await Deno.remove(home, { recursive: true });
    const decoder = new TextDecoder();
    return { output: decoder.decode(stdout) + decoder.decode(stderr), received, code };
  }
  return { how, held: await run(true), free: await run(false) };
}

function kubeconfigFor(port: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "u", user: { username: "u", password: "canary-password" } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  });
}

const NAMES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.txt$/, "")).sort();

Deno.test("no hostile script gets out of the sandbox, and each does without it", async (t) => {
  const queue = [...NAMES];
  const outcomes = new Map<string, Awaited<ReturnType<typeof attempt>>>();
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      outcomes.set(name, await attempt(name));
    }
  }));
  for (const name of NAMES) {
    const { how, held, free } = outcomes.get(name)!;
    await t.step(`${name}: ${how}`, () => {
      // What a script says of itself (its own source in a trace) is no secret.
      assert.doesNotMatch(withoutSource(held.output), CANARY, `output: ${held.output}`);
      assert.doesNotMatch(held.received, RECEIVED, "what reached the network");
      assert.ok(
        CANARY.test(free.output) || RECEIVED.test(free.received),
        `without the sandbox it has to get out: ${free.output}`,
      );
    });
  }
});

/** Takes the lines away in which Deno shows the code that failed. */
function withoutSource(output: string): string {
  return output.replace(/^.*\n\s*\^+$/gm, "").replace(/^\s*at .*$/gm, "");
}
