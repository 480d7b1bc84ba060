/**
 * When containers count as started and as ready: by script, by their probes, by what they say. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet/prober
 */
import { type JsonObject, numberOf, objectOf } from "../../json.ts";
import type { PlayedContainer, Run } from "./played_pod.ts";

/** Whether a run is ready at a time in milliseconds since 1970. */
export function isReadyAt(container: PlayedContainer, run: Run, nowMs: number): boolean {
  const upMs = startedAt(container, run);
  if (upMs === undefined || upMs > nowMs) return false;
  if (run.saidReady !== undefined) return run.saidReady;
  const readyMs = readyAt(container, run);
  if (readyMs === undefined || readyMs > nowMs) return false;
  const ranMs = nowMs - run.startedMs;
  return !run.plan.unready.some(({ fromMs, toMs }) => fromMs <= ranMs && ranMs < toMs);
}

/** When a container that runs is next to be looked at: it may count as started, ready or not ready. */
export function nextSightMs(container: PlayedContainer, nowMs: number): number | undefined {
  const { current, stage } = container;
  if (current === undefined || stage.name !== "running") return undefined;
  const { startedMs, plan } = current;
  const times = [
    startedAt(container, current),
    readyAt(container, current),
    ...plan.unready.flatMap(({ fromMs, toMs }) => [startedMs + fromMs, startedMs + toMs]),
  ].filter((time) => time !== undefined && time > nowMs && time < Infinity);
  return times.length === 0 ? undefined : Math.min(...times as number[]);
}

/** When a run was first asked whether the process lives, relative to its start, and how often after that. */
interface ProbeTimes {
  readonly firstMs: number;
  readonly periodMs: number;
  readonly successes: number;
}

function probeTimes(probe: JsonObject): ProbeTimes {
  return {
    firstMs: (numberOf(probe["initialDelaySeconds"]) ?? 0) * 1000,
    periodMs: (numberOf(probe["periodSeconds"]) ?? 10) * 1000,
    successes: numberOf(probe["successThreshold"]) ?? 1,
  };
}

/** When a probe succeeds that asks a process which answers from a time on. */
function successMs(times: ProbeTimes, fromMs: number, answersMs: number): number {
  const first = fromMs + times.firstMs;
  const missed = Math.max(0, Math.ceil((answersMs - first) / times.periodMs));
  return first + (missed + times.successes - 1) * times.periodMs;
}

/** When a run counts as started, in milliseconds since 1970; `undefined`: never. */
export function startedAt({ spec }: PlayedContainer, run: Run): number | undefined {
  const probe = spec["startupProbe"];
  if (probe === undefined) return run.startedMs;
  if (run.plan.readyMs === undefined) return undefined;
  const answersMs = run.startedMs + run.plan.readyMs;
  return successMs(probeTimes(objectOf(probe)), run.startedMs, answersMs);
}

/** When a run is ready first, in milliseconds since 1970; `undefined`: never. */
export function readyAt(container: PlayedContainer, run: Run): number | undefined {
  const { plan: { readyMs }, startedMs } = run;
  const upMs = startedAt(container, run);
  if (readyMs === undefined || upMs === undefined) return undefined;
  const probe = container.spec["readinessProbe"];
  const answersMs = startedMs + readyMs;
  if (probe === undefined) return Math.max(upMs, answersMs);
  return successMs(probeTimes(objectOf(probe)), upMs, answersMs);
}

/** When a run was first asked whether it is ready; `undefined` where nobody asks. */
export function firstReadinessProbeAt(container: PlayedContainer, run: Run): number | undefined {
  const probe = container.spec["readinessProbe"];
  const upMs = startedAt(container, run);
  if (probe === undefined || upMs === undefined) return undefined;
  return upMs + probeTimes(objectOf(probe)).firstMs;
}
