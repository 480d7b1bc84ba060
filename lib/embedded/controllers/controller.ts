/**
 * Controllers: each brings the store a step nearer to what its objects ask for, from what is there, and
 * never from what happened. Layer 3.
 *
 * A controller says which changes concern it, as keys of a queue, and what to do for a key. The loop calls
 * it soon after a write, one key at a time; keys that are added again meanwhile are done again. Later is
 * told by the cluster's clock: a callback of the clock does at once all that falls due, before the clock
 * moves on, so an hour that a test skips holds the same as an hour that passes.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { ObjectClient } from "../objects/client.ts";
import type { ClusterState, UserInfo } from "../server/context.ts";

/** What a controller works with. */
export interface ControllerContext {
  readonly cluster: ClusterState;
  /** Reads and writes in the controller's name. */
  readonly client: ObjectClient;
  /** Asks for a key to be done soon. */
  enqueue(key: string): void;
  /** Asks for a key to be done later; of several times for one key the first one counts. */
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
  /** In whose name it writes; default the account `NAME-controller` of `kube-system`. */
  readonly user?: UserInfo;
  /** Who comes to own what it writes; default `kube-controller-manager`. */
  readonly manager?: string;
  /** Starts it: it listens to the store and enqueues what is there already. */
  start(context: ControllerContext): RunningController;
}

const FIRST_RETRY_MS = 5;
const MAX_RETRY_MS = 1000 * 1000;
/** More steps without a pause mean that two controllers undo each other's work. */
const MAX_STEPS = 1_000_000;

/** Keys in the order in which they were added first. */
class KeyQueue {
  readonly #known = new Set<string>();
  #keys: string[] = [];
  #start = 0;

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  add(key: string): void {
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#keys.push(key);
  }

  take(): string | undefined {
    const key = this.#keys[this.#start];
    if (key === undefined) return undefined;
    this.#known.delete(key);
    if (++this.#start > 1000 && this.#start * 2 > this.#keys.length) {
      this.#keys = this.#keys.slice(this.#start);
      this.#start = 0;
    }
    return key;
  }
}

interface Delay {
  readonly atMs: number;
  readonly cancel: () => void;
}

/** A controller with its queue. */
class Entry {
  readonly queue = new KeyQueue();
  readonly failures = new Map<string, number>();
  readonly delays = new Map<string, Delay>();
  running: RunningController | undefined;
}

/** Runs controllers. */
export class ControllerLoop {
  readonly #cluster: ClusterState;
  readonly #entries: Entry[] = [];
  #isScheduled = false;
  #isRunning = false;
  #isStopped = false;
  #holds = 0;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(cluster: ClusterState) {
    this.#cluster = cluster;
  }

  /** Starts a controller. */
  add(controller: Controller, client: ObjectClient): void {
    const entry = new Entry();
    this.#entries.push(entry);
    entry.running = controller.start({
      cluster: this.#cluster,
      client,
      enqueue: (key) => {
        entry.queue.add(key);
        this.#schedule();
      },
      enqueueAfter: (key, delayMs) => this.#later(entry, key, delayMs),
    });
  }

  /** Resolves when no controller has anything to do now. */
  async settled(): Promise<void> {
    while (this.#isScheduled) {
      this.#waiting ??= Promise.withResolvers();
      await this.#waiting.promise;
    }
  }

  /** Lets no controller do anything until what it gives is disposed of: they see all that came meanwhile at once. */
  hold(): Disposable {
    this.#holds++;
    return {
      [Symbol.dispose]: () => {
        this.#holds--;
        if (this.#isScheduled) queueMicrotask(() => this.#run());
      },
    };
  }

  /** Ends all controllers. */
  stop(): void {
    this.#isStopped = true;
    for (const { running, delays } of this.#entries) {
      running?.stop();
      for (const { cancel } of delays.values()) cancel();
      delays.clear();
    }
  }

  #later(entry: Entry, key: string, delayMs: number): void {
    if (this.#isStopped) return;
    const { clock } = this.#cluster;
    const atMs = clock.now() + delayMs;
    const known = entry.delays.get(key);
    if (known !== undefined) {
      if (known.atMs <= atMs) return;
      known.cancel();
    }
    const cancel = clock.timer(delayMs, () => {
      entry.delays.delete(key);
      entry.queue.add(key);
      this.#isScheduled = true;
      this.#run();
    });
    entry.delays.set(key, { atMs, cancel });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isStopped) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#run());
  }

  #run(): void {
    if (this.#isRunning || this.#holds > 0) return;
    this.#isRunning = true;
    try {
      let steps = 0;
      for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
        if (++steps > MAX_STEPS) throw new TypeError("Cannot settle controllers: they never rest");
        this.#step(entry);
      }
    } finally {
      this.#isRunning = false;
      this.#isScheduled = false;
      this.#waiting?.resolve();
      this.#waiting = undefined;
    }
  }

  #next(): Entry | undefined {
    return this.#isStopped ? undefined : this.#entries.find(({ queue }) => !queue.isEmpty);
  }

  #step(entry: Entry): void {
    const { queue, failures, running } = entry;
    const key = queue.take();
    if (key === undefined) return;
    try {
      running?.reconcile(key);
      failures.delete(key);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      this.#later(entry, key, Math.min(FIRST_RETRY_MS * 2 ** count, MAX_RETRY_MS));
    }
  }
}
