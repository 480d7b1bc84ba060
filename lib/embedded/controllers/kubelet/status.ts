/**
 * The status of a pod as its kubelet writes it. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go
 * @see k8s.io/kubernetes/pkg/kubelet/status/generate.go
 */
import { formatTime } from "../../clock.ts";
import {
  type ApiObject,
  isObject,
  type JsonObject,
  objectOf,
  objectsOf,
  textOf,
} from "../../json.ts";
import { digestOf } from "../../objects/digest.ts";
import { imageDigest, imageName } from "./image_names.ts";
import type { PlayedContainer, PlayedPod, Run, RunEnd } from "./played_pod.ts";
import { isOver } from "./progress.ts";
import { isReadyAt, startedAt } from "./readiness.ts";

/** Conditions that a kubelet writes itself; it leaves others as they are. */
const OWN_CONDITIONS: ReadonlySet<string> = new Set([
  "PodReadyToStartContainers",
  "Initialized",
  "Ready",
  "ContainersReady",
  "PodScheduled",
]);

/**
 * The status of a pod.
 *
 * @param pod The pod as stored.
 * @param played What its containers do.
 * @param hostIP The address of its node.
 * @param nowMs Milliseconds since 1970.
 */
export function podStatus(
  pod: ApiObject,
  played: PlayedPod,
  hostIP: string,
  nowMs: number,
): JsonObject {
  const before = objectOf(pod["status"]);
  const views = played.containers.map((container) => viewOf(pod, played, container, nowMs));
  const phase = phaseOf(pod, played, views);
  const { ip } = played;
  const initial = views.filter(({ container: { role } }) => role === "init" || role === "sidecar");
  const debug = views.filter(({ container }) => container.role === "debug");
  const main = views.filter(({ container }) => container.role === "main");
  const isLate = played.ending?.reason === "deadline" && phase === "Failed";
  const kept = phase === before["phase"] ? before : {};
  const { reason = kept["reason"], message = kept["message"] } = isLate
    ? {
      reason: "DeadlineExceeded",
      message: "Pod was active on the node longer than the specified deadline",
    }
    : {};
  const podIPs = ip === "" ? {} : { podIP: ip, podIPs: [{ ip }] };
  return {
    ...(pod.metadata.generation === undefined ? {} : {
      observedGeneration: pod.metadata.generation,
    }),
    phase,
    conditions: conditionsOf(pod, played, phase, views, nowMs),
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(before["nominatedNodeName"] === undefined
      ? {}
      : { nominatedNodeName: before["nominatedNodeName"] }),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...podIPs,
    startTime: formatTime(played.startedMs),
    ...(initial.length === 0 ? {} : { initContainerStatuses: initial.map(({ status }) => status) }),
    containerStatuses: main.map(({ status }) => status)
      .sort((left, right) => textOf(left["name"]) < textOf(right["name"]) ? -1 : 1),
    qosClass: before["qosClass"],
    ...(debug.length === 0
      ? {}
      : { ephemeralContainerStatuses: debug.map(({ status }) => status) }),
  };
}

interface View {
  readonly container: PlayedContainer;
  readonly status: JsonObject;
  readonly isReady: boolean;
  readonly isStarted: boolean;
}

