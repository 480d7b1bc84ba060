/** What runs in containers: logs, commands, ports, and functions that are the container. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { Kubelets } from "../../lib/embedded/controllers/kubelet/kubelet.ts";
import type { ContainerScripts } from "../../lib/embedded/controllers/kubelet/script.ts";
import type { ContainerRuntime, ProcessRequest } from "../../lib/embedded/subresources/runtime.ts";
import { ask, make } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/pods";

interface Playing extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  readonly clock: ManualClock;
  readonly runtime: ContainerRuntime;
}

async function play(containers: ContainerScripts): Promise<Playing> {
  const clock = new ManualClock();
  const kubelets = new Kubelets(containers, clock);
  const { runtime } = kubelets;
  const cluster = createEmbeddedCluster({
    clock,
    nodes: 1,
    controllers: ["namespace", "scheduler", kubelets],
    runtime,
  });
  await cluster.settled();
  return { cluster, clock, runtime, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

async function run(cluster: EmbeddedCluster, spec: Record<string, unknown> = {}): Promise<void> {
  await make(cluster, PATH, {
    metadata: { name: "web" },
    spec: { containers: [{ name: "main", image: "busybox:1" }], ...spec },
  });
  await cluster.settled();
}

async function readLog(cluster: EmbeddedCluster, query = ""): Promise<string[]> {
  const response = await cluster.transport().send(`${PATH}/web/log?${query}`);
  const text = await response.text();
  if (!response.ok) return [JSON.parse(text).message];
  return text.split("\n").slice(0, -1);
}

function collect(): { stream: WritableStream<Uint8Array>; text(): string } {
  const decoder = new TextDecoder();
  let text = "";
  const stream = new WritableStream<Uint8Array>({
    write: (chunk) => void (text += decoder.decode(chunk)),
  });
  return { stream, text: () => text };
}

function request(command: readonly string[], stdin?: string): ProcessRequest & { out(): string[] } {
  const stdout = collect();
  const stderr = collect();
  return {
    command,
    tty: false,
    stdin: stdin === undefined ? undefined : new Blob([stdin]).stream(),
    stdout: stdout.stream,
    stderr: stderr.stream,
    resize: (async function* () {})(),
    signal: new AbortController().signal,
    out: () => [stdout.text(), stderr.text()],
  };
}

Deno.test("a log has what was printed so far, in order", async () => {
  await using playing = await play({
    main: {
      logs: ["start", { after: "3s", text: "warm" }],
      repeat: { every: "2s", text: "tick {n}" },
    },
  });
  const { cluster, clock } = playing;
  await run(cluster);
  assert.deepEqual(await readLog(cluster), ["start"]);
  clock.advance(4000);
  assert.deepEqual(await readLog(cluster), ["start", "tick 1", "warm", "tick 2"]);
  assert.deepEqual(await readLog(cluster, "tailLines=2"), ["warm", "tick 2"]);
  assert.deepEqual(await readLog(cluster, "sinceSeconds=1"), ["warm", "tick 2"]);
  assert.deepEqual(await readLog(cluster, "timestamps=true&tailLines=1"), [
    "2026-01-01T00:00:04.000000000Z tick 2",
  ]);
});

Deno.test("a log that is followed ends with the container", async () => {
  await using playing = await play({
    main: { logs: ["one", { after: "3s", text: "two" }], exit: { after: "5s", code: 1 } },
  });
  const { cluster, clock } = playing;
  await run(cluster, { restartPolicy: "Never" });
  const whole = readLog(cluster, "follow=true");
  const tail = readLog(cluster, "follow=true&tailLines=0");
  for (let second = 0; second < 6; second++) {
    clock.advance(1000);
    await cluster.settled();
  }
  assert.deepEqual(await whole, ["one", "two"]);
  assert.deepEqual(await tail, ["two"]);
});

Deno.test("the log of the run before is there, until there is none", async () => {
  await using playing = await play({
    main: { runs: [{ logs: ["first"], exit: { code: 1, after: "1s" } }, { logs: ["second"] }] },
  });
  const { cluster, clock } = playing;
  await run(cluster);
  assert.deepEqual(await readLog(cluster, "previous=true"), [
    'previous terminated container "main" in pod "web" not found',
  ]);
  clock.advance(1000);
  assert.deepEqual(await readLog(cluster, "previous=true"), ["first"]);
  assert.deepEqual(await readLog(cluster), ["second"]);
});

Deno.test("a container that has not started has no log", async () => {
  await using playing = await play({ main: { start: "1m" } });
  await run(playing.cluster);
  assert.deepEqual(await readLog(playing.cluster), [
    'container "main" in pod "web" is waiting to start: ContainerCreating',
  ]);
});

Deno.test("a function is the container: it prints, waits by the clock, and its end is the container's", async () => {
  await using playing = await play({
    main: async ({ log, sleep, argv, env, restarts }) => {
      log(`${argv.join(" ")} ${env["MODE"]} ${restarts}`);
      await sleep("10s");
      log("done");
      return 7;
    },
  });
  const { cluster, clock } = playing;
  const container = {
    name: "main",
    image: "a",
    command: ["work"],
    args: ["--fast"],
    env: [{ name: "MODE", value: "test" }],
  };
  await run(cluster, { restartPolicy: "Never", containers: [container] });
  const log = readLog(cluster, "follow=true");
  await settle();
  clock.advance(10_000);
  assert.deepEqual(await log, ["work --fast test 0", "done"]);
  await cluster.settled();
  const { body } = await ask(cluster, "GET", `${PATH}/web`);
  assert.equal(body.status.phase, "Failed");
  assert.deepEqual(body.status.containerStatuses[0].state.terminated.exitCode, 7);
});

Deno.test("a function that is told to stop has the grace period for it", async () => {
  const ends: string[] = [];
  await using playing = await play({
    polite: async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      ends.push("polite");
    },
    sleeper: async ({ sleep }) => await sleep("1h"),
    broken: () => {
      throw new TypeError("no such thing");
    },
  });
  const { cluster } = playing;
  await run(cluster, {
    restartPolicy: "Never",
    containers: ["polite", "sleeper", "broken"].map((name) => ({ name, image: "a" })),
  });
  await settle();
  await cluster.settled();
  assert.deepEqual(await readLog(cluster, "container=broken"), ["TypeError: no such thing"]);
  await ask(cluster, "DELETE", `${PATH}/web`);
  await cluster.settled();
  await settle();
  await cluster.settled();
  assert.deepEqual(ends, ["polite"]);
  assert.equal((await ask(cluster, "GET", `${PATH}/web`)).status, 404);
});

Deno.test("a function says whether its container is ready", async () => {
  await using playing = await play({
    main: {
      ready: false,
      main: async ({ ready, sleep }) => {
        await sleep("1s");
        ready(true);
        await sleep("1s");
        ready(false);
        await sleep("1h");
      },
    },
  });
  const { cluster, clock } = playing;
  await run(cluster);
  const seen: boolean[] = [];
  for (let second = 0; second < 3; second++) {
    await settle();
    await cluster.settled();
    const { body } = await ask(cluster, "GET", `${PATH}/web`);
    seen.push(body.status.containerStatuses[0].ready);
    clock.advance(1000);
  }
  assert.deepEqual(seen, [false, true, false]);
});

Deno.test("commands answer as the script says", async () => {
  await using playing = await play({
    main: {
      exec: {
        "nginx -t": { stderr: "syntax is ok\n" },
        "cat *": "content\n",
        "false": 1,
        "crash": () => {
          throw new RangeError("too far");
        },
        "rev": async ({ stdin, stdout }) => {
          const text = await new Response(stdin).text();
          await stdout([...text].reverse().join(""));
          return 3;
        },
      },
    },
  });
  const { cluster, runtime } = playing;
  await run(cluster);
  const { body: pod } = await ask(cluster, "GET", `${PATH}/web`);
  const found: unknown[] = [];
  for (const command of ["nginx -t", "cat /etc/hosts", "false", "crash", "rev", "ls"]) {
    const asked = request(command.split(" "), "abc");
    const code = await runtime.run({ pod, container: "main" }, asked);
    found.push([command, code, ...asked.out()]);
  }
  assert.deepEqual(found, [
    ["nginx -t", 0, "", "syntax is ok\n"],
    ["cat /etc/hosts", 0, "content\n", ""],
    ["false", 1, "", ""],
    ["crash", 1, "", "RangeError: too far\n"],
    ["rev", 3, "cba", ""],
    ["ls", 127, "", 'exec: "ls": executable file not found in $PATH\n'],
  ]);
});

Deno.test("whoever attaches sees what is printed from then on, and is heard", async () => {
  await using playing = await play({
    main: async ({ stdin, log }) => {
      log("ready");
      for await (const chunk of stdin) {
        const text = new TextDecoder().decode(chunk).trim();
        log(`heard ${text}`);
        if (text === "quit") return 4;
      }
      return 0;
    },
  });
  const { cluster, runtime } = playing;
  await run(cluster, { restartPolicy: "Never" });
  await settle();
  const { body: pod } = await ask(cluster, "GET", `${PATH}/web`);
  const asked = request([], "quit\n");
  const attached = runtime.run({ pod, container: "main" }, asked);
  await settle();
  await cluster.settled();
  assert.equal(await attached, 4);
  assert.deepEqual(asked.out(), ["heard quit\n", ""]);
});

Deno.test("a port is served by its function, and refuses where there is none", async () => {
  await using playing = await play({
    main: { ports: { 7: async ({ readable, writable }) => await readable.pipeTo(writable) } },
  });
  const { cluster, runtime } = playing;
  await run(cluster);
  const { body: pod } = await ask(cluster, "GET", `${PATH}/web`);
  const echoed = collect();
  const { signal } = new AbortController();
  const connection = { readable: new Blob(["hello"]).stream(), writable: echoed.stream, signal };
  await runtime.connect(pod, 7, connection);
  assert.equal(echoed.text(), "hello");
  await assert.rejects(
    () => runtime.connect(pod, 8, connection),
    /dial tcp4 127\.0\.0\.1:8: connect: connection refused/,
  );
});

Deno.test("a port answers HTTP requests, one after the other", async () => {
  await using playing = await play({
    main: {
      ports: {
        80: {
          http: async (request) => {
            const { pathname } = new URL(request.url);
            if (pathname === "/broken") throw new TypeError("out of order");
            return new Response(`${request.method} ${pathname} ${await request.text()}`);
          },
        },
      },
    },
  });
  const { cluster, runtime } = playing;
  await run(cluster);
  const { body: pod } = await ask(cluster, "GET", `${PATH}/web`);
  const send = async (text: string) => {
    const answer = collect();
    const { signal } = new AbortController();
    const readable = new Blob([text]).stream();
    await runtime.connect(pod, 80, { readable, writable: answer.stream, signal });
    return answer.text();
  };
  const both = await send(
    "POST /a HTTP/1.1\r\nHost: web\r\nContent-Length: 5\r\n\r\nhello" +
      "PUT /b HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" +
      "GET /broken HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n",
  );
  assert.deepEqual(both.match(/HTTP\/1\.1 \d+|(?:POST|PUT) \/.*?(?=HTTP)|out of order/g), [
    "HTTP/1.1 200",
    "POST /a hello",
    "HTTP/1.1 200",
    "PUT /b abc",
    "HTTP/1.1 500",
    "out of order",
  ]);
  assert.match(await send("nonsense\r\n\r\n"), /^HTTP\/1\.1 400/);
  assert.match(await send("GET / HTTP/1.1\r\nHost: we"), /^HTTP\/1\.1 400/);
  assert.equal(await send(""), "");
});

Deno.test("what cannot be played or made is said at once, and where it stands", () => {
  const cases: readonly (readonly [Parameters<typeof createEmbeddedCluster>[0], RegExp])[] = [
    [
      { nodes: 1, containers: { web: { ready: "2 s" } } },
      /^Cannot play containers "web": .*"2 s"/,
    ],
    [
      { nodes: 1, containers: { web: { runs: [{}, { exit: { after: "soon" } }] } } },
      /^Cannot play containers "web": .*"soon"/,
    ],
    [{ nodes: -1 }, /^Cannot make -1 nodes: their number is a whole one, from 0$/],
    [{ nodes: [{ name: "A b" }] }, /^Cannot make node "A b": /],
    [{ nodes: [{ name: "a" }, { name: "a" }] }, /^Cannot make node "a": there is one of that name/],
    [{ nodes: [{ capacity: { cpu: "four" } }] }, /^Cannot make node "node-1": cpu: .*four/],
    [
      { controllers: ["cron" as "cronjob"] },
      /^Cannot make cluster: no controller is called "cron"/,
    ],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => createEmbeddedCluster(options), { name: "QueryError", message });
  }
});

/** Lets functions go on that wait for nothing but their turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
