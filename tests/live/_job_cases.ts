/** What is done to jobs on a real cluster and on one in the process: pods end as the test says. */
import assert from "node:assert/strict";
import { comparable, type Json, type Side } from "./_sides.ts";

/** A case: it does something on one side, and gives what is to be the same on both. */
export interface JobCase {
  readonly name: string;
  run(side: Side, work: Work): Promise<Json>;
}

/** How long nobody has said anything when all is said. */
const QUIET_SECONDS = 6;

/** The job of a case, and its pods. */
export class Work {
  readonly #side: Side;
  readonly #namespace: string;

  constructor(side: Side, namespace: string) {
    this.#side = side;
    this.#namespace = namespace;
  }

  get jobs(): string {
    return `/apis/batch/v1/namespaces/${this.#namespace}/jobs`;
  }

  get #pods(): string {
    return `/api/v1/namespaces/${this.#namespace}/pods`;
  }

  async create(
    spec: Record<string, unknown>,
    podSpec: Record<string, unknown> = {},
  ): Promise<void> {
    const { status, body } = await this.#side.ask("POST", this.jobs, {
      apiVersion: "batch/v1",
      kind: "Job",
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
    assert.equal(status, 201, JSON.stringify(body));
  }

  async patch(spec: Record<string, unknown>): Promise<void> {
    const { status, body } = await this.#side.ask("PATCH", `${this.jobs}/work`, { spec });
    assert.equal(status, 200, JSON.stringify(body));
  }

  async job(): Promise<Json> {
    return (await this.#side.ask("GET", `${this.jobs}/work`)).body;
  }

  /** The pods of the job, by index and age. */
  async pods(): Promise<Json[]> {
    const { body } = await this.#side.ask("GET", this.#pods);
    const key = ({ metadata, status }: Json) =>
      [
        metadata.labels["batch.kubernetes.io/job-completion-index"] ?? "",
        metadata.creationTimestamp,
        status.phase,
      ].join(" ");
    return body.items.sort((left: Json, right: Json) => key(left) < key(right) ? -1 : 1);
  }

  async pending(): Promise<Json[]> {
    return (await this.pods()).filter(({ status, metadata }) =>
      status.phase === "Pending" && metadata.deletionTimestamp === undefined
    );
  }

  /** Waits until so many pods are pending, and the job has noticed. */
  async untilPending(count: number): Promise<Json[]> {
    await this.#side.until(`${count} pods are pending`, async () => {
      const [pods, job] = [await this.pending(), await this.job()];
      return pods.length === count && (job.status.active ?? 0) === count;
    });
    return await this.pending();
  }

  /** Lets a pod end. */
  async end(pod: Json, exitCode: number, conditions: readonly Json[] = []): Promise<void> {
    const now = new Date().toISOString().slice(0, 19) + "Z";
    const time = this.#side.name === "real" ? now : pod.metadata.creationTimestamp;
    const path = `${this.#pods}/${pod.metadata.name}/status`;
    const { status, body } = await this.#side.ask("PATCH", path, {
      status: {
        phase: exitCode === 0 ? "Succeeded" : "Failed",
        conditions: [...pod.status.conditions ?? [], ...conditions],
        containerStatuses: [{
          name: "main",
          image: "busybox:1",
          imageID: "",
          ready: false,
          restartCount: 0,
          state: { terminated: { exitCode, startedAt: time, finishedAt: time } },
        }],
      },
    });
    assert.equal(status, 200, JSON.stringify(body));
  }

  /** Waits until the job has a condition that holds. */
  async untilCondition(type: string): Promise<void> {
    await this.#side.until(`the job is ${type}`, async () => {
      const { status } = await this.job();
      return (status.conditions ?? []).some((condition: Json) =>
        condition.type === type && condition.status === "True"
      );
    });
  }

  /** Waits until a field of the job's status has a value. */
  async untilStatus(field: string, value: unknown): Promise<void> {
    await this.#side.until(`the job's ${field} is ${value}`, async () => {
      return (await this.job()).status[field] === value;
    });
  }

  /** What a list has. */
  async list(path: string): Promise<Json[]> {
    return (await this.#side.ask("GET", path.replace("NAMESPACE", this.#namespace))).body.items;
  }

  /** Makes an object in the case's namespace. */
  async post(path: string, body: Json): Promise<void> {
    const answer = await this.#side.ask("POST", path.replace("NAMESPACE", this.#namespace), body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  }

  /** What was said about objects of a kind. */
  async said(kind: string): Promise<Json[]> {
    let said = await this.#saidSoFar(kind);
    // A real controller says what it did some time later: until it has said nothing more for a while.
    for (let same = 0; this.#side.name === "real" && same < QUIET_SECONDS; same++) {
      await this.#side.pass(1);
      const more = await this.#saidSoFar(kind);
      if (more.join("\n") !== said.join("\n")) same = -1;
      said = more;
    }
    return said;
  }

  async #saidSoFar(kind: string): Promise<string[]> {
    const events = await this.list("/api/v1/namespaces/NAMESPACE/events");
    const said = events.filter(({ involvedObject }: Json) => involvedObject.kind === kind)
      .map(({ type, reason, message, reportingComponent, source }: Json): string =>
        comparable(
          `${type} ${reason} ${message} ${reportingComponent} ${JSON.stringify(source)}`,
        )
      );
    return [...new Set(said)].sort();
  }

  /** The job, its pods and what was said about the job, without what differs from run to run. */
  async outcome(): Promise<Json> {
    await this.#side.until("pods are let go", async () => {
      const job = await this.job();
      const isOver = (job.status?.conditions ?? []).some(({ type }: Json) =>
        type === "Complete" || type === "Failed"
      );
      return !isOver ||
        (await this.pods()).every(({ metadata }) => metadata.finalizers === undefined);
    });
    const events = await this.said("Job");
    const pods = (await this.pods()).map(withoutScheduling);
    return {
      job: comparable(await this.job()),
      // Pods that were made at once have no order but that of what they are.
      pods: comparable(pods).map((pod: Json) => replaceNamespace(pod, this.#namespace))
        .sort((left: Json, right: Json) => JSON.stringify(left) < JSON.stringify(right) ? -1 : 1),
      events,
    };
  }
}

