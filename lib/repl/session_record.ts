/**
 * What a session has done: the inputs that succeeded, and what they sent. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import type { LoggedRequest } from "./request_log.ts";

/** An input that succeeded. */
export interface RecordedInput {
  /** What was typed. */
  readonly source: string;
  /** What it gave: nothing, a value, a query, a reference, or what comes over time. */
  readonly result: "none" | "value" | "query" | "ref" | "stream";
  /** The rows that it named, as a script would write them. */
  readonly rows: ReadonlyMap<string, string>;
}

/** So many inputs and requests are kept. */
const MAX_KEPT = 5000;

/** Remembers inputs and requests for `.save` and `.perms`. */
export class SessionRecord {
  readonly #inputs: RecordedInput[] = [];
  readonly #sent = new Map<string, Pick<LoggedRequest, "method" | "path">>();

  /** When the session began. */
  readonly startedMs = Date.now();

  /** The inputs that succeeded, oldest first. */
  get inputs(): readonly RecordedInput[] {
    return this.#inputs;
  }

  /** Remembers an input that succeeded, and what it sent. */
  add(input: RecordedInput, requests: readonly LoggedRequest[]): void {
    this.#inputs.push(input);
    if (this.#inputs.length > MAX_KEPT) this.#inputs.shift();
    for (const { method, path } of requests) {
      if (this.#sent.size < MAX_KEPT) this.#sent.set(`${method} ${path}`, { method, path });
    }
  }

  /** What the inputs asked of the cluster's resources, each once. */
  async asked(): Promise<readonly ResourceAttributes[]> {
    const [{ parseTarget }, { attributesOf }] = await Promise.all([
      import("../policy/target.ts"),
      import("../policy/attributes.ts"),
    ]);
    const found = new Map<string, ResourceAttributes>();
    for (const { method, path } of this.#sent.values()) {
      try {
        const attributes = attributesOf(method, parseTarget(path));
        if (!attributes.isResource) continue;
        const { verb, group, resource, subresource, namespace, name } = attributes;
        found.set([verb, group, resource, subresource, namespace, name].join("\n"), attributes);
      } catch (error) {
        // A path that the server would not understand either was typed by hand: no right leads there.
        if (!(error instanceof QueryError)) throw error;
      }
    }
    return [...found.values()];
  }
}
