/**
 * The network side of a reflector: opens lists and watches on a session, and says in a few words how they
 * ended. Layer 3.
 *
 * @module
 */
import { describeNotJson, readText } from "../connect/body.ts";
import { ApiError } from "../core/errors.ts";
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { ACCEPT_METADATA, ACCEPT_METADATA_LIST, acceptObjects } from "../core/media.ts";
import { type QueryParameters, resourcePath } from "../core/path.ts";
import type { CallDescription } from "../core/status.ts";
import { ElementReader } from "../client/elements.ts";
import { PAGE_SIZE } from "../client/lists.ts";
import { describeCollection } from "../client/objects.ts";
import type { Session } from "../client/session.ts";
import type { Kind } from "../kinds/kind.ts";
import { Attempt, type WatchStream } from "./attempt.ts";
import type { WatchClock } from "./clock.ts";
import { connectionFailure, type Failure, failure, failureOfAnswer } from "./failure.ts";
import type { Step } from "./machine.ts";
import { keyOf } from "./store.ts";

/** What to watch of a collection. */
export interface WatchRequest {
  /** The kind of its objects. */
  readonly kind: Kind;
  /** Left out: all namespaces, or a kind without namespaces. */
  readonly namespace?: string | undefined;
  /** Labels to select by, as the server takes them. */
  readonly labelSelector?: string | undefined;
  /** Fields to select by, as the server takes them. */
  readonly fieldSelector?: string | undefined;
  /** Whole objects, or their metadata only; default `object`. */
  readonly representation?: "object" | "metadata" | undefined;
  /** Whether `metadata.managedFields` is kept; default `false`. */
  readonly managedFields?: boolean | undefined;
}

/** A whole state of a collection. */
export interface Snapshot {
  /** Tells it from a failure. */
  readonly type: "snapshot";
  /** The objects by {@link keyOf}. */
  readonly objects: Map<string, KubeObject>;
  /** The version of the whole. */
  readonly resourceVersion: string;
}

/** How long a server may be silent, in milliseconds. */
export interface SilenceLimits {
  /** While a watch is open: servers send a bookmark about once a minute. Default 70000. */
  readonly watchMs: number;
  /** While state is streamed, before a list is tried instead. Default 30000. */
  readonly streamMs: number;
}

/** What a server that is alive keeps. */
export const SILENCE_LIMITS: SilenceLimits = Object.freeze({ watchMs: 70_000, streamMs: 30_000 });

/** Lists and watches one collection. */
export class CollectionSource {
  readonly #session: Session;
  readonly #request: WatchRequest;
  readonly #clock: WatchClock;
  /** How long a server may be silent. */
  readonly silence: SilenceLimits;
  readonly #type: { readonly apiVersion: string; readonly kind: string };

  /** Sends nothing yet. */
  constructor(
    session: Session,
    request: WatchRequest,
    clock: WatchClock,
    silence: SilenceLimits = SILENCE_LIMITS,
  ) {
    this.#session = session;
    this.#request = request;
    this.#clock = clock;
    this.silence = silence;
    this.#type = { apiVersion: formatApiVersion(request.kind), kind: request.kind.kind };
  }

