/** The small shell that containers play of which nobody has said anything. */
import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { Kubelets } from "../../lib/embedded/controllers/kubelet/kubelet.ts";
import { objectOf, objectsOf, textOf } from "../../lib/embedded/json.ts";
import { playShell } from "../../lib/embedded/shell/shell_container.ts";
import { packTar, unpackTar } from "../../lib/embedded/shell/tar.ts";
import type { ContainerRuntime } from "../../lib/embedded/subresources/runtime.ts";
import { ask, make } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/pods";

interface Playing extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  readonly clock: ManualClock;
  readonly runtime: ContainerRuntime;
}

async function play(container: Record<string, unknown>, spec = {}): Promise<Playing> {
  const clock = new ManualClock();
  const kubelets = new Kubelets({}, clock, playShell);
  const { runtime } = kubelets;
  const controllers = ["namespace", "scheduler", kubelets] as const;
  const cluster = createEmbeddedCluster({ clock, nodes: 1, controllers, runtime });
  await cluster.settled();
  await make(cluster, PATH, {
    metadata: { name: "web" },
    spec: { containers: [{ name: "main", image: "nginx", ...container }], ...spec },
  });
  await cluster.settled();
  return { cluster, clock, runtime, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

function podOf({ cluster }: Playing) {
  const pod = cluster.store.get({ collection: "pods", namespace: "default", name: "web" });
  assert.ok(pod !== undefined);
  return pod;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  readonly bytes: Uint8Array;
}

/** Runs a command in the container. */
async function exec(
  playing: Playing,
  command: readonly string[],
  { input, typed }: {
    input?: string | Uint8Array<ArrayBuffer>;
    typed?: readonly string[];
  } = {},
): Promise<Ran> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let error = "";
  let seen = "";
  const keys = new TransformStream<Uint8Array<ArrayBuffer>>();
  const keyboard = keys.writable.getWriter();
  const left = [...typed ?? []];
  const tty = typed !== undefined;
  /** Whoever sits at a terminal types when there is a prompt. */
  const see = (piece: Uint8Array) => {
    pieces.push(new Uint8Array(piece));
    seen += new TextDecoder().decode(piece);
    const line = seen.endsWith("# ") ? left.shift() : undefined;
    if (line !== undefined) keyboard.write(new TextEncoder().encode(line)).catch(() => {});
  };
  const code = await playing.runtime.run({ pod: podOf(playing), container: "main" }, {
    command,
    tty,
    stdin: tty ? keys.readable : input === undefined ? undefined : new Blob([input]).stream(),
    stdout: new WritableStream({ write: see }),
    stderr: new WritableStream({
      write: (piece) => void (error += new TextDecoder().decode(piece)),
    }),
    resize: (async function* () {})(),
    signal: new AbortController().signal,
  });
  const bytes = await new Blob(pieces).bytes();
  return { code, out: new TextDecoder().decode(bytes), error, bytes };
}

async function say(playing: Playing, script: string): Promise<string> {
  const { code, out, error } = await exec(playing, ["sh", "-c", script]);
  return `${out}${error}${code === 0 ? "" : `[${code}]`}`;
}

/** Waits for the functions that play containers, which go on by themselves. */
async function settle({ cluster }: Playing): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await new Promise((resolve) => setTimeout(resolve));
    await cluster.settled();
  }
}

function stateOf(playing: Playing) {
  const [status] = objectsOf(objectOf(podOf(playing)["status"])["containerStatuses"]);
  return { phase: objectOf(podOf(playing)["status"])["phase"], ...objectOf(status?.["state"]) };
}

async function logOf({ cluster }: Playing): Promise<string> {
  return await (await cluster.transport().send(`${PATH}/web/log`)).text();
}

