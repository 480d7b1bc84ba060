/**
 * Pods that ran before their kubelet came: what their status says of their containers goes on. Layer 3.
 *
 * @module
 */
import {
  type ApiObject,
  isObject,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from "../../json.ts";
import type { PlayedContainer, PlayedPod, Run } from "./played_pod.ts";
import { planOf } from "./script.ts";

const FIRST_BACK_OFF_MS = 10_000;

/** Takes over what the status of a pod says of its containers, as far as it says anything. */
export function adopt(pod: ApiObject, played: PlayedPod, nowMs: number): void {
  const status = objectOf(pod["status"]);
  played.ip = textOf(status["podIP"]);
  const statuses = [
    ...objectsOf(status["initContainerStatuses"]),
    ...objectsOf(status["containerStatuses"]),
    ...objectsOf(status["ephemeralContainerStatuses"]),
  ];
  const isOver = status["phase"] === "Succeeded" || status["phase"] === "Failed";
  for (const container of played.containers) {
    const found = statuses.find(({ name }) => name === container.name);
    if (found !== undefined) adoptContainer(container, found, played.startedMs, nowMs);
    if (isOver) container.stage = { name: "ended" };
  }
  const { startedMs: atMs } = played;
  // What has run had its volumes.
  if (played.ip !== "") played.mounting = { isDone: true, atMs };
}

function adoptContainer(
  container: PlayedContainer,
  status: JsonObject,
  startedMs: number,
  nowMs: number,
): void {
  const { running, terminated } = objectOf(status["state"]);
  const last = objectOf(status["lastState"])["terminated"];
  const index = numberOf(status["restartCount"]) ?? 0;
  const read = (end: JsonObject, number: number): Run => {
    const atMs = timeOf(end["finishedAt"], nowMs);
    const code = numberOf(end["exitCode"]) ?? 0;
    return {
      index: number,
      plan: planOf(container.script, number),
      startedMs: timeOf(end["startedAt"], Math.min(startedMs, atMs)),
      lines: [],
      end: {
        atMs,
        code,
        reason: textOf(end["reason"]) || (code === 0 ? "Completed" : "Error"),
        message: textOf(end["message"]),
      },
    };
  };
  if (isObject(running)) {
    container.attempts = index + 1;
    const plan = planOf(container.script, index);
    const begunMs = timeOf(running["startedAt"], startedMs);
    container.current = { index, plan, startedMs: begunMs, lines: [] };
    if (isObject(last)) container.previous = read(last, index - 1);
    container.stage = { name: "running" };
    return;
  }
  const end = isObject(terminated) ? terminated : last;
  if (!isObject(end)) return;
  container.attempts = index + 1;
  container.current = read(end, index);
  const delayMs = FIRST_BACK_OFF_MS;
  container.backOff = { delayMs, sinceMs: nowMs };
  const isDone = container.role === "init" && container.current.end?.code === 0;
  container.stage = isDone
    ? { name: "ended" }
    : { name: "backoff", dueMs: nowMs + delayMs, delayMs };
}

function timeOf(text: unknown, otherwise: number): number {
  const ms = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? otherwise : ms;
}
