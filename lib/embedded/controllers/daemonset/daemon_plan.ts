/**
 * What a daemon set does next: on which nodes a pod is made, which pods go. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/daemon/update.go
 */
import type { ApiObject } from "../../json.ts";
import { isAvailable, isReady, phaseOf } from "../workload/pods.ts";
import { labelsOf, specOf } from "../workload/reading.ts";
import {
  HASH_LABEL,
  inOrder,
  isUpdated,
  maxSurgeOf,
  maxUnavailableOf,
  minReadySecondsOf,
  type PodsByNode,
} from "./daemon_pods.ts";
import { fitOf } from "./node_fit.ts";

/** What a plan is made of. */
export interface DaemonState {
  readonly set: ApiObject;
  /** The hash of its template. */
  readonly hash: string;
  readonly nodes: readonly ApiObject[];
  readonly pods: PodsByNode;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** What is to be done. */
export interface DaemonPlan {
  /** Nodes that get a pod. */
  readonly create: string[];
  /** Pods that go. */
  readonly remove: ApiObject[];
}

/** Decides about a pod that has ended: whether it is deleted now. */
export type EndedPod = (pod: ApiObject, node: string) => boolean;

/** What the set needs whatever its template: a pod on each node that fits, none elsewhere. */
export function planNodes(state: DaemonState, onEnded: EndedPod): DaemonPlan {
  const plan: DaemonPlan = { create: [], remove: [] };
  for (const node of state.nodes) planNode(state, node, onEnded, plan);
  const known = new Set(state.nodes.map(({ metadata }) => metadata.name));
  for (const [node, pods] of state.pods) {
    // A pod that waits for a node that is no more would wait for ever.
    if (known.has(node)) continue;
    plan.remove.push(...pods.filter((pod) => specOf(pod)["nodeName"] === undefined));
  }
  return plan;
}

function isStaying({ metadata }: ApiObject): boolean {
  return metadata.deletionTimestamp === undefined;
}

function planNode(
  state: DaemonState,
  node: ApiObject,
  onEnded: EndedPod,
  plan: DaemonPlan,
): void {
  const { name = "" } = node.metadata;
  const { shouldRun, mayStay } = fitOf(state.set, node);
  const pods = state.pods.get(name);
  if (shouldRun && pods === undefined) {
    plan.create.push(name);
    return;
  }
  const staying = (pods ?? []).filter(isStaying);
  if (!mayStay) {
    plan.remove.push(...staying);
    return;
  }
  const ended = staying.filter((pod) => ["Failed", "Succeeded"].includes(phaseOf(pod)));
  plan.remove.push(...ended.filter((pod) => onEnded(pod, name)));
  const running = inOrder(staying.filter((pod) => !ended.includes(pod)));
  if (maxSurgeOf(state.set, 1) === 0) {
    plan.remove.push(...running.slice(1));
    return;
  }
  if (running.length === 0 && shouldRun) plan.create.push(name);
  if (running.length > 1) plan.remove.push(...surplus(state, running));
}

/** Of each template one pod may stay; the old one until the new one can do its work. */
function surplus({ set, hash, nowMs }: DaemonState, running: readonly ApiObject[]): ApiObject[] {
  const isNew = (pod: ApiObject) => labelsOf(pod)[HASH_LABEL] === hash;
  const newest = running.find(isNew);
  const oldest = running.find((pod) => !isNew(pod));
  const others = running.filter((pod) => pod !== newest && pod !== oldest);
  if (newest === undefined || oldest === undefined) return others;
  const isReplaced = !isReady(oldest) || isAvailable(newest, minReadySecondsOf(set), nowMs);
  return isReplaced ? [...others, oldest] : others;
}

/** What an update does next, once every node has its pod. */
export function planUpdate(state: DaemonState): DaemonPlan {
  const wanted = state.nodes.filter((node) => fitOf(state.set, node).shouldRun);
  const pods: PodsByNode = new Map(state.pods);
  for (const { metadata } of wanted) {
    if (!pods.has(metadata.name ?? "")) pods.set(metadata.name ?? "", []);
  }
  const all = { ...state, pods };
  const surge = maxSurgeOf(state.set, wanted.length);
  return surge === 0
    ? replaceInPlace(all, maxUnavailableOf(state.set, wanted.length))
    : replaceBySurge(all, surge, wanted.length);
}

/** The pods of a node: one of the template, one that is not; `undefined` where there are more. */
function pairOf({ set, hash }: DaemonState, pods: readonly ApiObject[]) {
  const staying = pods.filter(isStaying);
  const fresh = staying.filter((pod) => isUpdated(set, pod, hash));
  const old = staying.filter((pod) => !fresh.includes(pod));
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] };
}

function replaceInPlace(state: DaemonState, maxUnavailable: number): DaemonPlan {
  const minReadySeconds = minReadySecondsOf(state.set);
  const useless: ApiObject[] = [];
  const candidates: ApiObject[] = [];
  let unavailable = 0;
  for (const pods of state.pods.values()) {
    const pair = pairOf(state, pods);
    const only = pair === undefined || pair.fresh !== undefined && pair.old !== undefined
      ? undefined
      : pair.fresh ?? pair.old;
    if (only === undefined || !isAvailable(only, minReadySeconds, state.nowMs)) unavailable++;
    if (only === undefined || only !== pair?.old) continue;
    if (!isAvailable(only, minReadySeconds, state.nowMs)) useless.push(only);
    else if (unavailable < maxUnavailable) candidates.push(only);
  }
  const left = Math.max(0, maxUnavailable - unavailable);
  return { create: [], remove: [...useless, ...candidates.slice(0, left)] };
}

function replaceBySurge(state: DaemonState, maxSurge: number, wanted: number): DaemonPlan {
  const minReadySeconds = minReadySecondsOf(state.set);
  const usable = (pod: ApiObject) => isAvailable(pod, minReadySeconds, state.nowMs);
  const plan: DaemonPlan = { create: [], remove: [] };
  const candidates: string[] = [];
  const misplaced: ApiObject[] = [];
  let surge = 0;
  let available = 0;
  for (const [name, pods] of state.pods) {
    const pair = pairOf(state, pods);
    if (pair === undefined) {
      surge++;
      continue;
    }
    const { fresh, old } = pair;
    const current = old ?? fresh;
    if (current !== undefined && usable(current)) available++;
    if (old === undefined) continue;
    if (fresh !== undefined) {
      if (usable(fresh)) plan.remove.push(old);
      else surge++;
      continue;
    }
    const node = state.nodes.find(({ metadata }) => metadata.name === name);
    const isWanted = node !== undefined && fitOf(state.set, node).shouldRun;
    if (!usable(old)) {
      if (isWanted) plan.create.push(name);
      else plan.remove.push(old);
    } else if (!isWanted) misplaced.push(old);
    else if (surge < maxSurge) candidates.push(name);
  }
  plan.remove.push(...misplaced.slice(0, Math.max(0, available - wanted)));
  plan.create.push(...candidates.slice(0, Math.max(0, maxSurge - surge)));
  return plan;
}
