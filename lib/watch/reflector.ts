/**
 * List and watch: keeps a store equal to a collection of the cluster, whatever happens on the way.
 * Layer 3.
 *
 * The rules are in `machine.ts`; this file does what it says. Nothing is read ahead: a caller that is
 * slow to take a batch slows the server down, and where the server gives up on that the watch goes on
 * from its last resource version, or from a new list compared with the store.
 *
 * @module
 */
import { ApiError, type KubeError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { quote, safeLine } from "../core/message.ts";
import type { Session } from "../client/session.ts";
import type { WatchStream } from "./attempt.ts";
import { sleep, SYSTEM_CLOCK, type WatchClock } from "./clock.ts";
import { parseWireEvent, type WatchEvent, type WireEvent } from "./events.ts";
import { connectionFailure, type Failure, failure, failureOfStatus } from "./failure.ts";
import { LineSplitter } from "./lines.ts";
import { type Step, WatchMachine } from "./machine.ts";
import { CollectionSource, type SilenceLimits, type WatchRequest } from "./source.ts";
import { keyOf, type ObjectStore } from "./store.ts";

/** What a watch tells of itself beside the changes. */
export type WatchStatus =
  /** The first whole state is known. */
  | { readonly type: "synced"; readonly resourceVersion: string; readonly count: number }
  /** The watch goes on where it was interrupted: nothing was missed. */
  | { readonly type: "resumed"; readonly resourceVersion: string }
  /**
   * The collection was read again because the place of the interruption is gone: of what happened
   * meanwhile only the outcome is known, as so many changes.
   */
  | {
    readonly type: "relisted";
    readonly resourceVersion: string;
    readonly count: number;
    readonly changes: number;
  }
  /** Something failed and is tried again after a delay. */
  | { readonly type: "retrying"; readonly error: KubeError; readonly delayMs: number };

/** How a collection is reflected. */
export interface ReflectOptions {
  /** Ends it; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Hears how the watch fares; what it throws is thrown. */
  readonly onStatus?: ((status: WatchStatus) => void) | undefined;
  /** Changes each object as it arrives, e.g. by taking out what is never read. */
  readonly transform?: ((object: KubeObject) => KubeObject) | undefined;
  /** Whether state is streamed where the server can (KEP-3157); default `true`. */
  readonly stream?: boolean | undefined;
  /** How long a server may be silent. */
  readonly silence?: SilenceLimits | undefined;
  /** Stands in for time and chance in tests. */
  readonly clock?: WatchClock | undefined;
}

/**
 * Keeps a store equal to a collection: one watch that begins with the whole state, or pages of 500 and
 * then a watch; after each interruption a watch from the last resource version.
 *
 * @param session The connection.
 * @param request What to watch.
 * @param store What to keep equal; its changes are what is yielded.
 * @param options Signal, status, time.
 * @returns Batches of changes in order, the first one (perhaps empty) when the first state is whole. Ends
 * only by an error.
 * @throws {ForbiddenError} when the rights are missing: at once before the first state, when it has been
 * said four times in a row later.
 * @throws {KubeError} when the server refuses the request, cannot be reached for the first state, or
 * has failed five times to give it.
 */
export async function* reflect<T extends KubeObject>(
  session: Session,
  request: WatchRequest,
  store: ObjectStore<T>,
  options: ReflectOptions,
): AsyncGenerator<readonly WatchEvent<T>[], never, void> {
  return yield* new Reflection(session, request, store, options).run();
}

class Reflection<T extends KubeObject> {
  readonly #store: ObjectStore<T>;
  readonly #options: ReflectOptions;
  readonly #clock: WatchClock;
  readonly #source: CollectionSource;
  readonly #machine: WatchMachine;
  readonly #signal: AbortSignal;
  /** Whether a synced watch was interrupted. */
  #interrupted = false;

  constructor(
    session: Session,
    request: WatchRequest,
    store: ObjectStore<T>,
    options: ReflectOptions,
  ) {
    this.#store = store;
    this.#options = options;
    this.#clock = options.clock ?? session.clock ?? SYSTEM_CLOCK;
    this.#source = new CollectionSource(session, request, this.#clock, options.silence);
    this.#machine = new WatchMachine({
      random: () => this.#clock.random(),
      stream: options.stream,
    });
    this.#signal = options.signal;
  }

  async *run(): AsyncGenerator<readonly WatchEvent<T>[], never, void> {
    let failed: Failure | undefined;
    for (;;) {
      const step = this.#machine.next();
      if (step.type === "fail") throw step.error;
      if (failed !== undefined) {
        this.#say({ type: "retrying", error: failed.error, delayMs: step.delayMs });
      }
      if (step.delayMs > 0) await sleep(this.#clock, step.delayMs, this.#signal);
      this.#signal.throwIfAborted();
      failed = step.type === "list" ? yield* this.#list(step) : yield* this.#watch(step);
      if (this.#machine.synced && step.type !== "list") this.#interrupted = true;
    }
  }

  async *#list(
    step: Extract<Step, { type: "list" }>,
  ): AsyncGenerator<readonly WatchEvent<T>[], Failure | undefined, void> {
    const listed = await this.#source.list(step.resourceVersion, this.#signal);
    if (listed.type === "failure") {
      this.#machine.ended(this.#clock.now(), listed);
      return listed;
    }
    for (const [key, object] of listed.objects) {
      listed.objects.set(key, this.#transform(object));
    }
    const first = !this.#machine.synced;
    this.#machine.listed(listed.resourceVersion);
    yield this.#replace(listed.objects, first);
    return undefined;
  }

  async *#watch(
    step: Extract<Step, { type: "watch" | "stream" }>,
  ): AsyncGenerator<readonly WatchEvent<T>[], Failure | undefined, void> {
    const stream = await this.#source.watch(step, this.#signal);
    if (stream.type === "failure") {
      this.#machine.ended(this.#clock.now(), stream);
      return stream;
    }
    try {
      this.#machine.opened(this.#clock.now());
      if (step.type === "watch" && this.#interrupted) {
        this.#interrupted = false;
        this.#say({ type: "resumed", resourceVersion: step.resourceVersion });
      }
      const failed = yield* this.#follow(stream, step.type === "stream");
      this.#machine.ended(this.#clock.now(), failed);
      return failed;
    } finally {
      await stream.close();
    }
  }

  /** Reads a watch to its end. */
  async *#follow(
    stream: WatchStream,
    streaming: boolean,
  ): AsyncGenerator<readonly WatchEvent<T>[], Failure | undefined, void> {
    const splitter = new LineSplitter();
    const { watchMs, streamMs } = this.#source.silence;
    let collected = new Map<string, KubeObject>();
    let silenceMs = streaming ? streamMs : watchMs;
    for (;;) {
      const read = await stream.read(silenceMs);
      if (read.type === "failure") return read;
      if (read.type === "end") {
        return splitter.pendingBytes === 0
          ? undefined
          : this.#fault("cut", "the answer ended in the middle of an event");
      }
      const changes: WatchEvent<T>[] = [];
      let failed: Failure | undefined;
      for (const event of this.#events(splitter, read.bytes)) {
        if (event.type === "failure") failed = event;
        else if (event.type === "ERROR") {
          failed = failureOfStatus(event.status, this.#source.describe("watch"));
        } else {
          const snapshot = this.#take(event, collected, changes);
          if (snapshot !== undefined) {
            collected = new Map();
            silenceMs = watchMs;
            yield snapshot;
          }
        }
        if (failed !== undefined) break;
      }
      // What came before a failure is true all the same.
      if (changes.length > 0) yield changes;
      if (failed !== undefined) return failed;
    }
  }

  /** Takes one event: into the collected state, into `changes`, or as the end of the collected state. */
  #take(
    event: Exclude<WireEvent, { type: "ERROR" }>,
    collected: Map<string, KubeObject>,
    changes: WatchEvent<T>[],
  ): readonly WatchEvent<T>[] | undefined {
    const first = !this.#machine.synced;
    const verdict = this.#machine.received(event);
    if (verdict === "snapshot") return this.#replace(collected, first);
    if (verdict === "drop" || event.type === "BOOKMARK") return undefined;
    const object = this.#transform(this.#source.typed(event.object));
    if (verdict === "apply") {
      for (const change of this.#store.apply(event.type, this.#asKind(object))) {
        changes.push(change);
      }
    } else if (event.type === "DELETED") {
      collected.delete(keyOf(object));
    } else {
      collected.set(keyOf(object), object);
    }
    return undefined;
  }

  *#events(splitter: LineSplitter, bytes: Uint8Array): Generator<WireEvent | Failure, void, void> {
    try {
      for (const line of splitter.push(bytes)) {
        const event = parseWireEvent(line, { managedFields: this.#source.managedFields });
        yield event ?? this.#fault("malformed", `a line is no event: ${describeLine(line)}`);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      yield failure("malformed", error);
    }
  }

  #replace(objects: Map<string, KubeObject>, first: boolean): readonly WatchEvent<T>[] {
    const changes = this.#store.replace(this.#asKinds(objects));
    const { resourceVersion } = this.#machine;
    const count = this.#store.size;
    this.#interrupted = false;
    this.#say(
      first
        ? { type: "synced", resourceVersion, count }
        : { type: "relisted", resourceVersion, count, changes: changes.length },
    );
    return changes;
  }

  #transform(object: KubeObject): KubeObject {
    return this.#options.transform?.(object) ?? object;
  }

  // The server's word is all there is for the type of an object.
  #asKind(object: KubeObject): T {
    return object as T;
  }

  #asKinds(objects: Map<string, KubeObject>): Map<string, T> {
    return objects as Map<string, T>;
  }

  #fault(cause: "cut" | "malformed", state: string): Failure {
    return connectionFailure(cause, this.#source.describe("watch"), state);
  }

  #say(status: WatchStatus): void {
    this.#options.onStatus?.(status);
  }
}

const EXCERPT_LENGTH = 80;

/** Describes a line that is no event; what could be an object's data is not shown. */
function describeLine(line: string): string {
  if (!line.startsWith("<")) return `${line.length} characters`;
  return quote(safeLine(line.replace(/<[^>]*>/g, " ")).slice(0, EXCERPT_LENGTH));
}
