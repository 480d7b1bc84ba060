/** The streams of a served cluster by the official client: its `Exec`, `Attach`, `PortForward` and `Log`. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import {
  Attach,
  Exec,
  KubeConfig,
  Log,
  PortForward,
  type V1Status,
} from "npm:@kubernetes/client-node@2.0.1";
import { withServedShell } from "./_served_shell.ts";

const NAMESPACE = "default";

async function withConfig(test: (config: KubeConfig) => Promise<void>): Promise<void> {
  await withServedShell(async (server) => {
    const config = new KubeConfig();
    const name = "embedded";
    config.loadFromOptions({
      // It takes plain HTTP only so.
      clusters: [{ name, server, skipTLSVerify: true }],
      users: [{ name }],
      contexts: [{ name, cluster: name, user: name, namespace: NAMESPACE }],
      currentContext: name,
    });
    await test(config);
  });
}

/** Keeps what is written to it as text. */
class Sink extends PassThrough {
  text = "";
  bytes = 0;

  constructor() {
    super();
    this.on("data", (piece: Uint8Array) => {
      this.bytes += piece.length;
      if (this.text.length < 10_000) this.text += new TextDecoder().decode(piece);
    });
  }

  /** Waits until something was written. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this, "data");
  }
}

interface Ran {
  readonly status: V1Status;
  readonly stdout: Sink;
  readonly stderr: Sink;
}

async function run(config: KubeConfig, command: string[], input?: Uint8Array): Promise<Ran> {
  const stdout = new Sink();
  const stderr = new Sink();
  const stdin = input === undefined ? null : new PassThrough();
  const ended = Promise.withResolvers<V1Status>();
  const socket = await new Exec(config).exec(
    NAMESPACE,
    "shell",
    "main",
    command,
    stdout,
    stderr,
    stdin,
    false,
    ended.resolve,
  );
  const closed = once(socket, "close");
  stdin?.end(input);
  const status = await ended.promise;
  await closed;
  return { status, stdout, stderr };
}

Deno.test("client-node's Exec gets both outputs and the exit code", async () => {
  await withConfig(async (config) => {
    const { status, stdout, stderr } = await run(config, ["exit", "3"]);
    assert.equal(stdout.text, "out\n");
    assert.equal(stderr.text, "err\n");
    assert.equal(status.reason, "NonZeroExitCode");
    assert.equal(status.details?.causes?.[0]?.message, "3");
    assert.equal((await run(config, ["exit", "0"])).status.status, "Success");
  });
});

Deno.test("client-node's Exec sends input, and its end", async () => {
  await withConfig(async (config) => {
    const { status, stdout } = await run(config, ["cat"], new Uint8Array(1_000_000));
    assert.equal(stdout.bytes, 1_000_000);
    assert.equal(status.status, "Success");
  });
});

Deno.test("client-node's Attach talks to the container's own process", async () => {
  await withConfig(async (config) => {
    const stdout = new Sink();
    const stdin = new PassThrough();
    const socket = await new Attach(config)
      .attach(NAMESPACE, "greeter", "main", stdout, new Sink(), stdin, false);
    const closed = once(socket, "close");
    stdin.end("good day");
    await closed;
    assert.match(stdout.text, /you said good day\n/);
  });
});

Deno.test("client-node's PortForward carries an HTTP request and a long answer", async () => {
  await withConfig(async (config) => {
    const output = new Sink();
    const input = new PassThrough();
    const error = new Sink();
    const opened = await new PortForward(config)
      .portForward(NAMESPACE, "shell", [80], output, error, input);
    const socket = typeof opened === "function" ? opened() : opened;
    assert(socket !== null);
    const closed = once(socket, "close");
    input.write("GET /2000000 HTTP/1.1\r\nhost: a\r\n\r\n");
    await output.until(() => output.bytes >= 2_000_000);
    await closed;
    assert.match(output.text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.equal(error.text, "");
  });
});

Deno.test("client-node's PortForward hears of a port that nobody listens on", async () => {
  await withConfig(async (config) => {
    const error = new Sink();
    await new PortForward(config)
      .portForward(NAMESPACE, "shell", [81], new Sink(), error, new PassThrough());
    await error.until(() => error.text !== "");
    assert.match(error.text, /^error forwarding port 81 to pod shell, .*connection refused/);
  });
});

Deno.test({
  name: "client-node's Log follows to the container's end",
  // Its undici keeps a timer for half a second, which nothing ends.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await withConfig(async (config) => {
      const lines = new Sink();
      const ended = once(lines, "end");
      await new Log(config).log(NAMESPACE, "greeter", "main", lines, {
        follow: true,
        tailLines: 1,
      });
      await lines.until(() => lines.text !== "");
      const stdin = new PassThrough();
      const socket = await new Attach(config)
        .attach(NAMESPACE, "greeter", "main", new Sink(), new Sink(), stdin, false);
      const closed = once(socket, "close");
      stdin.end("bye");
      await closed;
      await ended;
      assert.equal(lines.text, "hello\nyou said bye\n");
    });
  },
});