function viewOf(
  pod: ApiObject,
  played: PlayedPod,
  container: PlayedContainer,
  nowMs: number,
): View {
  const { current, previous, stage, role, spec, name } = container;
  const isRunning = stage.name === "running" && current !== undefined;
  const upMs = isRunning ? startedAt(container, current) : undefined;
  const isStarted = upMs !== undefined && upMs <= nowMs;
  const isDone = role === "init" && stage.name === "ended" && current?.end?.code === 0;
  // What runs to its end is ready when it has come to it.
  const isReady = isDone ||
    isRunning && (role === "main" || role === "sidecar") && isReadyAt(container, current, nowMs);
  const image = imageName(textOf(spec["image"]));
  const resources = objectOf(spec["resources"]);
  const mounts = objectsOf(spec["volumeMounts"]).map(mountStatus);
  const waiting = waitingOf(pod, played, container);
  const last = waiting !== undefined && current?.end !== undefined ? current : previous;
  const status: JsonObject = {
    name,
    state: waiting !== undefined
      ? { waiting }
      : current === undefined
      ? { terminated: UNKNOWN_END }
      : runState(played, container, current),
    lastState: last?.end === undefined
      ? {}
      : { terminated: terminated(played, container, last, last.end) },
    ready: isReady,
    restartCount: current?.index ?? 0,
    image: current === undefined ? textOf(spec["image"]) : image,
    imageID: current === undefined ? "" : imageDigest(image),
    ...(current === undefined ? {} : { containerID: containerId(played, container, current) }),
    started: isStarted,
    ...(current === undefined || !isObject(resources["requests"])
      ? {}
      : { allocatedResources: resources["requests"] }),
    ...(current === undefined ? {} : { resources }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
  };
  return { container, status, isReady, isStarted };
}

const UNKNOWN_END: JsonObject = {
  exitCode: 137,
  reason: "ContainerStatusUnknown",
  message: "The container could not be located when the pod was terminated",
  startedAt: null,
  finishedAt: null,
};

function mountStatus(mount: JsonObject): JsonObject {
  const isReadOnly = mount["readOnly"] === true;
  return {
    name: mount["name"],
    mountPath: mount["mountPath"],
    ...(isReadOnly ? { readOnly: true, recursiveReadOnly: "Disabled" } : {}),
  };
}

/** Why a container waits; `undefined` where it does not. */
function waitingOf(
  pod: ApiObject,
  { containers, ending }: PlayedPod,
  { stage, current, name, spec }: PlayedContainer,
): JsonObject | undefined {
  switch (stage.name) {
    case "running":
      return undefined;
    case "ended":
      return current === undefined && ending === undefined
        ? { reason: "PodInitializing" }
        : undefined;
    case "backoff": {
      const { metadata } = pod;
      const id = `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
      const delay = formatDelay(stage.delayMs);
      return {
        reason: "CrashLoopBackOff",
        message: `back-off ${delay} restarting failed container=${name} pod=${id}`,
      };
    }
    case "unpulled": {
      const image = JSON.stringify(textOf(spec["image"]));
      return stage.isBackingOff
        ? {
          reason: "ImagePullBackOff",
          message: `Back-off pulling image ${image}: ErrImagePull: ${stage.error}`,
        }
        : { reason: "ErrImagePull", message: stage.error };
    }
    case "unconfigured":
      return { reason: "CreateContainerConfigError", message: stage.error };
    default: {
      // Until it runs again, what became of it is what there is to say.
      if (current?.end !== undefined) return undefined;
      const hasInit = containers[0]?.role === "init" || containers[0]?.role === "sidecar";
      return { reason: hasInit ? "PodInitializing" : "ContainerCreating" };
    }
  }
}

function formatDelay(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

function runState(played: PlayedPod, container: PlayedContainer, run: Run): JsonObject {
  return run.end === undefined
    ? { running: { startedAt: formatTime(run.startedMs) } }
    : { terminated: terminated(played, container, run, run.end) };
}

function terminated(
  played: PlayedPod,
  container: PlayedContainer,
  run: Run,
  { code, reason, message, atMs }: RunEnd,
): JsonObject {
  return {
    exitCode: code,
    reason,
    ...(message === "" ? {} : { message }),
    startedAt: formatTime(run.startedMs),
    finishedAt: formatTime(atMs),
    containerID: containerId(played, container, run),
  };
}

function containerId({ uid }: PlayedPod, { name }: PlayedContainer, { index }: Run): string {
  return `containerd://${digestOf(`${uid}/${name}/${index}`, 64)}`;
}

function phaseOf(pod: ApiObject, played: PlayedPod, views: readonly View[]): string {
  const before = textOf(objectOf(pod["status"])["phase"]);
  if (before === "Succeeded" || before === "Failed") return before;
  if (played.ending?.reason === "deadline" && isOver(played)) return "Failed";
  let pending = 0;
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let ended = 0;
  let succeeded = 0;
  const hasStarted = played.containers.some(({ role, current }) =>
    role === "main" && current !== undefined
  );
  for (const { container: { role, stage, current }, isStarted } of views) {
    const end = current?.end;
    if (role === "debug") continue;
    if (role === "init") {
      if (stage.name === "ended" && end !== undefined && end.code !== 0) return "Failed";
      if (end === undefined && stage.name !== "ended") pending++;
      continue;
    }
    if (stage.name === "running") {
      running++;
      if (role === "sidecar" && !isStarted && !hasStarted) pending++;
      continue;
    }
    if (role === "sidecar") {
      if (current === undefined && stage.name !== "ended") waiting++;
      continue;
    }
    if (end === undefined && stage.name !== "ended") waiting++;
    else {
      stopped++;
      if (stage.name === "ended") ended++;
      if (end?.code === 0) succeeded++;
    }
  }
  if (pending > 0 || waiting > 0) return "Pending";
  if (running > 0) return "Running";
  if (stopped === 0) return "Pending";
  if (ended < stopped) return "Running";
  return succeeded === stopped ? "Succeeded" : "Failed";
}

function conditionsOf(
  pod: ApiObject,
  played: PlayedPod,
  phase: string,
  views: readonly View[],
  nowMs: number,
): JsonObject[] {
  const before = objectsOf(objectOf(pod["status"])["conditions"]);
  const others = before.filter(({ type }) => !OWN_CONDITIONS.has(textOf(type)));
  const ready = containersReady(phase, views);
  const gates = gatesUnmet(pod, others);
  const isUp = played.ip !== "" && !isOver(played);
  const own: readonly (readonly [string, Verdict])[] = [
    ["PodReadyToStartContainers", { isTrue: isUp }],
    ["Initialized", initialized(phase, views)],
    [
      "Ready",
      ready.isTrue && gates.length > 0
        ? { isTrue: false, reason: "ReadinessGatesNotReady", message: gates.join(", ") }
        : ready,
    ],
    ["ContainersReady", ready],
    ["PodScheduled", { isTrue: true }],
  ];
  const time = formatTime(nowMs);
  const { generation } = pod.metadata;
  return [
    ...others,
    ...own.map(([type, { isTrue, reason, message }]): JsonObject => {
      const status = isTrue ? "True" : "False";
      const same = before.find((other) => other["type"] === type && other["status"] === status);
      return {
        type,
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        status,
        lastProbeTime: null,
        lastTransitionTime: same?.["lastTransitionTime"] ?? time,
        ...(reason === undefined ? {} : { reason }),
        ...(message === undefined ? {} : { message }),
      };
    }),
  ];
}

interface Verdict {
  readonly isTrue: boolean;
  readonly reason?: string;
  readonly message?: string;
}

function containersReady(phase: string, views: readonly View[]): Verdict {
  if (phase === "Succeeded") return { isTrue: false, reason: "PodCompleted" };
  if (phase === "Failed") return { isTrue: false, reason: "PodFailed" };
  const unready = views.filter(({ container: { role }, isReady }) =>
    (role === "main" || role === "sidecar") && !isReady
  ).map(({ container }) => container.name);
  return unready.length === 0 ? { isTrue: true } : {
    isTrue: false,
    reason: "ContainersNotReady",
    message: `containers with unready status: [${unready.join(" ")}]`,
  };
}

function initialized(phase: string, views: readonly View[]): Verdict {
  if (phase === "Succeeded") return { isTrue: true, reason: "PodCompleted" };
  const hasStarted = views.some(({ container }) =>
    container.role === "main" && container.current !== undefined
  );
  if (hasStarted) return { isTrue: true };
  const incomplete = views.filter(({ container, isReady, isStarted }) =>
    container.role === "init" && !isReady || container.role === "sidecar" && !isStarted
  ).map(({ container }) => container.name);
  return incomplete.length === 0 ? { isTrue: true } : {
    isTrue: false,
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: [${incomplete.join(" ")}]`,
  };
}

function gatesUnmet(pod: ApiObject, conditions: readonly JsonObject[]): string[] {
  return objectsOf(objectOf(pod["spec"])["readinessGates"]).flatMap((gate) => {
    const type = textOf(gate["conditionType"]);
    const found = conditions.find((condition) => condition["type"] === type);
    const quoted = JSON.stringify(type);
    if (found === undefined) {
      return [`corresponding condition of pod readiness gate ${quoted} does not exist.`];
    }
    return found["status"] === "True"
      ? []
      : [`the status of pod readiness gate ${quoted} is not "True", but ${found["status"]}`];
  });
}
