/**
 * What a node's container runtime knows of a pod: its containers and their runs. Layer 3.
 *
 * @module
 */
import type { ApiObject, JsonObject } from "../../json.ts";
import { numberOf, objectOf, objectsOf, textOf } from "../../json.ts";
import type { LogLine } from "../../subresources/runtime.ts";
import type { ContainerScript, RunPlan, ScriptBook } from "./script.ts";

/** How a run ended. */
export interface RunEnd {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

/** One run of a container. */
export interface Run {
  /** Which one, from 0. */
  readonly index: number;
  readonly plan: RunPlan;
  readonly startedMs: number;
  /** What a function that plays the container printed. */
  readonly lines: LogLine[];
  /** Since when it is told to stop. */
  stoppingMs?: number;
  /** How a function that plays the container ended; it counts once the kubelet has seen it. */
  outcome?: RunEnd;
  end?: RunEnd;
  /** Whether a failed probe was reported. */
  isReportedUnready?: boolean;
  /** Whether its pod is gone. */
  isForgotten?: boolean;
}

/** Where a container is between its runs. */
export type Stage =
  /** Its turn has not come. */
  | { readonly name: "idle" }
  /** Its image is pulled, and it is made. */
  | { readonly name: "creating"; readonly sinceMs: number; readonly dueMs: number }
  /** Its image could not be pulled; later it is tried again. */
  | {
    readonly name: "unpulled";
    readonly dueMs: number;
    readonly backOffMs: number;
    readonly isBackingOff: boolean;
    readonly error: string;
  }
  | { readonly name: "running" }
  /** It ended, and is started again later. */
  | { readonly name: "backoff"; readonly dueMs: number; readonly delayMs: number }
  /** It is not started again. */
  | { readonly name: "ended" };

/** A growing delay and when it was last used. */
export interface BackOff {
  readonly delayMs: number;
  readonly sinceMs: number;
}

/** A container of a pod. */
export interface PlayedContainer {
  readonly spec: JsonObject;
  readonly name: string;
  /** `init`: runs to its end before the next; `sidecar`: starts before the next and goes on. */
  readonly role: "init" | "sidecar" | "main";
  readonly script: ContainerScript;
  stage: Stage;
  /** How often it was tried to start it. */
  attempts: number;
  /** The newest run, whether it ended or not. */
  current?: Run;
  previous?: Run;
  backOff?: BackOff;
  pullBackOff?: BackOff;
}

/** Why a pod is being ended. */
export interface PodEnding {
  readonly reason: "deleted" | "deadline" | "finished";
  readonly sinceMs: number;
  /** When what still runs is killed. */
  killMs: number;
}

/** A pod on its node. */
export interface PlayedPod {
  readonly uid: string;
  readonly node: string;
  /** When the kubelet saw it first. */
  readonly startedMs: number;
  /** Init containers in their order, then the others. */
  readonly containers: readonly PlayedContainer[];
  /** Called when something has happened in the pod. */
  readonly watchers: Set<() => void>;
  /** Its address; `""` before it has one. */
  ip: string;
  ending?: PodEnding;
}

/** A pod that the kubelet sees for the first time; one that was started before keeps its start. */
export function newPod(pod: ApiObject, node: string, nowMs: number, book: ScriptBook): PlayedPod {
  const spec = objectOf(pod["spec"]);
  const { startTime } = objectOf(pod["status"]);
  const startedMs = startTime === undefined ? nowMs : Date.parse(textOf(startTime));
  const initial = objectsOf(spec["initContainers"]);
  const containers = [...initial, ...objectsOf(spec["containers"])].map((
    container,
    index,
  ): PlayedContainer => ({
    spec: container,
    name: textOf(container["name"]),
    role: index >= initial.length
      ? "main"
      : container["restartPolicy"] === "Always"
      ? "sidecar"
      : "init",
    script: book.scriptOf(pod, container),
    stage: { name: "idle" },
    attempts: 0,
  }));
  return {
    uid: pod.metadata.uid ?? "",
    node,
    startedMs,
    containers,
    watchers: new Set(),
    ip: "",
  };
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

/** When a run is ready, in milliseconds since 1970; `undefined`: never. */
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
