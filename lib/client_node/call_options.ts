/**
 * What can be said about a single call of the generated API. Layer 5.
 *
 * @module
 */
import type {
  RequestContext,
  ResponseContext,
} from "npm:@kubernetes/client-node@2.0.1/dist/gen/http/http.js";
import { of } from "npm:@kubernetes/client-node@2.0.1/dist/gen/rxjsStub.js";
import type { Duration } from "../core/duration.ts";

/** The second argument of every method of the generated API. */
export type RequestOptions = ReturnType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/middleware.js")["setHeaderOptions"]
>;

/** How one call of the generated API is made. */
export interface GeneratedCallOptions {
  /** Ends the call; its reason is what is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of the whole call, retries included; default: the connection's. */
  readonly timeout?: Duration | undefined;
  /**
   * What the body of a patch is: a part of the object (`strategic` for built-in kinds, `merge` for all),
   * a list of operations (`json`, the default), or the fields to own (`apply`).
   */
  readonly patch?: PatchType | undefined;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The kinds of patches, as in `kubectl patch --type`, and server-side apply. */
export type PatchType = "strategic" | "merge" | "json" | "apply";

const CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  strategic: "application/strategic-merge-patch+json",
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
};

const timeouts = new WeakMap<RequestContext, Duration>();

/** The deadline that {@link callOptions} gave a request. */
export function timeoutOf(request: RequestContext): Duration | undefined {
  return timeouts.get(request);
}

/**
 * Says how one call of the generated API is made: signal, deadline, kind of patch, headers. Sends nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { callOptions, CoreV1Api, generated } from "skiff/client-node";
 *
 * // A connection for the example: it says what it was sent.
 * const core = generated(CoreV1Api, {
 *   raw: (_path, { headers } = {}) =>
 *     Promise.resolve(Response.json({ metadata: { name: headers?.["Content-Type"] } })),
 * });
 * const body = { metadata: { labels: { tier: "web" } } };
 * const options = callOptions({ patch: "merge", timeout: "30s" });
 * const { metadata } = await core.patchNamespace({ name: "shop", body }, options);
 * assert.equal(metadata?.name, "application/merge-patch+json");
 * ```
 *
 * @param options Signal, deadline, kind of patch, headers.
 * @returns The second argument of a method of the generated API.
 * @see kubectl patch --type
 */
export function callOptions(options: GeneratedCallOptions): RequestOptions {
  const { signal, timeout, patch, headers = {} } = options;
  return {
    middlewareMergeStrategy: "append",
    middleware: [{
      pre(request: RequestContext) {
        if (patch !== undefined) request.setHeaderParam("Content-Type", CONTENT_TYPES[patch]);
        for (const [name, value] of Object.entries(headers)) request.setHeaderParam(name, value);
        if (signal !== undefined) request.setSignal(signal);
        if (timeout !== undefined) timeouts.set(request, timeout);
        return of(request);
      },
      post: (response: ResponseContext) => of(response),
    }],
  };
}
