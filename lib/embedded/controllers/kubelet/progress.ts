/**
 * How far a pod's containers have come. Layer 3.
 *
 * @module
 */
import type { PlayedContainer, PlayedPod } from "./played_pod.ts";

/** Whether everything in a pod has ended for good. */
export function isOver({ containers }: PlayedPod): boolean {
  return containers.every(({ stage }) => stage.name === "ended");
}

/** When the containers that a pod is there for had ended for good; `undefined` where some have not. */
function mainsEndedMs({ containers, startedMs, ending }: PlayedPod): number | undefined {
  let last = ending?.sinceMs ?? startedMs;
  for (const { role, stage, current } of containers) {
    if (role !== "main") continue;
    if (stage.name !== "ended") return undefined;
    last = Math.max(last, current?.end?.atMs ?? startedMs);
  }
  return last;
}

/** When a container that runs to its end failed for good, so that no other is started. */
export function failedMs({ containers, startedMs }: PlayedPod): number | undefined {
  let last: number | undefined;
  for (const { role, stage, current } of containers) {
    const end = role === "init" && stage.name === "ended" ? current?.end : undefined;
    if (end !== undefined && end.code !== 0) last = Math.max(last ?? startedMs, end.atMs);
  }
  return last;
}

/** Since when a container is to stop with its pod; `undefined` where it is not. */
export function stopMs(played: PlayedPod, { role }: PlayedContainer): number | undefined {
  const { ending } = played;
  switch (role) {
    case "init":
      return ending?.sinceMs;
    case "main":
      return ending?.sinceMs ?? failedMs(played);
    default:
      // What runs beside the others ends after them.
      return failedMs(played) ?? mainsEndedMs(played);
  }
}
