/**
 * What last made the endpoints of a service change: a pod that became ready or not, or the service's own
 * beginning. Layer 3.
 *
 * @module
 * @see k8s.io/endpointslice/util/trigger_time_tracker.go
 */
import { formatTime } from "../../clock.ts";
import type { ApiObject } from "../../json.ts";
import { readySinceMs } from "../workload/pods.ts";
import { createdMs, keyOf } from "../workload/reading.ts";

interface Seen {
  readonly serviceMs: number;
  readonly podMs: ReadonlyMap<string, number>;
}

/** Remembers what has been seen of services. */
export class TriggerTimes {
  readonly #seen = new Map<string, Seen>();

  /**
   * The earliest change since the last look.
   *
   * @param service The service.
   * @param pods Those that it selects.
   * @returns A timestamp, or `undefined` where no time tells of a change.
   */
  next(service: ApiObject, pods: readonly ApiObject[]): string | undefined {
    const key = keyOf(service);
    const before = this.#seen.get(key);
    const serviceMs = createdMs(service);
    const podMs = new Map(
      pods.flatMap((pod) => {
        const since = readySinceMs(pod);
        return since === undefined ? [] : [[keyOf(pod), since] as const];
      }),
    );
    this.#seen.set(key, { serviceMs, podMs });
    const news = [...podMs].filter(([pod, ms]) => ms > (before?.podMs.get(pod) ?? 0))
      .map(([, ms]) => ms);
    if (before === undefined || serviceMs > before.serviceMs) news.push(serviceMs);
    return news.length === 0 ? undefined : formatTime(Math.min(...news));
  }

  /** Forgets a service that has gone. */
  forget(key: string): void {
    this.#seen.delete(key);
  }
}
