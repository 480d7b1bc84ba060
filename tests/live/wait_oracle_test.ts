/** What waits come to, beside `kubectl wait` on the same objects. */
import assert from "node:assert/strict";
import { connect } from "../../lib/api/connect.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { isTimeout } from "../../lib/core/errors.ts";
import type { KubeObject } from "../../lib/core/gvk.ts";
import { exists } from "../../lib/query/operators.ts";
import { condition, deleted, jsonpath, type Waitable } from "../../lib/query/wait_condition.ts";
import { exchange, ignore as noPlane, KUBECONFIG, openPlane } from "./_plane.ts";

const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ignore = noPlane || KUBECTL === undefined;
/** Longer than both need to see what is there already. */
/** Of what is not met, and of what is: a machine with much else to do starts four programs at once. */
const [SHORT, LONG] = ["2s", "90s"];

type Outcome = "met" | "timeout" | "error";

function startKubectl(namespace: string, ...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(KUBECTL ?? "", {
    args: ["--kubeconfig", KUBECONFIG ?? "", "-n", namespace, ...args],
    env: { HOME: "/tmp" },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcomeOfKubectl(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, stderr } = await child.output();
  if (code === 0) return "met";
  return new TextDecoder().decode(stderr).includes("timed out waiting") ? "timeout" : "error";
}

async function outcomeOf(wait: Promise<unknown>): Promise<Outcome> {
  try {
    await wait;
    return "met";
  } catch (error) {
    return isTimeout(error) ? "timeout" : "error";
  }
}

/** Runs a test in a namespace with a pod that nobody schedules, and whose status is ours. */
async function inNamespace(
  body: (plane: Transport, namespace: string) => Promise<void>,
): Promise<void> {
  await using plane = await openPlane();
  const namespace = `watch-${crypto.randomUUID().slice(0, 8)}`;
  await exchange(plane, "POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  try {
    await body(plane, namespace);
  } finally {
    await exchange(plane, "DELETE", `/api/v1/namespaces/${namespace}`);
  }
}

async function makePod(plane: Transport, namespace: string, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { status, body } = await exchange(plane, "POST", path, {
    metadata: { name, labels: { app: "web", blank: "" } },
    spec: {
      schedulerName: "nobody",
      priority: 0,
      containers: [{ name: "one", image: "nginx" }, { name: "two", image: "redis" }],
    },
  });
  assert.equal(status, 201, body.message);
  await setStatus(plane, namespace, name, {
    phase: "Running",
    conditions: [
      { type: "Ready", status: "False", reason: "NotYet" },
      { type: "Initialized", status: "True" },
      { type: "Odd", status: "Unknown" },
    ],
  });
}

async function setStatus(
  plane: Transport,
  namespace: string,
  name: string,
  status: unknown,
): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const { body: pod } = await exchange(plane, "GET", path);
  const answer = await exchange(plane, "PUT", `${path}/status`, { ...pod, status });
  assert.equal(answer.status, 200, answer.body.message);
}

/** What kubectl is given, what ours is, and what both come to. */
const CASES: readonly [kubectl: string, ours: () => Waitable<KubeObject>, outcome: Outcome][] = [
  ["condition=Initialized", () => condition("Initialized"), "met"],
  ["condition=initialized", () => condition("initialized"), "met"],
  ["condition=Initialized=true", () => condition("Initialized=true"), "met"],
  ["condition=Ready", () => condition("Ready"), "timeout"],
  ["condition=Ready=False", () => condition("Ready", "False"), "met"],
  ["condition=Ready=false", () => condition("Ready=false"), "met"],
  ["condition=Odd=Unknown", () => condition("Odd=Unknown"), "met"],
  ["condition=Odd", () => condition("Odd"), "timeout"],
  ["condition=Absent", () => condition("Absent"), "timeout"],
  ["jsonpath={.status.phase}=Running", () => jsonpath("{.status.phase}", "Running"), "met"],
  ["jsonpath={.status.phase}=running", () => jsonpath("{.status.phase}", "running"), "timeout"],
  ["jsonpath={.status.phase}", () => jsonpath("{.status.phase}"), "met"],
  ["jsonpath=.status.phase=Running", () => jsonpath(".status.phase", "Running"), "met"],
  ["jsonpath={.status.startTime}", () => jsonpath("{.status.startTime}"), "timeout"],
  ["jsonpath={.spec.priority}=0", () => jsonpath("{.spec.priority}", 0), "met"],
  [
    "jsonpath={.spec.enableServiceLinks}=true",
    () => jsonpath("{.spec.enableServiceLinks}", true),
    "met",
  ],
  [
    "jsonpath={.spec.containers[1].image}=redis",
    () => jsonpath("{.spec.containers[1].image}", "redis"),
    "met",
  ],
  [
    'jsonpath={.spec.containers[?(@.name=="two")].image}=redis',
    () => jsonpath('{.spec.containers[?(@.name=="two")].image}', "redis"),
    "met",
  ],
  [
    "jsonpath={.spec.containers[*].image}=nginx",
    () => jsonpath("{.spec.containers[*].image}", "nginx"),
    "error",
  ],
  [
    "jsonpath={.spec.containers[0]}=nginx",
    () => jsonpath("{.spec.containers[0]}", "nginx"),
    "error",
  ],
  ["jsonpath={.spec.containers[0]}", () => jsonpath("{.spec.containers[0]}"), "met"],
  ["jsonpath={.metadata.labels.app}=web", () => jsonpath("{.metadata.labels.app}", "web"), "met"],
  ["jsonpath={.status.phase", () => jsonpath("{.status.phase"), "error"],
  ["create", () => exists(), "met"],
  ["delete", () => deleted(), "timeout"],
];

Deno.test({
  name: "waits come to what kubectl wait comes to, on what is there already",
  ignore,
  async fn() {
    await inNamespace(async (plane, namespace) => {
      await makePod(plane, namespace, "web");
      await using cluster = await connect({ kubeconfig: KUBECONFIG });
      const pod = cluster.ns(namespace).pod("web");
      const differing: unknown[] = [];
      const left = [...CASES];
      await Promise.all(Array.from({ length: 4 }, async () => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          const [wanted, make, expected] = next;
          const timeout = expected === "timeout" ? SHORT : LONG;
          const child = startKubectl(
            namespace,
            "wait",
            "pod/web",
            `--for=${wanted}`,
            `--timeout=${timeout}`,
          );
          const ours = await outcomeOf(pod.wait(make() as Waitable<object>, { timeout }));
          const kubectl = await outcomeOfKubectl(child);
          if (ours !== expected || kubectl !== expected) {
            differing.push({ wanted, expected, ours, kubectl });
          }
        }
      }));
      assert.deepEqual(differing, []);
    });
  },
});

