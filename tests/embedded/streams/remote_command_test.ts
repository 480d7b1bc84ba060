/** `exec` and `attach` of containers that a test plays. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../lib/embedded/clock.ts";
import { createEmbeddedCluster } from "../../../lib/embedded/cluster.ts";
import type { ProcessRequest } from "../../../lib/embedded/subresources/runtime.ts";
import { make } from "../_cluster.ts";
import {
  closeChannel,
  clusterWith,
  makePod,
  open,
  played,
  PODS,
  readAll,
  readInput,
  say,
  write,
} from "./_streams.ts";

const EXEC = `${PODS}/a/exec?command=true&stdout=true&stderr=true`;
const SUCCESS = { metadata: {}, status: "Success" };

function statusOf(texts: Map<number, string>): unknown {
  return JSON.parse(texts.get(3) ?? "null");
}

Deno.test("a command's two outputs and its success arrive, each on its channel", async () => {
  const commands: (readonly string[])[] = [];
  await using cluster = await clusterWith({
    async run(_, { command, stdout, stderr }) {
      commands.push(command);
      await write(stdout, "out\n");
      await write(stderr, "err\n");
      return 0;
    },
  });
  const query = "command=sh&command=-c&command=echo%20a&stdout=true&stderr=true";
  const { socket, served } = await open(cluster, `${PODS}/a/exec?${query}`);
  // The client hears that it is connected by an empty message.
  assert.deepEqual(await socket.receive(), Uint8Array.of(1));
  const texts = await readAll(socket);
  await served;
  assert.deepEqual(commands, [["sh", "-c", "echo a"]]);
  assert.equal(texts.get(1), "out\n");
  assert.equal(texts.get(2), "err\n");
  assert.deepEqual(statusOf(texts), SUCCESS);
  assert.equal(socket.closeCode, 1000);
});

for (const code of [3, 137]) {
  Deno.test(`exit code ${code} is told as the kubelet words it`, async () => {
    await using cluster = await clusterWith(played(() => Promise.resolve(code)));
    const { socket } = await open(cluster, EXEC);
    assert.deepEqual(statusOf(await readAll(socket)), {
      metadata: {},
      status: "Failure",
      message: "command terminated with non-zero exit code: " +
        `command terminated with exit code ${code}`,
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: String(code) }] },
    });
  });
}

Deno.test("a command that cannot be run is an internal error", async () => {
  await using cluster = await clusterWith(
    played(() => Promise.reject(new Error('exec: "nope": executable file not found in $PATH'))),
  );
  const { socket } = await open(cluster, EXEC);
  const message =
    'error executing command in container: exec: "nope": executable file not found in $PATH';
  assert.deepEqual(statusOf(await readAll(socket)), {
    metadata: {},
    status: "Failure",
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
});

Deno.test("an exec without a command is not an attach", async () => {
  let runs = 0;
  await using cluster = await clusterWith(played(() => Promise.resolve(runs++)));
  const { socket } = await open(cluster, `${PODS}/a/exec?stdout=true`);
  assert.match((await readAll(socket)).get(3) ?? "", /no command is given/);
  assert.equal(runs, 0);
});

Deno.test("input is passed on and ends when its channel is closed, not before", async () => {
  await using cluster = await clusterWith(played(async (request) => {
    await write(request.stdout, `[${await readInput(request)}]`);
    return 0;
  }));
  const { socket } = await open(cluster, `${EXEC}&stdin=true`);
  await say(socket, 0, "one ");
  await say(socket, 0, "two");
  await closeChannel(socket, 0);
  await say(socket, 0, "too late");
  const texts = await readAll(socket);
  assert.equal(texts.get(1), "[one two]");
  assert.deepEqual(statusOf(texts), SUCCESS);
});

Deno.test("a process without asked-for input has none, whatever the client sends", async () => {
  const requests: ProcessRequest[] = [];
  await using cluster = await clusterWith(played((request) => {
    requests.push(request);
    return Promise.resolve(0);
  }));
  const { socket, served } = await open(cluster, `${PODS}/a/exec?command=x&stderr=true`);
  await say(socket, 0, "nobody reads this");
  await served;
  const [request] = requests;
  assert.equal(request?.stdin, undefined);
  assert.equal(request?.stdout, undefined);
  assert.ok(request?.stderr);
});

Deno.test("a terminal has one output, and its sizes arrive as they change", async () => {
  const sizes: string[] = [];
  await using cluster = await clusterWith(played(async ({ tty, stdout, stderr, resize }) => {
    await write(stdout, `tty=${tty} `);
    await write(stderr, "and errors");
    for await (const { columns, rows } of resize) {
      if (sizes.push(`${columns}x${rows}`) === 3) break;
    }
    return 0;
  }));
  const path = `${PODS}/a/exec?command=sh&stdin=true&stdout=true&tty=true&stderr=true`;
  const { socket } = await open(cluster, path);
  await say(socket, 4, '{"Width":80,"Height":24}\n');
  await say(socket, 4, '{"Width":100,"Hei');
  await say(socket, 4, 'ght":30}{"Width":1,"Height":2}');
  const texts = await readAll(socket);
  assert.equal(texts.get(1), "tty=true and errors");
  assert.equal(texts.get(2), undefined);
  assert.deepEqual(sizes, ["80x24", "100x30", "1x2"]);
});

Deno.test("what is no size ends the sizes and harms nothing else", async () => {
  await using cluster = await clusterWith(played(async (request) => {
    for await (const _ of request.resize);
    await write(request.stdout, await readInput(request));
    return 0;
  }));
  const { socket } = await open(cluster, `${EXEC}&stdin=true&tty=true`);
  await say(socket, 4, "[1,2]");
  await say(socket, 0, "still here");
  await closeChannel(socket, 0);
  assert.equal((await readAll(socket)).get(1), "still here");
});

Deno.test("a client that goes away aborts the process", async () => {
  const aborted = Promise.withResolvers<void>();
  await using cluster = await clusterWith(played(async ({ signal, stdin }) => {
    signal.addEventListener("abort", () => aborted.resolve());
    await stdin?.getReader().read();
    await aborted.promise;
    return 0;
  }));
  const { socket, served } = await open(cluster, `${EXEC}&stdin=true`);
  socket.close();
  await aborted.promise;
  await served;
});

Deno.test("a process that does not end with its client holds nothing up", async () => {
  await using cluster = await clusterWith(played(() => new Promise(() => {})));
  const { socket, served } = await open(cluster, EXEC);
  socket.close();
  await served;
});

Deno.test("the end of the cluster is the end of its streams", async () => {
  const cluster = await clusterWith(played(() => new Promise(() => {})));
  const { socket, served } = await open(cluster, EXEC);
  await cluster[Symbol.asyncDispose]();
  await served;
  assert.equal(socket.closeCode, 1001);
});

Deno.test("attach joins the container's own process and ends with it, in success", async () => {
  const ended = Promise.withResolvers<void>();
  const commands: (readonly string[])[] = [];
  await using cluster = await clusterWith(played(async ({ command, stdout }) => {
    commands.push(command);
    await write(stdout, "running\n");
    await ended.promise;
    await write(stdout, "done\n");
    return 5;
  }));
  const { socket } = await open(cluster, `${PODS}/a/attach?stdout=true&stderr=true`);
  assert.deepEqual(await socket.receive(), Uint8Array.of(1));
  assert.equal(new TextDecoder().decode(await socket.receive() as Uint8Array), "\x01running\n");
  ended.resolve();
  const texts = await readAll(socket);
  assert.equal(texts.get(1), "done\n");
  assert.deepEqual(statusOf(texts), SUCCESS);
  assert.deepEqual(commands, [[]]);
});

Deno.test("the container that is named is meant", async () => {
  const names: string[] = [];
  await using cluster = await clusterWith(
    played((_, { container, pod }) => {
      names.push(`${pod.metadata.name}/${container}`);
      return Promise.resolve(0);
    }),
    { clock: new ManualClock() },
  );
  await makePod(cluster, "two", { one: { running: {} }, other: { running: {} } });
  const { socket } = await open(cluster, `${PODS}/two/exec?command=x&stdout=1&container=other`);
  await readAll(socket);
  assert.deepEqual(names, ["two/other"]);
});

Deno.test("each older protocol is spoken as it was", async () => {
  await using cluster = await clusterWith(played(async ({ stdout }) => {
    await write(stdout, "x");
    return 3;
  }));
  const sentence =
    "command terminated with non-zero exit code: command terminated with exit code 3";
  const said = async (...protocols: string[]) => {
    const { socket, protocol } = await open(cluster, EXEC, { protocols });
    const messages = [];
    for (let message; (message = await socket.receive()) !== undefined;) messages.push(message);
    return { protocol, messages };
  };
  const bytes = (channel: number, text: string) =>
    new TextEncoder().encode(String.fromCharCode(channel) + text);
  for (const name of ["channel.k8s.io", ""]) {
    const { protocol, messages } = await said(...(name === "" ? [] : [name]));
    assert.equal(protocol, name);
    assert.deepEqual(messages, [bytes(1, ""), bytes(1, "x"), bytes(3, sentence)]);
  }
  const old = await said("base64.channel.k8s.io");
  assert.deepEqual(old.messages, ["1", "1eA==", `3${btoa(sentence)}`]);
  const four = await said("nothing", "v4.base64.channel.k8s.io");
  assert.equal(four.protocol, "v4.base64.channel.k8s.io");
  assert.equal(JSON.parse(atob(String(four.messages[2]).slice(1))).reason, "NonZeroExitCode");
  // Whoever can close channels is spoken to in that way, wherever in the list it stands.
  assert.equal(
    (await said("v4.channel.k8s.io", "v5.channel.k8s.io")).protocol,
    "v5.channel.k8s.io",
  );
});

Deno.test("closing a channel is not a thing of v4: the byte is a channel that there is not", async () => {
  await using cluster = await clusterWith(played(async ({ stdin }) => {
    const { value } = await stdin!.getReader().read();
    return value?.length ?? 0;
  }));
  const { socket } = await open(cluster, `${EXEC}&stdin=true`, {
    protocols: ["v4.channel.k8s.io"],
  });
  await closeChannel(socket, 0);
  await say(socket, 0, "four");
  assert.match((await readAll(socket)).get(3) ?? "", /exit code 4/);
});

Deno.test("a slow reader holds the process up: 100 MB pass, little is ever kept", async () => {
  const piece = new Uint8Array(250_000).fill(120);
  const count = 400;
  let written = 0;
  await using cluster = await clusterWith(played(async ({ stdout }) => {
    const writer = stdout!.getWriter();
    for (let index = 0; index < count; index++) {
      await writer.ready;
      await writer.write(piece);
      written += piece.length;
    }
    return 0;
  }));
  const { socket } = await open(cluster, EXEC);
  let read = 0;
  let most = 0;
  let mostAhead = 0;
  for (let message; (message = await socket.receive()) !== undefined;) {
    if (message[0] === 1) read += message.length - 1;
    // A reader that takes its time.
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    most = Math.max(most, socket.unreadBytes);
    mostAhead = Math.max(mostAhead, written - read);
  }
  assert.equal(read, 100_000_000);
  assert.ok(most <= 64 * 1024 + 32 * 1024 + 2, `${most} bytes were unread`);
  assert.ok(mostAhead <= 300_000, `the process was ${mostAhead} bytes ahead`);
});

Deno.test("a process that does not read holds the client up: 100 MB pass, little is ever kept", async () => {
  let read = 0;
  await using cluster = await clusterWith(played(async ({ stdin }) => {
    for await (const chunk of stdin!) {
      read += chunk.length;
      for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    }
    return 0;
  }));
  const { socket, served } = await open(cluster, `${EXEC}&stdin=true`);
  const message = new Uint8Array(100_001);
  let mostAhead = 0;
  for (let sent = 1; sent <= 1000; sent++) {
    await socket.send(message);
    mostAhead = Math.max(mostAhead, sent * 100_000 - read);
  }
  await closeChannel(socket, 0);
  const drained = readAll(socket);
  await served;
  await drained;
  assert.equal(read, 100_000_000);
  assert.ok(mostAhead <= 400_000, `the client was ${mostAhead} bytes ahead`);
});

Deno.test("a container's own process that does not read holds up who is attached, until it ends", async () => {
  const end = Promise.withResolvers<void>();
  const containers = { deaf: () => end.promise };
  await using cluster = createEmbeddedCluster({ nodes: 1, containers });
  await cluster.settled();
  const spec = { containers: [{ name: "main", image: "deaf", stdin: true }] };
  await make(cluster, PODS, { metadata: { name: "a" }, spec });
  await cluster.settled();
  const { socket, served } = await open(cluster, `${PODS}/a/attach?stdin=1&stdout=1`);
  let sent = 0;
  const sending = (async () => {
    for (; sent < 1000; sent++) await socket.send(new Uint8Array(10_001));
  })().catch(() => undefined);
  for (let turn = 0; turn < 5000; turn++) await Promise.resolve();
  assert.ok(sent < 40, `${sent} messages were taken`);
  end.resolve();
  await readAll(socket);
  await served;
  await sending;
});
