/**
 * What a session has done: the inputs that succeeded, and what they sent. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import type { LoggedRequest } from "./request_log.ts";

/** What an input sent. */
export type SentLine = Pick<LoggedRequest, "method" | "path">;

/** An input that succeeded. */
export interface RecordedInput {
  /** What was typed; empty where it is to be kept nowhere. */
  readonly source: string;
  /** What it gave: nothing, a value, a query, a reference, or what comes over time. */
  readonly result: "none" | "value" | "query" | "ref" | "stream";
  /** The rows that it named, as a script would write them. */
  readonly rows: ReadonlyMap<string, string>;
  /** Where it ran; empty without a cluster. */
  readonly context: string;
  /** The namespace that `ns()` meant. */
  readonly namespace: string;
  /** What it sent, each once. */
  readonly sent: readonly SentLine[];
}

/** So many inputs are kept, and so many requests of all of them. */
const MAX_KEPT = 5000;
const MAX_SENT = 20_000;

/** Remembers inputs and requests for `.save` and `.perms`. */
export class SessionRecord {
  readonly #inputs: RecordedInput[] = [];
  #count = 0;

  /** When the session began. */
  readonly startedMs = Date.now();

  /** The inputs that succeeded, oldest first. */
  get inputs(): readonly RecordedInput[] {
    return this.#inputs;
  }

  /** Remembers an input that succeeded, where it ran, and what it sent. */
  add(
    input: Pick<RecordedInput, "source" | "result" | "rows">,
    { context = "", namespace = "" }: Partial<Pick<RecordedInput, "context" | "namespace">> = {},
    requests: readonly SentLine[],
  ): void {
    const each = new Map(
      requests.map(({ method, path }) => [`${method} ${path}`, { method, path }]),
    );
    const sent = [...each.values()].slice(0, Math.max(0, MAX_SENT - this.#count));
    this.#count += sent.length;
    this.#inputs.push({ ...input, context, namespace, sent });
    if (this.#inputs.length <= MAX_KEPT) return;
    this.#count -= this.#inputs.shift()?.sent.length ?? 0;
  }

  /** What the inputs asked of the cluster's resources, each once. */
  async asked(): Promise<readonly ResourceAttributes[]> {
    return await askedBy(this.#inputs);
  }
}

/**
 * What inputs asked of the cluster's resources, each once.
 *
 * @param inputs Inputs that succeeded.
 */
export async function askedBy(
  inputs: readonly Pick<RecordedInput, "sent">[],
): Promise<readonly ResourceAttributes[]> {
  const [{ parseTarget }, { attributesOf }] = await Promise.all([
    import("../policy/target.ts"),
    import("../policy/attributes.ts"),
  ]);
  const found = new Map<string, ResourceAttributes>();
  for (const { method, path } of inputs.flatMap(({ sent }) => sent)) {
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
