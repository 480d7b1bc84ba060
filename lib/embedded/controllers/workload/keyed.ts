/**
 * Starting a controller whose keys are objects of one collection. Layer 3.
 *
 * @module
 */
import type { ApiObject } from "../../json.ts";
import type { ControllerContext, RunningController } from "../controller.ts";
import { keyOf } from "./reading.ts";

/** How a controller listens. */
export interface Keyed {
  /** The collection whose objects the keys stand for. */
  readonly collection: string;
  /** Other collections, and which keys a new, changed or deleted object of them concerns. */
  readonly others: Readonly<Record<string, (object: ApiObject) => Iterable<string>>>;
  /** Other collections whose objects may concern every key, and which changes of them do. */
  readonly everything?: Readonly<
    Record<string, (object: ApiObject, previous: ApiObject | undefined) => boolean>
  >;
  /** Brings what a key stands for a step nearer. */
  reconcile(key: string): void;
  /** Ends what else the controller listens to. */
  stop?(): void;
}

/** Starts to listen, and asks for everything that is there already. */
export function startKeyed(context: ControllerContext, keyed: Keyed): RunningController {
  const { store } = context.cluster;
  const stops = [store.listen(keyed.collection, ({ object }) => context.enqueue(keyOf(object)))];
  for (const [collection, keysOf] of Object.entries(keyed.others)) {
    stops.push(store.listen(collection, ({ object, previous }) => {
      for (const key of keysOf(object)) context.enqueue(key);
      if (previous !== undefined) { for (const key of keysOf(previous)) context.enqueue(key); }
    }));
  }
  const enqueueAll = () => {
    for (const object of store.list(keyed.collection)) context.enqueue(keyOf(object));
  };
  for (const [collection, concerns] of Object.entries(keyed.everything ?? {})) {
    stops.push(store.listen(collection, ({ type, object, previous }) => {
      if (type !== "MODIFIED" || concerns(object, previous)) enqueueAll();
    }));
  }
  enqueueAll();
  return {
    reconcile: (key) => keyed.reconcile(key),
    stop() {
      for (const stop of stops) stop();
      keyed.stop?.();
    },
  };
}
