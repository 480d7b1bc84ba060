/** What becomes of jobs whose pods run, end and fail. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { ContainerScripts } from "../../lib/embedded/controllers/kubelet/script.ts";
import { ask, make } from "./_cluster.ts";

const JOBS = "/apis/batch/v1/namespaces/default/jobs";
const PODS = "/api/v1/namespaces/default/pods";

interface Working extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  pass(ms: number): Promise<void>;
  // deno-lint-ignore no-explicit-any
  job(): Promise<any>;
  // deno-lint-ignore no-explicit-any
  pods(): Promise<any[]>;
}

async function work(
  containers: ContainerScripts,
  spec: Record<string, unknown>,
  podSpec: Record<string, unknown> = {},
): Promise<Working> {
  const clock = new ManualClock();
  const cluster = createEmbeddedCluster({ clock, nodes: 1, containers });
  await cluster.settled();
  await make(cluster, JOBS, {
    metadata: { name: "work" },
    spec: {
      template: {
        spec: {
          restartPolicy: "Never",
          containers: [{ name: "main", image: "busybox:1" }],
          ...podSpec,
        },
      },
      ...spec,
    },
  });
  await cluster.settled();
  return {
    cluster,
    async pass(ms) {
      clock.advance(ms);
      await cluster.settled();
    },
    job: async () => (await ask(cluster, "GET", `${JOBS}/work`)).body,
    pods: async () => (await ask(cluster, "GET", PODS)).body.items,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

// deno-lint-ignore no-explicit-any
function conditions(job: any): string[] {
  return (job.status.conditions ?? []).map((
    { type, status, reason }: { type: string; status: string; reason: string },
  ) => `${type}=${status} ${reason}`);
}

Deno.test("a job whose pod succeeds is complete", async () => {
  await using working = await work({}, {});
  const job = await working.job();
  assert.deepEqual(conditions(job), [
    "SuccessCriteriaMet=True CompletionsReached",
    "Complete=True CompletionsReached",
  ]);
  const { conditions: _conditions, ...counts } = job.status;
  assert.deepEqual(counts, {
    startTime: "2026-01-01T00:00:00Z",
    completionTime: "2026-01-01T00:00:00Z",
    succeeded: 1,
    terminating: 0,
    ready: 0,
    uncountedTerminatedPods: {},
  });
  const [pod] = await working.pods();
  assert.deepEqual([pod.status.phase, pod.metadata.finalizers], ["Succeeded", undefined]);
});

Deno.test("a job runs as many pods at once as it may, until all have succeeded", async () => {
  await using working = await work({ main: { exit: { after: "10s" } } }, {
    parallelism: 2,
    completions: 5,
  });
  const active: number[] = [];
  for (let round = 0; round < 4; round++) {
    active.push((await working.job()).status.active ?? 0);
    await working.pass(10_000);
  }
  assert.deepEqual(active, [2, 2, 1, 0]);
  assert.equal((await working.job()).status.succeeded, 5);
});

Deno.test("a job fails when its pods have failed more often than it may, later each time", async () => {
  await using working = await work({ main: { exit: 1 } }, { backoffLimit: 2 });
  const counts: number[] = [];
  for (let second = 0; second <= 31; second++) {
    counts.push((await working.pods()).length);
    await working.pass(1000);
  }
  assert.deepEqual([counts.indexOf(2), counts.indexOf(3)], [10, 30]);
  const job = await working.job();
  assert.deepEqual(conditions(job), [
    "FailureTarget=True BackoffLimitExceeded",
    "Failed=True BackoffLimitExceeded",
  ]);
  assert.deepEqual([job.status.failed, job.status.active], [3, undefined]);
});

Deno.test("an indexed job gives each pod its index, and retries the one that failed", async () => {
  const seen: string[] = [];
  await using working = await work({
    main: async ({ pod, sleep }) => {
      const { "batch.kubernetes.io/job-completion-index": index = "" } = pod.metadata[
        "annotations"
      ] as Record<string, string>;
      seen.push(index);
      if (index !== "1" || seen.length > 3) return 0;
      await sleep("5s");
      return 1;
    },
  }, { completionMode: "Indexed", completions: 3, parallelism: 3 });
  await turns();
  await working.pass(5000);
  await turns();
  await working.cluster.settled();
  const halfway = await working.job();
  assert.deepEqual([halfway.status.completedIndexes, halfway.status.failed], ["0,2", 1]);
  await working.pass(10_000);
  await turns();
  await working.cluster.settled();
  assert.equal((await working.job()).status.completedIndexes, "0-2");
  assert.deepEqual(seen, ["0", "1", "2", "1"]);
  const [pod] = await working.pods();
  assert.equal(pod.spec.hostname, "work-0");
});

Deno.test("a limit for each index fails the index, and the job when all have ended", async () => {
  await using working = await work({ main: { exit: 1 } }, {
    completionMode: "Indexed",
    completions: 2,
    parallelism: 2,
    backoffLimitPerIndex: 1,
  });
  assert.equal((await working.job()).status.failedIndexes, "");
  await working.pass(10_000);
  const job = await working.job();
  assert.deepEqual([job.status.failedIndexes, job.status.failed], ["0,1", 4]);
  assert.deepEqual(conditions(job), [
    "FailureTarget=True FailedIndexes",
    "Failed=True FailedIndexes",
  ]);
});

Deno.test("a pod failure policy fails the job at once, or ignores a failure", async () => {
  const rules = [
    { action: "FailJob", onExitCodes: { operator: "In", values: [42] } },
    { action: "Ignore", onExitCodes: { operator: "In", values: [7] } },
  ];
  await using failing = await work({ main: { exit: 42 } }, { podFailurePolicy: { rules } });
  const job = await failing.job();
  assert.deepEqual(conditions(job), [
    "FailureTarget=True PodFailurePolicy",
    "Failed=True PodFailurePolicy",
  ]);
  assert.match(
    job.status.conditions[1].message,
    /^Container main for pod default\/work-\w{5} failed with exit code 42 matching FailJob rule at index 0$/,
  );
  await using ignoring = await work({ main: { exit: 7 } }, {
    backoffLimit: 0,
    podFailurePolicy: { rules },
  });
  await ignoring.pass(10_000);
  const open = await ignoring.job();
  assert.deepEqual([open.status.failed, conditions(open)], [undefined, []]);
});

Deno.test("a job past its deadline fails, and its pods end", async () => {
  await using working = await work({ main: {} }, { activeDeadlineSeconds: 60 });
  await working.pass(59_999);
  assert.deepEqual(conditions(await working.job()), []);
  await working.pass(1);
  assert.deepEqual(conditions(await working.job()), [
    "FailureTarget=True DeadlineExceeded",
    "Failed=True DeadlineExceeded",
  ]);
  assert.deepEqual(await working.pods(), []);
});

Deno.test("a job that is suspended has no pods, and starts anew when it is resumed", async () => {
  await using working = await work({ main: {} }, { suspend: true });
  const suspended = await working.job();
  assert.deepEqual(conditions(suspended), ["Suspended=True JobSuspended"]);
  assert.equal(suspended.status.startTime, undefined);
  await working.pass(5000);
  await ask(working.cluster, "PATCH", `${JOBS}/work`, { spec: { suspend: false } });
  await working.cluster.settled();
  const resumed = await working.job();
  assert.deepEqual(conditions(resumed), ["Suspended=False JobResumed"]);
  assert.deepEqual([resumed.status.startTime, resumed.status.active], ["2026-01-01T00:00:05Z", 1]);
  await ask(working.cluster, "PATCH", `${JOBS}/work`, { spec: { suspend: true } });
  await working.cluster.settled();
  assert.deepEqual(await working.pods(), []);
});

Deno.test("a job that says so is deleted some time after its end, with its pods", async () => {
  await using working = await work({}, { ttlSecondsAfterFinished: 3600 });
  await working.pass(3_599_000);
  assert.equal((await working.job()).kind, "Job");
  await working.pass(1000);
  assert.equal((await working.job()).code, 404);
  assert.deepEqual(await working.pods(), []);
});

Deno.test("pods of a deleted job are let go", async () => {
  await using working = await work({ main: {} }, {});
  await ask(working.cluster, "DELETE", `${JOBS}/work`, { propagationPolicy: "Background" });
  await working.cluster.settled();
  assert.equal((await working.job()).code, 404);
  assert.deepEqual(await working.pods(), []);
});

/** Lets functions go on that wait for nothing but their turn. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