Deno.test("a container has the programs of everyday work", async () => {
  await using playing = await play({ env: [{ name: "COLOR", value: "green" }] });
  assert.equal((await exec(playing, ["hostname"])).out, "web\n");
  assert.equal((await exec(playing, ["/bin/cat", "/etc/hostname"])).out, "web\n");
  assert.match((await exec(playing, ["env"])).out, /^COLOR=green$/m);
  assert.match((await exec(playing, ["ls", "/"])).out, /^bin\ndev\netc\n/);
  assert.equal((await exec(playing, ["date", "+%F %T"])).out, "2026-01-01 00:00:00\n");
  assert.equal((await exec(playing, ["false"])).code, 1);
  assert.deepEqual(
    await exec(playing, ["frobnicate"]).then(({ code, error }) => [code, error]),
    [127, "sh: frobnicate: not found\n"],
  );
  assert.equal((await exec(playing, ["cat"], { input: "typed" })).out, "typed");
});

Deno.test("a script has lists, pipes, files, variables and loops", async () => {
  await using playing = await play({});
  const said = (script: string) => say(playing, script);
  assert.equal(await said("exit 3"), "[3]");
  assert.equal(await said("echo a && false || echo b; echo $?"), "a\nb\n0\n");
  assert.equal(await said("X=1; echo \"$X ${Y:-none} '\" '$X' \\$X"), "1 none ' $X $X\n");
  assert.equal(await said("mkdir -p /data/a; echo one > /data/a/f; echo two >> /data/a/f"), "");
  assert.equal(await said("cat /data/a/f | grep two; wc -l < /data/a/f"), "two\n2\n");
  assert.equal(await said("cat /nope 2>/dev/null; echo $?"), "1\n");
  assert.equal(
    await said("cat /nope 2>&1 | head -n 1"),
    "cat: /nope: can't open: No such file or directory\n",
  );
  assert.equal(await said("if [ -d /data ]; then echo yes; else echo no; fi"), "yes\n");
  assert.equal(await said("while ; do"), "sh: syntax error: unexpected end of file\n[2]");
  assert.equal(await said("echo $(hostname)-1; (exit 4); echo $?"), "web-1\n4\n");
  assert.equal(await said("echo 'open"), "sh: unterminated quoted string\n[2]");
  assert.equal(
    await said("cd /data && pwd; rm -r /data; ls /data"),
    "/data\nls: /data: No such file or directory\n[1]",
  );
});

Deno.test("a terminal shows what is typed, and ends with exit or Ctrl-D", async () => {
  await using playing = await play({});
  const typed = ["echo hx\x7fi\r", "nope\r", "exit 5\r"];
  const { code, out } = await exec(playing, ["sh"], { typed });
  assert.equal(code, 5);
  assert.ok(out.includes("echo hx\b \bi\r\n"), JSON.stringify(out));
  assert.ok(out.includes("\r\nhi\r\n/ # "), JSON.stringify(out));
  assert.ok(out.includes("sh: nope: not found\r\n"), JSON.stringify(out));
  const ended = await exec(playing, ["sh"], { typed: ["true\r", "\x04"] });
  assert.equal(ended.code, 0);
});

Deno.test("tar carries files into a container and out of it", async () => {
  await using playing = await play({});
  const content = new Uint8Array(3000).fill(7);
  const name = `deep/${"long-".repeat(30)}name`;
  const archive = packTar([{ name: "deep/" }, { name, content }]);
  const sent = await exec(playing, ["tar", "-xmf", "-", "-C", "/tmp"], { input: archive });
  assert.deepEqual([sent.code, sent.error], [0, ""]);
  const { bytes } = await exec(playing, ["tar", "cf", "-", "/tmp/deep"]);
  const entries = unpackTar(bytes);
  assert.deepEqual(entries.map((entry) => entry.name), ["tmp/deep/", `tmp/${name}`]);
  assert.deepEqual(entries[1]?.content, content);
  const broken = await exec(playing, ["tar", "xf", "-"], { input: archive.slice(0, 2000) });
  assert.deepEqual([broken.code, broken.error], [1, "tar: short read\n"]);
  assert.equal((await exec(playing, ["tar", "cf", "-", "/no"])).code, 1);
});