  /** Describes what is done, for messages. */
  describe(verb: string): CallDescription {
    return describeCollection(verb, this.#request.kind, this.#request.namespace);
  }

  /** Gives an object its own type where the server sent it as metadata only. */
  typed(object: KubeObject): KubeObject {
    if (this.#request.representation !== "metadata") return object;
    return Object.assign(object, this.#type);
  }

  /** Whether managedFields are wanted. */
  get managedFields(): boolean {
    return this.#request.managedFields === true;
  }

  /**
   * Reads the whole collection, one consistent state: page by page, and in one piece where a continue
   * token expires on the way.
   *
   * @param resourceVersion How fresh it must be at least; `""` for the newest.
   */
  async list(resourceVersion: string, signal: AbortSignal): Promise<Snapshot | Failure> {
    const objects = new Map<string, KubeObject>();
    let token: string | undefined;
    let limit: number | undefined = PAGE_SIZE;
    for (;;) {
      const page = await this.#page(
        {
          ...(resourceVersion === "" || token !== undefined
            ? {}
            : { resourceVersion, resourceVersionMatch: "NotOlderThan" }),
          limit,
          continue: token,
        },
        objects,
        signal,
      );
      if (page.type === "page") {
        if (page.continue === undefined) {
          return { type: "snapshot", objects, resourceVersion: page.resourceVersion };
        }
        token = page.continue;
      } else if (page.cause === "expired" && token !== undefined) {
        // What came before belongs to a state that is gone.
        objects.clear();
        token = undefined;
        limit = undefined;
      } else {
        return page;
      }
    }
  }

  /** Opens a watch; the answer has begun when this returns. */
  async watch(
    step: Extract<Step, { type: "watch" | "stream" }>,
    signal: AbortSignal,
  ): Promise<WatchStream | Failure> {
    const streaming = step.type === "stream";
    const { labelSelector, fieldSelector } = this.#request;
    const path = this.#path({
      watch: true,
      fieldSelector,
      labelSelector,
      allowWatchBookmarks: true,
      ...(streaming ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" } : {}),
      resourceVersion: step.resourceVersion === "" ? undefined : step.resourceVersion,
      timeoutSeconds: step.timeoutSeconds,
    });
    const accept = this.#request.representation === "metadata"
      ? ACCEPT_METADATA
      : acceptObjects(this.managedFields);
    const call = this.describe("watch");
    const silenceMs = streaming ? this.silence.streamMs : this.silence.watchMs;
    const attempt = new Attempt(this.#clock, silenceMs, call, signal);
    const opened = await this.#open(attempt, path, accept, true);
    return opened instanceof Response ? attempt.stream(opened) : opened;
  }

  async #page(
    parameters: QueryParameters,
    objects: Map<string, KubeObject>,
    signal: AbortSignal,
  ): Promise<Page | Failure> {
    const { labelSelector, fieldSelector, representation } = this.#request;
    const path = this.#path({ fieldSelector, labelSelector, ...parameters });
    const accept = representation === "metadata"
      ? ACCEPT_METADATA_LIST
      : acceptObjects(this.managedFields);
    const call = this.describe("list");
    const attempt = new Attempt(this.#clock, this.silence.watchMs, call, signal);
    const opened = await this.#open(attempt, path, accept, false);
    if (!(opened instanceof Response)) return opened;
    const stream = attempt.stream(opened);
    const reader = new ElementReader<KubeObject>(call, {
      dropManagedFields: !this.managedFields,
      contentType: opened.headers.get("content-type"),
    });
    try {
      for (;;) {
        const read = await stream.read();
        if (read.type === "failure") return read;
        if (read.type === "end") break;
        reader.push(read.bytes, (parse) => {
          const object = { ...parse(), ...this.#type };
          objects.set(keyOf(object), object);
        });
      }
      const { metadata } = reader.end();
      if (metadata?.resourceVersion === undefined) {
        return connectionFailure("malformed", call, "the answer is a list without a version");
      }
      return {
        type: "page",
        resourceVersion: metadata.resourceVersion,
        continue: metadata.continue || undefined,
      };
    } catch (error) {
      if (error instanceof ApiError) return failure("malformed", error);
      throw error;
    } finally {
      await stream.close();
    }
  }

  async #open(
    attempt: Attempt,
    path: string,
    accept: string,
    longLived: boolean,
  ): Promise<Response | Failure> {
    const { call } = attempt;
    let answered = false;
    try {
      const response = await attempt.hear(this.#session.transport.send(path, {
        headers: { accept },
        signal: attempt.signal,
        longLived,
        onStage: attempt.onStage,
      }));
      answered = true;
      const type = response.headers.get("content-type") ?? "";
      if (response.ok && type.startsWith("application/json")) return response;
      if (response.ok) {
        const stream = attempt.stream(response);
        const read = await stream.read();
        await stream.close();
        const text = read.type === "bytes" ? new TextDecoder().decode(read.bytes) : "";
        return connectionFailure("malformed", call, describeNotJson(type, text));
      }
      const text = await attempt.hear(readText(response, { limitBytes: ERROR_BODY_LIMIT_BYTES }));
      attempt.end();
      const retryAfter = /^[0-9]{1,9}$/.exec(response.headers.get("retry-after")?.trim() ?? "");
      const waitMs = retryAfter === null ? undefined : Number(retryAfter[0]) * 1000;
      return failureOfAnswer(response.status, parseBody(text), call, waitMs);
    } catch (error) {
      attempt.end();
      return attempt.failureOf(error, answered ? "cut" : "unreachable");
    }
  }

  #path(parameters: QueryParameters): string {
    const { kind, namespace } = this.#request;
    return resourcePath({ resource: kind, namespace }, parameters);
  }
}

interface Page {
  readonly type: "page";
  readonly resourceVersion: string;
  readonly continue: string | undefined;
}

const ERROR_BODY_LIMIT_BYTES = 1024 * 1024;

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
