/**
 * How long after a change a wait is over: `wait.ts WHO NAMESPACE ROUNDS`. The time runs from the sending of
 * the change, so that it holds the server's own work; what a process of its own needs to start is not in it.
 */
import { join } from "node:path";
import { connect, jsonpath } from "../../../../mod.ts";

const [who = "", namespace = "", rounds = "20"] = Deno.args;
await using cluster = await connect();
const path = `/api/v1/namespaces/${namespace}/configmaps`;

async function send(method: string, target: string, body: unknown): Promise<void> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await cluster.raw(target, {
    method,
    headers: { "content-type": type },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${target}: HTTP ${response.status}: ${answer}`);
}

/** A wait that has begun. */
interface Waiting {
  readonly ready: Promise<void>;
  readonly over: Promise<unknown>;
}

type Waiter = (name: string, value: string) => Waiting;

/** The shortest there is: a watch by hand. */
function byFetch(name: string, value: string): Waiting {
  const ready = Promise.withResolvers<void>();
  async function wait(): Promise<void> {
    const target = `${path}?watch=true&fieldSelector=metadata.name=${name}`;
    const response = await cluster.raw(target, { longLived: true });
    let rest = "";
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (JSON.parse(line).object.data.state === value) return;
        ready.resolve();
      }
    }
  }
  return { ready: ready.promise, over: wait() };
}

function bySkiff(name: string, value: string): Waiting {
  const ready = Promise.withResolvers<void>();
  const over = cluster.ns(namespace).configMap(name).wait(jsonpath("{.data.state}", value), {
    timeout: "60s",
    onStatus: ({ type }) => type === "synced" && ready.resolve(),
  });
  return { ready: ready.promise, over };
}

/** A process that waits; it is given time to begin, since it does not say when it has. */
function byProcess(command: string, args: (name: string, value: string) => string[]): Waiter {
  return (name, value) => {
    const child = new Deno.Command(command, {
      args: args(name, value),
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    const ready = new Promise<void>((resolve) => setTimeout(resolve, 3000));
    const over = child.status.then(({ success }) => {
      if (!success) throw new Error(`${command} failed`);
    });
    return { ready, over };
  };
}

function waiterOf(name: string): Waiter {
  if (name === "fetch") return byFetch;
  if (name === "skiff") return bySkiff;
  if (name === "kubectl") {
    return byProcess(Deno.env.get("BENCH_KUBECTL") ?? "kubectl", (object, value) => [
      "wait",
      `configmap/${object}`,
      `--namespace=${namespace}`,
      `--for=jsonpath={.data.state}=${value}`,
      "--timeout=60s",
    ]);
  }
  if (name === "kr8s") {
    const file = join(import.meta.dirname ?? ".", "kr8s_wait.py");
    return byProcess(
      Deno.env.get("BENCH_PYTHON") ?? "python3",
      (object, value) => [file, namespace, object, value],
    );
  }
  throw new Error(`nobody is called "${name}"`);
}

const waiter = waiterOf(who);
const object = `wait-${who}-${crypto.randomUUID().slice(0, 8)}`;
await send("POST", path, { metadata: { name: object }, data: { state: "new" } });
const times: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const value = `round-${round}`;
  const { ready, over } = waiter(object, value);
  await ready;
  const startMs = performance.now();
  const [, endMs] = await Promise.all([
    send("PATCH", `${path}/${object}`, { data: { state: value } }),
    over.then(() => performance.now()),
  ]);
  times.push(endMs - startMs);
}
times.sort((left, right) => left - right);
const taskMs = times[Math.floor(times.length / 2)];
console.log(JSON.stringify({ taskMs, result: times.length }));
