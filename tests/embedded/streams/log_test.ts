/** The subresource `log`: which lines, for how long, and what there is none of. */
import assert from "node:assert/strict";
import { ManualClock } from "../../../lib/embedded/clock.ts";
import type { EmbeddedCluster } from "../../../lib/embedded/cluster.ts";
import type { LogLine, LogRequest } from "../../../lib/embedded/subresources/runtime.ts";
import { ask } from "../_cluster.ts";
import { clusterWith, makePod, PODS } from "./_streams.ts";

const START_MS = Date.UTC(2026, 0, 1);
const SECOND_MS = 1000;

/** A log that grows while it is followed. */
class Log {
  readonly lines: LogLine[] = [];
  readonly requests: LogRequest[] = [];
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  constructor(...texts: string[]) {
    for (const text of texts) this.say(text);
  }

  say(text: string): void {
    this.lines.push({ timeMs: START_MS + this.lines.length * SECOND_MS, text });
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *read(request: LogRequest): AsyncGenerator<LogLine, void, undefined> {
    this.requests.push(request);
    request.signal?.addEventListener("abort", () => this.#wake());
    for (let index = 0;; index++) {
      while (index >= this.lines.length) {
        if (!request.follow || this.#isOver || request.signal?.aborted) return;
        await this.#changed.promise;
      }
      yield this.lines[index]!;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

async function clusterWithLog(log: Log): Promise<EmbeddedCluster> {
  const clock = new ManualClock(START_MS + 10 * SECOND_MS);
  return await clusterWith({ logs: (_, request) => log.read(request) }, { clock });
}

async function logOf(cluster: EmbeddedCluster, query: string, pod = "a"): Promise<string> {
  const response = await cluster.transport().send(`${PODS}/${pod}/log?${query}`);
  const text = await response.text();
  return response.ok ? text : `${response.status} ${JSON.parse(text).message}`;
}

Deno.test("log gives the lines that are asked for", async () => {
  await using cluster = await clusterWithLog(new Log("one", "two", "three", "four"));
  assert.equal(await logOf(cluster, ""), "one\ntwo\nthree\nfour\n");
  assert.equal(await logOf(cluster, "tailLines=2"), "three\nfour\n");
  assert.equal(await logOf(cluster, "tailLines=0"), "");
  assert.equal(await logOf(cluster, "tailLines=9"), "one\ntwo\nthree\nfour\n");
  assert.equal(await logOf(cluster, "sinceSeconds=8"), "three\nfour\n");
  assert.equal(await logOf(cluster, "sinceTime=2026-01-01T00:00:01Z&tailLines=1"), "four\n");
  assert.equal(await logOf(cluster, "sinceTime=2026-01-01T01:00:03%2B01:00"), "four\n");
  assert.equal(await logOf(cluster, "limitBytes=6"), "one\ntw");
  assert.equal(
    await logOf(cluster, "timestamps=true&tailLines=1"),
    "2026-01-01T00:00:03.000000000Z four\n",
  );
});

Deno.test("a followed log goes on until the container ends", async () => {
  const log = new Log("one");
  await using cluster = await clusterWithLog(log);
  const response = await cluster.transport().send(`${PODS}/a/log?follow=true`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "one\n");
  const next = reader.read();
  log.say("two");
  assert.equal((await next).value, "two\n");
  log.say("three");
  log.end();
  assert.equal((await reader.read()).value, "three\n");
  assert.equal((await reader.read()).done, true);
});

Deno.test("a followed log of the last lines shows those and then every new one", async () => {
  const log = new Log("one", "two", "three");
  await using cluster = await clusterWithLog(log);
  const response = await cluster.transport().send(`${PODS}/a/log?follow=true&tailLines=1`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  log.say("four");
  log.say("five");
  log.end();
  let text = "";
  for (let piece; !(piece = await reader.read()).done;) text += piece.value;
  assert.equal(text, "three\nfour\nfive\n");
});

Deno.test("a followed log answers before there is a line", async () => {
  const log = new Log();
  await using cluster = await clusterWithLog(log);
  const response = await cluster.transport().send(`${PODS}/a/log?follow=true&tailLines=0`);
  assert.equal(response.status, 200);
  await response.body!.cancel();
  assert.equal(log.requests.at(-1)?.signal?.aborted, true);
});

Deno.test("a followed log ends when the client or the cluster goes", async () => {
  const log = new Log("one");
  const cluster = await clusterWithLog(log);
  const stop = new AbortController();
  const { signal } = stop;
  const mine = await cluster.transport().send(`${PODS}/a/log?follow=true`, { signal });
  const reader = mine.body!.getReader();
  assert.equal((await reader.read()).value?.length, 4);
  const other = await cluster.transport().send(`${PODS}/a/log?follow=true`);
  const third = await cluster.transport().send(`${PODS}/a/log?follow=true&limitBytes=2`);
  assert.equal(await third.text(), "on");
  stop.abort();
  assert.equal((await reader.read()).done, true);
  const text = other.text();
  await cluster[Symbol.asyncDispose]();
  await text;
  assert.deepEqual(log.requests.map((request) => request.signal?.aborted), [true, true, true]);
});

Deno.test("a runtime that has no log says so in the answer, at once or late", async () => {
  const refuse = () => {
    throw new Error("the log is gone");
  };
  async function* late(): AsyncGenerator<LogLine> {
    yield await Promise.reject(new Error("the log is gone"));
  }
  for (const logs of [refuse, late]) {
    await using cluster = await clusterWith({ logs });
    for (const query of ["", "follow=true", "tailLines=3&follow=true"]) {
      assert.equal(await logOf(cluster, query), "400 the log is gone");
    }
  }
});

Deno.test("a container that has not said anything is refused in the kubelet's words", async () => {
  await using cluster = await clusterWithLog(new Log("one"));
  const waiting = (reason: string) => ({ waiting: { reason } });
  await makePod(cluster, "new", { main: waiting("ContainerCreating") });
  await makePod(cluster, "pulling", { main: waiting("ErrImagePull") });
  await makePod(cluster, "backoff", { main: waiting("ImagePullBackOff") });
  await makePod(cluster, "nothing", { main: {} });
  await makePod(cluster, "done", { main: { terminated: { exitCode: 1 } } });
  const who = (pod: string) => `400 container "main" in pod "${pod}" is waiting to start`;
  assert.equal(await logOf(cluster, "", "new"), `${who("new")}: ContainerCreating`);
  assert.equal(await logOf(cluster, "", "pulling"), `${who("pulling")}: image can't be pulled`);
  assert.equal(
    await logOf(cluster, "", "backoff"),
    `${who("backoff")}: trying and failing to pull image`,
  );
  assert.equal(await logOf(cluster, "", "nothing"), `${who("nothing")} - no logs yet`);
  assert.equal(await logOf(cluster, "", "done"), "one\n");
  assert.equal(
    await logOf(cluster, "previous=true"),
    '400 previous terminated container "main" in pod "a" not found',
  );
});

Deno.test("a container between two lives shows the log of the last", async () => {
  const log = new Log("one");
  await using cluster = await clusterWithLog(log);
  await makePod(cluster, "crash", { main: { waiting: { reason: "CrashLoopBackOff" } } });
  const last = { lastState: { terminated: { exitCode: 1 } } };
  const state = { waiting: { reason: "CrashLoopBackOff" } };
  await ask(cluster, "PATCH", `${PODS}/crash/status`, {
    status: { containerStatuses: [{ name: "main", state, ...last }] },
  });
  assert.equal(await logOf(cluster, "", "crash"), "one\n");
  assert.equal(await logOf(cluster, "previous=true", "crash"), "one\n");
  assert.deepEqual(log.requests.map(({ previous }) => previous), [false, true]);
});

Deno.test("parameters that make no sense are refused with their fields", async () => {
  await using cluster = await clusterWithLog(new Log("one"));
  const invalid = '422 PodLogOptions "a" is invalid: ';
  assert.equal(
    await logOf(cluster, "tailLines=-1"),
    `${invalid}tailLines: Invalid value: -1: must be greater than or equal to 0`,
  );
  assert.equal(
    await logOf(cluster, "limitBytes=0"),
    `${invalid}limitBytes: Invalid value: 0: must be greater than 0`,
  );
  assert.equal(
    await logOf(cluster, "sinceSeconds=0"),
    `${invalid}sinceSeconds: Invalid value: 0: must be greater than 0`,
  );
  assert.match(
    await logOf(cluster, "sinceSeconds=1&sinceTime=2026-01-01T00:00:01Z"),
    /Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified$/,
  );
  assert.equal(
    await logOf(cluster, "stream=All"),
    `${invalid}stream: Forbidden: may not be specified`,
  );
  assert.match(await logOf(cluster, "sinceTime=x"), /^400 parsing time "x" as/);
  assert.match(await logOf(cluster, "tailLines=x"), /^400 strconv.ParseInt/);
});