/** Where a pod could not go depends on the nodes. */
function withoutScheduling(pod: Json): Json {
  const conditions = (pod.status.conditions ?? []).filter(({ type }: Json) =>
    type !== "PodScheduled"
  );
  return { ...pod, status: { ...pod.status, conditions } };
}

function replaceNamespace(value: Json, namespace: string): Json {
  return JSON.parse(JSON.stringify(value).replaceAll(namespace, "NAMESPACE"));
}

const FAIL_JOB = [{ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }];
const IGNORE = [{
  action: "Ignore",
  onPodConditions: [{ type: "DisruptionTarget", status: "True" }],
}];

/** The cases. */
export const JOB_CASES: readonly JobCase[] = [
  {
    name: "completes",
    async run(_, work) {
      await work.create({});
      const [pod] = await work.untilPending(1);
      const running = await work.outcome();
      await work.end(pod, 0);
      await work.untilCondition("Complete");
      return [running, await work.outcome()];
    },
  },
  {
    name: "parallelism and completions",
    async run(_, work) {
      await work.create({ parallelism: 2, completions: 3 });
      for (const pod of await work.untilPending(2)) await work.end(pod, 0);
      await work.untilStatus("succeeded", 2);
      const [last] = await work.untilPending(1);
      await work.end(last, 0);
      await work.untilCondition("Complete");
      return await work.outcome();
    },
  },
  {
    name: "work queue",
    async run(_, work) {
      await work.create({ parallelism: 2 });
      const [first, second] = await work.untilPending(2);
      await work.end(first, 0);
      await work.untilStatus("succeeded", 1);
      const between = await work.outcome();
      await work.end(second, 0);
      await work.untilCondition("Complete");
      return [between, await work.outcome()];
    },
  },
  {
    name: "fails by its backoff limit",
    async run(_, work) {
      await work.create({ backoffLimit: 1 });
      const [first] = await work.untilPending(1);
      await work.end(first, 1);
      await work.untilStatus("failed", 1);
      const [second] = await work.untilPending(1);
      await work.end(second, 1);
      await work.untilCondition("Failed");
      return await work.outcome();
    },
  },
  {
    name: "fails and takes what is active with it",
    async run(_, work) {
      await work.create({ backoffLimit: 0, parallelism: 3, completions: 3 });
      const [first] = await work.untilPending(3);
      await work.end(first, 1);
      await work.untilCondition("Failed");
      return await work.outcome();
    },
  },
  {
    name: "pod failure policy fails the job",
    async run(_, work) {
      await work.create({ podFailurePolicy: { rules: FAIL_JOB } });
      const [pod] = await work.untilPending(1);
      await work.end(pod, 42);
      await work.untilCondition("Failed");
      return await work.outcome();
    },
  },
  {
    name: "pod failure policy ignores a disruption",
    async run(_, work) {
      await work.create({ backoffLimit: 0, podFailurePolicy: { rules: IGNORE } });
      const [first] = await work.untilPending(1);
      const disruption = { type: "DisruptionTarget", status: "True", reason: "Test" };
      await work.end(first, 1, [disruption]);
      const [second] = await work.untilPending(1);
      await work.end(second, 0);
      await work.untilCondition("Complete");
      return await work.outcome();
    },
  },
  {
    name: "indexed",
    async run(_, work) {
      await work.create({ completionMode: "Indexed", completions: 4, parallelism: 4 });
      const pods = await work.untilPending(4);
      await work.end(pods[0], 0);
      await work.end(pods[2], 0);
      await work.untilStatus("completedIndexes", "0,2");
      const between = await work.outcome();
      await work.end(pods[1], 0);
      await work.untilStatus("completedIndexes", "0-2");
      await work.end(pods[3], 0);
      await work.untilCondition("Complete");
      return [between, await work.outcome()];
    },
  },
  {
    name: "indexed with a limit for each index",
    async run(_, work) {
      await work.create({
        completionMode: "Indexed",
        completions: 2,
        parallelism: 2,
        backoffLimitPerIndex: 1,
        maxFailedIndexes: 2,
      });
      const [first, second] = await work.untilPending(2);
      await work.end(first, 1);
      await work.untilStatus("active", 1);
      await work.end(second, 0);
      await work.untilStatus("completedIndexes", "1");
      const [again] = await work.untilPending(1);
      await work.untilStatus("failed", 1);
      const between = await work.outcome();
      await work.end(again, 1);
      await work.untilCondition("Failed");
      return [between, await work.outcome()];
    },
  },
  {
    name: "success policy",
    async run(_, work) {
      await work.create({
        completionMode: "Indexed",
        completions: 3,
        parallelism: 3,
        successPolicy: { rules: [{ succeededIndexes: "1-2", succeededCount: 1 }] },
      });
      const pods = await work.untilPending(3);
      await work.end(pods[1], 0);
      await work.untilCondition("Complete");
      return await work.outcome();
    },
  },
  {
    name: "suspended, resumed and suspended",
    async run(_, work) {
      await work.create({ suspend: true });
      await work.untilCondition("Suspended");
      const first = await work.outcome();
      await work.patch({ suspend: false });
      await work.untilPending(1);
      const second = await work.outcome();
      await work.patch({ suspend: true });
      await work.untilCondition("Suspended");
      await work.untilStatus("active", undefined);
      await work.untilStatus("terminating", 0);
      return [first, second, await work.outcome()];
    },
  },
  {
    name: "more and less parallelism",
    async run(_, work) {
      await work.create({ parallelism: 1, completions: 5 });
      await work.untilPending(1);
      await work.patch({ parallelism: 3 });
      await work.untilPending(3);
      await work.patch({ parallelism: 2 });
      await work.untilPending(2);
      await work.untilStatus("terminating", 0);
      return await work.outcome();
    },
  },
  {
    name: "past its deadline",
    async run(_, work) {
      await work.create({ activeDeadlineSeconds: 2 });
      await work.untilCondition("Failed");
      return await work.outcome();
    },
  },
  {
    name: "deleted after its time",
    async run(side, work) {
      await work.create({ ttlSecondsAfterFinished: 1 });
      const [pod] = await work.untilPending(1);
      await work.end(pod, 0);
      await side.until("the job is gone", async () => (await work.job()).code === 404);
      await side.until("its pods are gone", async () => (await work.pods()).length === 0);
      return await work.pods();
    },
  },
  {
    name: "deleted without its pods",
    async run(side, work) {
      await work.create({});
      await work.untilPending(1);
      await side.ask("DELETE", `${work.jobs}/work`, { propagationPolicy: "Orphan" });
      await side.until("the job is gone", async () => (await work.job()).code === 404);
      await side.until(
        "its pod is let go",
        async () => (await work.pods()).every(({ metadata }) => metadata.finalizers === undefined),
      );
      return comparable((await work.pods()).map(withoutScheduling));
    },
  },
  {
    name: "looked after by somebody else",
    async run(side, work) {
      await work.create({ managedBy: "example.com/other" });
      await side.pass(2);
      return await work.outcome();
    },
  },
  {
    name: "made every minute",
    async run(side, work) {
      const path = "/apis/batch/v1/namespaces/NAMESPACE/cronjobs";
      await work.post(path, {
        metadata: { name: "tick" },
        spec: {
          schedule: "* * * * *",
          timeZone: "Asia/Tokyo",
          jobTemplate: {
            metadata: { labels: { app: "tick" }, annotations: { note: "here" } },
            spec: {
              template: {
                spec: {
                  restartPolicy: "Never",
                  containers: [{ name: "main", image: "busybox:1" }],
                },
              },
            },
          },
        },
      });
      const status = async () => (await work.list(path))[0].status;
      await side.until("a job is made", async () => (await status()).active?.length === 1);
      const jobs = async () => await work.list("/apis/batch/v1/namespaces/NAMESPACE/jobs");
      await side.until("its pod is made", async () => (await work.pods()).length === 1);
      const first = [await work.list(path), await jobs()].map(comparable);
      const [pod] = await work.pods();
      await work.end(pod, 0);
      await side.until("it is seen", async () => (await status()).lastSuccessfulTime !== undefined);
      const second = comparable(await work.list(path));
      // The job's name ends with its time.
      const text = JSON.stringify([first, second, await work.said("CronJob")]);
      return JSON.parse(text.replace(/tick-\d+/g, "tick-TIME"));
    },
  },
];
