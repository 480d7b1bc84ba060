/** When cron jobs make jobs, and what becomes of them. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { ContainerScripts } from "../../lib/embedded/controllers/kubelet/script.ts";
import { ask, make, names } from "./_cluster.ts";

const CRON_JOBS = "/apis/batch/v1/namespaces/default/cronjobs";
const JOBS = "/apis/batch/v1/namespaces/default/jobs";
const MINUTE = 60_000;

interface Timed extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  pass(ms: number): Promise<void>;
  jobs(): Promise<string[]>;
  // deno-lint-ignore no-explicit-any
  status(): Promise<any>;
}

async function time(
  spec: Record<string, unknown>,
  containers: ContainerScripts = {},
): Promise<Timed> {
  const clock = new ManualClock();
  const cluster = createEmbeddedCluster({ clock, nodes: 1, containers });
  await cluster.settled();
  await make(cluster, CRON_JOBS, {
    metadata: { name: "tick" },
    spec: {
      schedule: "*/10 * * * *",
      jobTemplate: {
        spec: {
          template: {
            spec: {
              restartPolicy: "Never",
              containers: [{ name: "main", image: "busybox:1" }],
            },
          },
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
    // The end of a job's name is its time in minutes.
    jobs: async () =>
      (await names(cluster, JOBS)).map((name) =>
        new Date(Number(name.slice(5)) * MINUTE).toISOString().slice(11, 16)
      ),
    status: async () => (await ask(cluster, "GET", `${CRON_JOBS}/tick`)).body.status,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

Deno.test("an hour that passes at once makes each job of that hour, and keeps the last three", async () => {
  await using timed = await time({});
  await timed.pass(60 * MINUTE);
  assert.deepEqual(await timed.jobs(), ["00:40", "00:50", "01:00"]);
  const { body } = await ask(timed.cluster, "GET", "/api/v1/namespaces/default/events");
  const created = body.items.filter(({ reason, involvedObject }: Record<string, unknown>) =>
    reason === "SuccessfulCreate" && (involvedObject as { kind: string }).kind === "CronJob"
  );
  assert.equal(created.length, 6);
  assert.deepEqual(await timed.status(), {
    lastScheduleTime: "2026-01-01T01:00:00Z",
    lastSuccessfulTime: "2026-01-01T01:00:00Z",
  });
});

Deno.test("a job that still runs is beside the next, in its way, or replaced by it", async () => {
  const found: Record<string, unknown> = {};
  for (const concurrencyPolicy of ["Allow", "Forbid", "Replace"]) {
    await using timed = await time({ concurrencyPolicy }, { main: { exit: { after: "15m" } } });
    await timed.pass(20 * MINUTE);
    const { active } = await timed.status();
    found[concurrencyPolicy] = [await timed.jobs(), active.length];
  }
  assert.deepEqual(found, {
    Allow: [["00:10", "00:20"], 2],
    Forbid: [["00:10"], 1],
    Replace: [["00:20"], 1],
  });
});

Deno.test("a job that was in the way is made as soon as there is room, within its deadline", async () => {
  const containers = { main: { exit: { after: "15m" } } };
  await using late = await time({ concurrencyPolicy: "Forbid" }, containers);
  await late.pass(25 * MINUTE);
  assert.deepEqual(await late.jobs(), ["00:10", "00:20"]);
  await using strict = await time({
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 60,
  }, containers);
  await strict.pass(25 * MINUTE);
  assert.deepEqual(await strict.jobs(), ["00:10"]);
});

Deno.test("a suspended cron job makes no job, and only the last of those that it missed", async () => {
  await using timed = await time({ suspend: true });
  await timed.pass(35 * MINUTE);
  assert.deepEqual(await timed.jobs(), []);
  await ask(timed.cluster, "PATCH", `${CRON_JOBS}/tick`, { spec: { suspend: false } });
  await timed.cluster.settled();
  assert.deepEqual(await timed.jobs(), ["00:30"]);
});

Deno.test("failed jobs are kept apart from others", async () => {
  await using timed = await time({ failedJobsHistoryLimit: 2 }, { main: { exit: 1 } });
  await ask(timed.cluster, "PATCH", `${CRON_JOBS}/tick`, {
    spec: { jobTemplate: { spec: { backoffLimit: 0 } } },
  });
  await timed.pass(60 * MINUTE);
  assert.deepEqual(await timed.jobs(), ["00:50", "01:00"]);
  assert.equal((await timed.status()).lastSuccessfulTime, undefined);
});

Deno.test("a time zone's clocks say when, and jobs say it in their zone", async () => {
  await using timed = await time({ schedule: "0 5 * * *", timeZone: "Asia/Tokyo" });
  await timed.pass(24 * 60 * MINUTE);
  assert.deepEqual(await timed.jobs(), ["20:00"]);
  const { body } = await ask(timed.cluster, "GET", JOBS);
  assert.deepEqual(body.items[0].metadata.annotations, {
    "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-02T05:00:00+09:00",
  });
});
