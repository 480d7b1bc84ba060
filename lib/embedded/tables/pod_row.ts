/**
 * The row of a pod: the one word for all that can be wrong with it. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/printers/internalversion/printers.go
 */
import { type ApiObject, isObject, type JsonObject, objectOf, objectsOf, textOf } from "../json.ts";
import { formatAge, formatDuration } from "./age.ts";
import { type Column, NAME, numberIn, orElse, spec, status, text } from "./cells.ts";

interface PodSummary {
  readonly ready: string;
  readonly reason: string;
  readonly restarts: string;
}

function isRestartable(container: JsonObject): boolean {
  return container["restartPolicy"] === "Always";
}

function hasCondition(object: ApiObject, type: string): boolean {
  return objectsOf(status(object)["conditions"]).some((condition) =>
    condition["type"] === type && condition["status"] === "True"
  );
}

function stateReason(state: JsonObject): string {
  const waiting = objectOf(state["waiting"]);
  const terminated = objectOf(state["terminated"]);
  if (textOf(waiting["reason"]) !== "") return textOf(waiting["reason"]);
  if (textOf(terminated["reason"]) !== "") return textOf(terminated["reason"]);
  if (!isObject(state["terminated"])) return "";
  return numberIn(terminated["signal"]) !== 0
    ? `Signal:${numberIn(terminated["signal"])}`
    : `ExitCode:${numberIn(terminated["exitCode"])}`;
}

/** What a table says of a pod. */
export function summarizePod(object: ApiObject, nowMs: number): PodSummary {
  const podStatus = status(object);
  const phase = textOf(podStatus["phase"]);
  let reason = orElse(podStatus["reason"], phase);
  const initial = objectsOf(spec(object)["initContainers"]);
  let total = objectsOf(spec(object)["containers"]).length;
  const gated = objectsOf(podStatus["conditions"]).some((condition) =>
    condition["type"] === "PodScheduled" && condition["reason"] === "SchedulingGated"
  );
  if (gated) reason = "SchedulingGated";
  const sidecars = new Set(initial.filter(isRestartable).map(({ name }) => textOf(name)));
  total += sidecars.size;
  let ready = 0;
  let restarts = 0;
  let lastRestartMs = 0;
  const note = (container: JsonObject) => {
    restarts += numberIn(container["restartCount"]);
    const finished = textOf(
      objectOf(objectOf(container["lastState"])["terminated"])["finishedAt"],
    );
    if (finished !== "") lastRestartMs = Math.max(lastRestartMs, Date.parse(finished));
  };
  let isInitializing = false;
  for (const [index, container] of objectsOf(podStatus["initContainerStatuses"]).entries()) {
    note(container);
    const state = objectOf(container["state"]);
    const terminated = objectOf(state["terminated"]);
    const isSidecar = sidecars.has(textOf(container["name"]));
    if (isObject(state["terminated"]) && numberIn(terminated["exitCode"]) === 0) continue;
    if (isSidecar && container["started"] === true) {
      if (container["ready"] === true) ready++;
      continue;
    }
    if (isObject(state["terminated"])) reason = `Init:${stateReason(state)}`;
    else if (
      isObject(state["waiting"]) && !["", "PodInitializing"].includes(
        textOf(objectOf(state["waiting"])["reason"]),
      )
    ) reason = `Init:${stateReason(state)}`;
    else reason = `Init:${index}/${initial.length}`;
    isInitializing = true;
    break;
  }
  if (!isInitializing || hasCondition(object, "Initialized")) {
    let hasRunning = false;
    for (const container of objectsOf(podStatus["containerStatuses"]).reverse()) {
      note(container);
      const state = objectOf(container["state"]);
      const why = stateReason(state);
      if (why !== "") reason = why;
      else if (container["ready"] === true && isObject(state["running"])) {
        hasRunning = true;
        ready++;
      }
    }
    if (reason === "Completed" && hasRunning) {
      reason = hasCondition(object, "Ready") ? "Running" : "NotReady";
    }
  }
  if (object.metadata.deletionTimestamp !== undefined) {
    if (podStatus["reason"] === "NodeLost") reason = "Unknown";
    else if (phase !== "Succeeded" && phase !== "Failed") reason = "Terminating";
  }
  const since = restarts > 0 && lastRestartMs > 0
    ? ` (${formatDuration(nowMs - lastRestartMs)} ago)`
    : "";
  return { ready: `${ready}/${total}`, reason, restarts: `${restarts}${since}` };
}

function readinessGates(object: ApiObject): string {
  const gates = objectsOf(spec(object)["readinessGates"]);
  if (gates.length === 0) return "<none>";
  const met = gates.filter((gate) => hasCondition(object, textOf(gate["conditionType"])));
  return `${met.length}/${gates.length}`;
}

/** The columns of pods. */
export const POD_COLUMNS: readonly Column[] = [
  NAME,
  text("Ready", (object, nowMs) => summarizePod(object, nowMs).ready),
  text("Status", (object, nowMs) => summarizePod(object, nowMs).reason),
  text("Restarts", (object, nowMs) => summarizePod(object, nowMs).restarts),
  text("Age", ({ metadata }, nowMs) => formatAge(metadata.creationTimestamp, nowMs)),
  text("IP", (object) => {
    const first = objectsOf(status(object)["podIPs"])[0];
    return orElse(first?.["ip"] ?? status(object)["podIP"], "<none>");
  }, 1),
  text("Node", (object) => orElse(spec(object)["nodeName"], "<none>"), 1),
  text("Nominated Node", (object) => orElse(status(object)["nominatedNodeName"], "<none>"), 1),
  text("Readiness Gates", readinessGates, 1),
];
