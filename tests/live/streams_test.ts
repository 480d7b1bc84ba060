/** kubectl and the streams of a served in-memory cluster. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { serveCluster } from "../../lib/serve/serve_cluster.ts";
import { greeter, playedShell } from "../_support/played_shell.ts";
import { Pty } from "../_support/pty.ts";
import { make } from "../embedded/_cluster.ts";

const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ignore = KUBECTL === undefined;
const PODS = "/api/v1/namespaces/default/pods";
const MEGABYTES_10 = 10_000_000;

/** A served cluster with a pod that has a shell, and kubectl on it. */
class Served implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly folder: string;
  readonly kubeconfig: string;

  private constructor(stack: AsyncDisposableStack, folder: string, kubeconfig: string) {
    this.#stack = stack;
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  static async start(): Promise<Served> {
    await using stack = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const containers = { shell: playedShell(), greeter, once: { exit: 0, logs: ["done"] } };
    const cluster = stack.use(createEmbeddedCluster({ nodes: 1, containers }));
    await cluster.settled();
    const pod = (name: string, more: object = {}) => {
      const container = { name: "main", image: name, stdin: true, stdinOnce: true };
      const metadata = { name, labels: { app: name } };
      return make(cluster, PODS, { metadata, spec: { containers: [container], ...more } });
    };
    await pod("shell");
    await pod("greeter", { restartPolicy: "Never" });
    await pod("once", { restartPolicy: "Never" });
    await make(cluster, "/api/v1/namespaces/default/services", {
      metadata: { name: "web" },
      spec: { selector: { app: "shell" }, ports: [{ port: 8080, targetPort: 80 }] },
    });
    await cluster.settled();
    const kubeconfig = join(folder, "config");
    stack.use(await serveCluster(cluster, { kubeconfig }));
    const served = new Served(stack.move(), folder, kubeconfig);
    await served.run(["wait", "--for=condition=Ready", "pod/shell", "--timeout=120s"]);
    return served;
  }

  /** Starts kubectl. */
  spawn(args: readonly string[]): Deno.ChildProcess {
    return new Deno.Command(KUBECTL!, {
      args: ["--kubeconfig", this.kubeconfig, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(300_000),
    }).spawn();
  }

  /** Runs kubectl. */
  async run(args: readonly string[], stdin: Uint8Array | string = ""): Promise<Said> {
    const child = this.spawn(args);
    const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
    const writing = (async () => {
      const writer = child.stdin.getWriter();
      await writer.write(bytes).then(() => writer.close()).catch(() => undefined);
    })();
    const { code, stdout, stderr } = await child.output();
    await writing;
    const decoder = new TextDecoder();
    return { code, bytes: stdout, out: decoder.decode(stdout), err: decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

interface Said {
  readonly code: number;
  readonly bytes: Uint8Array;
  readonly out: string;
  readonly err: string;
}

function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7919 + (index >> 8)) & 255);
}

Deno.test(
  { name: "kubectl exec shows both outputs and ends with the command's exit code", ignore },
  async () => {
    await using served = await Served.start();
    for (const code of [0, 3, 137]) {
      const said = await served.run(["exec", "shell", "--", "exit", String(code)]);
      const end = code === 0 ? "" : `command terminated with exit code ${code}\n`;
      assert.deepEqual([said.code, said.out, said.err], [code, "out\n", `err\n${end}`]);
    }
  },
);

Deno.test({ name: "kubectl exec -i passes its input on, and its end", ignore }, async () => {
  await using served = await Served.start();
  const bytes = someBytes(MEGABYTES_10);
  const said = await served.run(["exec", "-i", "shell", "--", "cat"], bytes);
  assert.equal(said.code, 0, said.err);
  assert.equal(said.bytes.length, bytes.length);
  assert.ok(said.bytes.every((byte, index) => byte === bytes[index]));
});

Deno.test(
  { name: "kubectl exec -it tells the size of its terminal as it changes", ignore },
  async () => {
    await using served = await Served.start();
    await using terminal = new Pty({
      program: KUBECTL!,
      args: ["--kubeconfig", served.kubeconfig, "exec", "-it", "shell", "--", "size"],
      env: { ...Deno.env.toObject(), TERM: "xterm" },
      cwd: served.folder,
      columns: 100,
    });
    await terminal.see("tty=true 100x30");
    await terminal.resize(77, 20);
    await terminal.see("tty=true 77x20");
    assert.equal(await terminal.end(), 4);
  },
);

Deno.test({ name: "kubectl says why it cannot exec, attach or forward", ignore }, async () => {
  await using served = await Served.start();
  const why = async (...args: string[]) => {
    const { code, err } = await served.run(args);
    assert.equal(code, 1);
    return err.trim().split("\n").at(-1);
  };
  assert.equal(
    await why("exec", "once", "--", "x"),
    "error: cannot exec into a container in a completed pod; current phase is Succeeded",
  );
  assert.equal(
    await why("exec", "no", "--", "x"),
    'Error from server (NotFound): pods "no" not found',
  );
  assert.equal(
    await why("exec", "shell", "-c", "no", "--", "x"),
    "error: container no is not valid for pod shell out of: main",
  );
  const raw = await served.run(["get", "--raw", `${PODS}/shell/exec?command=x&stdout=1`]);
  assert.match(raw.err, /Upgrade request required/);
});

Deno.test({ name: "kubectl attach -i talks to the container's own process", ignore }, async () => {
  await using served = await Served.start();
  const said = await served.run(["attach", "-i", "greeter"], "good day\n");
  assert.equal(said.code, 0, said.err);
  assert.match(said.out, /you said good day/);
  const logs = await served.run(["logs", "greeter"]);
  assert.equal(logs.out, "hello\nyou said good day\n");
});

Deno.test({
  name: "kubectl run --rm -i gives the exit code of what it ran, and removes it",
  ignore,
}, async () => {
  await using served = await Served.start();
  const args = ["run", "mine", "--image=greeter", "--rm", "-i", "--restart=Never", "--quiet"];
  const said = await served.run(args, "hi\n");
  assert.equal(said.code, 3, said.err);
  assert.match(said.out, /you said hi/);
  assert.equal((await served.run(["get", "pod", "mine"])).code, 1);
});

Deno.test({ name: "kubectl cp copies both ways", ignore }, async () => {
  await using served = await Served.start();
  const bytes = someBytes(5_000_000);
  const there = join(served.folder, "there.bin");
  const back = join(served.folder, "back.bin");
  await Deno.writeFile(there, bytes);
  const up = await served.run(["cp", there, "shell:/data/there.bin"]);
  assert.equal(up.code, 0, up.err);
  const down = await served.run(["cp", "shell:/data/there.bin", back]);
  assert.equal(down.code, 0, down.err);
  assert.deepEqual(await Deno.readFile(back), bytes);
  const none = await served.run(["cp", "shell:/data/none", back]);
  assert.match(none.out + none.err, /Cannot stat: No such file or directory/);
});

/** Ends a program, if it has not ended by itself. */
function interrupt(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGINT");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Runs a test with a port-forward of kubectl, and gives what kubectl said. */
async function forwarding(
  served: Served,
  target: string,
  port: number,
  test: (url: string) => Promise<void>,
): Promise<string> {
  const child = served.spawn(["port-forward", "--address=127.0.0.1", target, `:${port}`]);
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const errors = new Response(child.stderr).text();
  try {
    const { value = "" } = await lines.read();
    const local = /Forwarding from 127\.0\.0\.1:(\d+) -> 80/.exec(value)?.[1];
    if (local === undefined) return await errors;
    await test(`http://127.0.0.1:${local}`);
  } finally {
    interrupt(child);
    await child.stdin.close().catch(() => undefined);
    while (!(await lines.read()).done);
    await child.status;
  }
  return await errors;
}

Deno.test({
  name: "kubectl port-forward carries HTTP both ways, to a pod and to a service",
  ignore,
}, async () => {
  await using served = await Served.start();
  for (const [target, port] of [["pod/shell", 80], ["svc/web", 8080]] as const) {
    const said = await forwarding(served, target, port, async (url) => {
      assert.equal(await (await fetch(url)).text(), "got 0");
      const body = someBytes(MEGABYTES_10);
      const up = await fetch(url, { method: "POST", body: new Uint8Array(body) });
      assert.equal(await up.text(), `got ${MEGABYTES_10}`);
      const down = await fetch(`${url}/${MEGABYTES_10}`);
      assert.equal((await down.arrayBuffer()).byteLength, MEGABYTES_10);
      const many = await Promise.all(
        Array.from({ length: 20 }, async () => await (await fetch(url)).text()),
      );
      assert.deepEqual(many, new Array(20).fill("got 0"));
    });
    assert.equal(said, "");
  }
});

Deno.test(
  { name: "kubectl logs follows to the container's end", ignore },
  async () => {
    await using served = await Served.start();
    assert.equal((await served.run(["logs", "shell", "--tail=1"])).out, "second\n");
    const following = served.run(["logs", "-f", "greeter"]);
    const attached = await served.run(["attach", "-i", "greeter"], "x\n");
    assert.equal(attached.code, 0, attached.err);
    const { code, out } = await following;
    assert.equal(code, 0);
    assert.equal(out, "hello\nyou said x\n");
    const previous = await served.run(["logs", "-p", "shell"]);
    assert.equal(
      previous.err,
      'Error from server (BadRequest): previous terminated container "main" in pod "shell" not found\n',
    );
  },
);