Deno.test("a container's own command runs as such", async () => {
  await using echo = await play({ image: "busybox", args: ["echo", "hi"] }, {
    restartPolicy: "Never",
  });
  await settle(echo);
  assert.equal(stateOf(echo).phase, "Succeeded");
  assert.equal(await logOf(echo), "hi\n");

  await using failing = await play({ command: ["sh", "-c", "exit 3"] });
  await settle(failing);
  const { metadata, ...pod } = podOf(failing);
  assert.equal(metadata.name, "web");
  const [status] = objectsOf(objectOf(pod["status"])["containerStatuses"]);
  assert.equal(objectOf(objectOf(status?.["state"])["waiting"])["reason"], "CrashLoopBackOff");
  assert.equal(objectOf(objectOf(status?.["lastState"])["terminated"])["exitCode"], 3);

  await using sleeping = await play({ command: ["sleep", "5"] }, { restartPolicy: "Never" });
  await settle(sleeping);
  assert.equal(stateOf(sleeping).phase, "Running");
  sleeping.clock.advance(5000);
  await settle(sleeping);
  assert.equal(stateOf(sleeping).phase, "Succeeded");
});

Deno.test("an image of a shell without a command ends at once, any other goes on and says so", async () => {
  await using shell = await play({ image: "busybox:1.36" }, { restartPolicy: "Never" });
  await settle(shell);
  assert.equal(stateOf(shell).phase, "Succeeded");
  await using web = await play({});
  await settle(web);
  assert.equal(stateOf(web).phase, "Running");
  assert.equal(await logOf(web), "docker.io/library/nginx:latest started\n");
});

Deno.test("an attached terminal sees the prompt and ends the container", async () => {
  await using playing = await play(
    { image: "busybox", args: ["sh"], stdin: true, stdinOnce: true, tty: true },
    { restartPolicy: "Never" },
  );
  await settle(playing);
  const { code, out } = await exec(playing, [], { typed: ["echo hi\r", "exit 4\r"] });
  assert.equal(code, 4);
  assert.equal(out, "/ # echo hi\r\nhi\r\n/ # exit 4\r\n");
});

Deno.test("images are missing that have the tag 404, or a host that cannot be", async () => {
  for (
    const [image, why] of [
      ["nginx:404", /docker.io\/library\/nginx:404: not found$/],
      ["registry.invalid/app:1", /no such host$/],
    ] as const
  ) {
    await using playing = await play({ image });
    const waiting = objectOf(objectOf(stateOf(playing))["waiting"]);
    assert.equal(waiting["reason"], "ErrImagePull");
    assert.match(textOf(waiting["message"]), why);
  }
});

Deno.test("ports that a pod declares answer HTTP with a small page", async () => {
  await using playing = await play({ image: "app", ports: [{ containerPort: 9000 }] });
  const sent = new Blob(["GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"]).stream();
  let text = "";
  const writable = new WritableStream<Uint8Array>({
    write: (piece) => void (text += new TextDecoder().decode(piece)),
  });
  const { signal } = new AbortController();
  await playing.runtime.connect(podOf(playing), 9000, { readable: sent, writable, signal });
  assert.match(
    text,
    /^HTTP\/1.1 200\r\n[^]*\r\n\r\nHello from docker.io\/library\/app:latest\.\n$/,
  );
});

Deno.test("ConfigMaps and Secrets are variables and files of a container", async () => {
  await using playing = await play({
    envFrom: [{ configMapRef: { name: "settings" }, prefix: "S_" }],
    env: [
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
      { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "URL", value: "http://$(POD)/" },
    ],
    volumeMounts: [{ name: "settings", mountPath: "/etc/app" }],
  }, { volumes: [{ name: "settings", configMap: { name: "settings", optional: true } }] });
  await make(playing.cluster, "/api/v1/namespaces/default/configmaps", {
    metadata: { name: "settings" },
    data: { color: "blue" },
  });
  await make(playing.cluster, "/api/v1/namespaces/default/secrets", {
    metadata: { name: "db" },
    data: { password: btoa("sesame") },
  });
  playing.clock.advance(20_000);
  await settle(playing);
  const said = await say(
    playing,
    "echo $S_color $PASSWORD $POD $URL; ls /etc/app; cat /etc/app/color",
  );
  assert.equal(said, "blue sesame web http://web/\ncolor\nblue");
  await ask(playing.cluster, "PATCH", "/api/v1/namespaces/default/configmaps/settings", {
    data: { color: "red" },
  });
  assert.equal(
    await say(playing, "cat /etc/app/color; echo x > /etc/app/color"),
    "redsh: Read-only file system\n[1]",
  );
});
