/**
 * Controllers: each brings the store a step nearer to what its objects ask for, from what is there, and
 * never from what happened. Layer 3.
 *
 * A controller says which changes concern it, as keys of a queue, and what to do for a key. The loop calls
 * it soon after a write, one key at a time; keys that are added again meanwhile are done again. Later is
 * told by the cluster's clock, so a test that moves the clock needs no waiting.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { ObjectClient } from "../objects/client.ts";
import type { ClusterState } from "../server/context.ts";

/** What a controller works with. */
export interface ControllerContext {
  readonly cluster: ClusterState;
  /** Reads and writes in the controller's name. */
  readonly client: ObjectClient;
  /** Asks for a key to be done soon. */
  enqueue(key: string): void;
  /** Asks for a key to be done later. */
  enqueueAfter(key: string, delayMs: number): void;
}

/** A controller that runs. */
export interface RunningController {
  /** Brings what a key stands for a step nearer; a refusal is tried again, later each time. */
  reconcile(key: string): void;
  /** Ends what the controller listens to. */
  stop(): void;
}

/** A controller that can be started on a cluster. */
export interface Controller {
  /** Its name in lists of controllers, e.g. `namespace`. */
  readonly name: string;
  /** Starts it: it listens to the store and enqueues what is there already. */
  start(context: ControllerContext): RunningController;
}

const FIRST_RETRY_MS = 5;
const MAX_RETRY_MS = 1000 * 1000;
/** More steps without a pause mean that two controllers undo each other's work. */
const MAX_STEPS = 1_000_000;

interface Entry {
  readonly running: RunningController;
  readonly keys: Set<string>;
  readonly failures: Map<string, number>;
  readonly timers: Set<() => void>;
}

/** Runs controllers. */
export class ControllerLoop {
  readonly #cluster: ClusterState;
  readonly #entries: Entry[] = [];
  #isScheduled = false;
  #isStopped = false;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(cluster: ClusterState) {
    this.#cluster = cluster;
  }

  /** Starts a controller. */
  add(controller: Controller, client: ObjectClient): void {
    const keys = new Set<string>();
    const timers = new Set<() => void>();
    const context: ControllerContext = {
      cluster: this.#cluster,
      client,
      enqueue: (key) => {
        keys.add(key);
        this.#schedule();
      },
      enqueueAfter: (key, delayMs) => this.#later(keys, timers, key, delayMs),
    };
    const running = controller.start(context);
    this.#entries.push({ running, keys, timers, failures: new Map() });
    if (keys.size > 0) this.#schedule();
  }

  /** Resolves when no controller has anything to do now. */
  async settled(): Promise<void> {
    while (this.#isScheduled) {
      this.#waiting ??= Promise.withResolvers();
      await this.#waiting.promise;
    }
  }

  /** Ends all controllers. */
  stop(): void {
    this.#isStopped = true;
    for (const { running, timers } of this.#entries) {
      running.stop();
      for (const cancel of timers) cancel();
    }
  }

  #later(keys: Set<string>, timers: Set<() => void>, key: string, delayMs: number): void {
    const cancel = this.#cluster.clock.timer(delayMs, () => {
      timers.delete(cancel);
      keys.add(key);
      this.#schedule();
    });
    timers.add(cancel);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isStopped) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#run());
  }

  #run(): void {
    let steps = 0;
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
      if (++steps > MAX_STEPS) throw new TypeError("Cannot settle controllers: they never rest");
      this.#step(entry);
    }
    this.#isScheduled = false;
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  #next(): Entry | undefined {
    return this.#isStopped ? undefined : this.#entries.find(({ keys }) => keys.size > 0);
  }

  #step(entry: Entry): void {
    const { keys, failures, running, timers } = entry;
    const [key] = keys;
    if (key === undefined) return;
    keys.delete(key);
    try {
      running.reconcile(key);
      failures.delete(key);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      this.#later(keys, timers, key, Math.min(FIRST_RETRY_MS * 2 ** count, MAX_RETRY_MS));
    }
  }
}