Deno.test({
  name: "waits come to what kubectl wait comes to, while the object changes, comes and goes",
  ignore,
  async fn() {
    await inNamespace(async (plane, namespace) => {
      await using cluster = await connect({ kubeconfig: KUBECONFIG });
      const pod = cluster.ns(namespace).pod("web");
      const limit = { timeout: LONG };

      async function both(
        wanted: string,
        ours: Waitable<object>,
        change: () => Promise<unknown>,
      ): Promise<void> {
        const child = startKubectl(
          namespace,
          "wait",
          "pod/web",
          `--for=${wanted}`,
          `--timeout=${LONG}`,
        );
        const synced = Promise.withResolvers<void>();
        const waiting = outcomeOf(
          pod.wait(ours, {
            ...limit,
            onStatus: ({ type }) => type === "synced" && synced.resolve(),
          }),
        );
        await synced.promise;
        await change();
        assert.deepEqual([wanted, await waiting, await outcomeOfKubectl(child)], [
          wanted,
          "met",
          "met",
        ]);
      }

      await both("create", exists(), () => makePod(plane, namespace, "web"));
      await both(
        "condition=Ready",
        condition("Ready"),
        () =>
          setStatus(plane, namespace, "web", {
            phase: "Running",
            conditions: [{ type: "Ready", status: "True" }],
          }),
      );
      await both(
        "jsonpath={.status.phase}=Succeeded",
        { status: { phase: "Succeeded" } } as Waitable<object>,
        () => setStatus(plane, namespace, "web", { phase: "Succeeded" }),
      );
      await both("delete", deleted(), () =>
        exchange(
          plane,
          "DELETE",
          `/api/v1/namespaces/${namespace}/pods/web?gracePeriodSeconds=0`,
        ));
      // What is gone is gone for both; only ours waits for what has never been there.
      const gone = startKubectl(namespace, "wait", "pod/web", "--for=delete", "--timeout=2s");
      assert.deepEqual(
        [await outcomeOf(pod.wait(deleted(), limit)), await outcomeOfKubectl(gone)],
        ["met", "met"],
      );
      const never = startKubectl(namespace, "wait", "pod/web", "--for=condition=Ready");
      assert.deepEqual(
        [
          await outcomeOf(pod.wait(condition("Ready"), { timeout: "100ms" })),
          await outcomeOfKubectl(never),
        ],
        ["timeout", "error"],
      );
    });
  },
});
