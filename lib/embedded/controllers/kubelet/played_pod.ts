/**
 * What a node's container runtime knows of a pod: its containers and their runs. Layer 3.
 *
 * @module
 */
import type { ApiObject, JsonObject } from "../../json.ts";
import { objectOf, objectsOf, textOf } from "../../json.ts";
import type { LogLine } from "../../subresources/runtime.ts";
import type { BackOff } from "./back_off.ts";
import type { ContainerScript, RunPlan, ScriptBook } from "./script.ts";

/** How a run ended. */
export interface RunEnd {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

/** A line that a function printed. */
export interface PrintedLine extends LogLine {
  /** Whether clients that are attached saw it as it was written. */
  readonly isShown?: boolean;
}

/** One run of a container. */
export interface Run {
  /** Which one, from 0. */
  readonly index: number;
  readonly plan: RunPlan;
  readonly startedMs: number;
  /** What a function that plays the container printed. */
  readonly lines: PrintedLine[];
  /** Since when it is told to stop. */
  stoppingMs?: number;
  /** How a function that plays the container ended; it counts once the kubelet has seen it. */
  outcome?: RunEnd;
  end?: RunEnd;
  /** Since when it is to make way for another run, because what it runs has changed. */
  replacedMs?: number;
  /** Whether it is ready, as far as a function that plays the container has said so. */
  saidReady?: boolean;
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
  /** What its variables are read from is missing; later it is looked for again. */
  | { readonly name: "unconfigured"; readonly dueMs: number; readonly error: string }
  | { readonly name: "running" }
  /** It ended, and is started again later. */
  | { readonly name: "backoff"; readonly dueMs: number; readonly delayMs: number }
  /** It is not started again. */
  | { readonly name: "ended" };

/** A container of a pod. */
export interface PlayedContainer {
  spec: JsonObject;
  readonly name: string;
  /**
   * `init`: runs to its end before the next; `sidecar`: starts before the next and goes on; `debug`: was
   * added to look into the pod, which does not depend on it.
   */
  readonly role: "init" | "sidecar" | "main" | "debug";
  /** When it was added; `undefined` for what was there from the start. */
  readonly addedMs?: number;
  script: ContainerScript;
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

/** Whether a pod's volumes are there for its containers. */
export type Mounting =
  | { readonly isDone: false; readonly dueMs: number; readonly attempts: number }
  | { readonly isDone: true; readonly atMs: number };

/** A pod on its node. */
export interface PlayedPod {
  readonly uid: string;
  readonly node: string;
  /** When the kubelet saw it first. */
  readonly startedMs: number;
  /** Init containers in their order, then the others, then those that were added. */
  readonly containers: PlayedContainer[];
  /** Called when something has happened in the pod. */
  readonly watchers: Set<() => void>;
  mounting: Mounting;
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
    mounting: { isDone: false, dueMs: nowMs, attempts: 0 },
    ip: "",
  };
}

/**
 * Takes over what has changed in a pod's spec: images, and containers for debugging.
 *
 * @param pod The pod as it is now.
 */
export function followSpec(
  pod: ApiObject,
  played: PlayedPod,
  nowMs: number,
  book: ScriptBook,
): void {
  const spec = objectOf(pod["spec"]);
  for (const field of ["initContainers", "containers", "ephemeralContainers"]) {
    for (const container of objectsOf(spec[field])) {
      const name = textOf(container["name"]);
      const known = played.containers.find((one) => one.name === name);
      if (known === undefined) {
        if (field !== "ephemeralContainers") continue;
        played.containers.push({
          spec: container,
          name,
          role: "debug",
          addedMs: nowMs,
          script: book.scriptOf(pod, container),
          stage: { name: "idle" },
          attempts: 0,
        });
      } else if (known.spec["image"] !== container["image"]) {
        known.spec = container;
        known.script = book.scriptOf(pod, container);
        if (known.stage.name === "running" && known.current !== undefined) {
          known.current.replacedMs = nowMs;
        }
      }
    }
  }
}
