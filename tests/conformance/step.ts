/**
 * What conformance is made of: requests as data, sent to the in-memory server and to a real one.
 *
 * @module
 */

/** In whose name a request is sent. */
export interface Identity {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** One request and what it keeps for later ones. */
export interface Step {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  /** Path and query; `{ns}` is the scenario's namespace, `{NAME}` what an earlier step kept. */
  readonly path: string;
  /** JSON, or a text that is sent as it is; names in braces are filled in. */
  readonly body?: unknown;
  /** The body's type; default `application/json`. */
  readonly type?: string;
  readonly accept?: string;
  /** Whom the administrator acts for. */
  readonly as?: Identity;
  readonly headers?: Readonly<Record<string, string>>;
  /** What later steps may name: a name, and the path of the value in the answer. */
  readonly keep?: Readonly<Record<string, string>>;
  /**
   * What the answer must hold before it counts, where the server needs a moment: the path of a value, or that
   * of a text with a part of it.
   */
  readonly until?: string | readonly [path: string, part: string];
  /** Whether a watch is read: so many lines are waited for, the rest is left. */
  readonly lines?: number;
  /** Fields of the answer, by path with `*` for any key, that may differ, with the reason. */
  readonly unlike?: Readonly<Record<string, string>>;
}

/** Steps that belong together and share a namespace. */
export interface Scenario {
  readonly name: string;
  /** Whether the scenario makes objects of the whole cluster that have to be removed at its end. */
  readonly cleanUp?: readonly string[];
  readonly steps: readonly Step[];
}

const JSON_PATCH = "application/json-patch+json";
const MERGE_PATCH = "application/merge-patch+json";
const STRATEGIC_PATCH = "application/strategic-merge-patch+json";
const APPLY_PATCH = "application/apply-patch+yaml";

type Extra = Omit<Step, "method" | "path" | "body">;

/** One GET. */
export function get(path: string, extra: Extra = {}): Step {
  return { method: "GET", path, ...extra };
}

/** One POST. */
export function post(path: string, body: unknown, extra: Extra = {}): Step {
  return { method: "POST", path, body, ...extra };
}

/** One PUT. */
export function put(path: string, body: unknown, extra: Extra = {}): Step {
  return { method: "PUT", path, body, ...extra };
}

/** One DELETE. */
export function remove(path: string, body?: unknown, extra: Extra = {}): Step {
  return { method: "DELETE", path, ...(body === undefined ? {} : { body }), ...extra };
}

/** One JSON patch. */
export function jsonPatch(path: string, body: unknown, extra: Extra = {}): Step {
  return { method: "PATCH", path, body, type: JSON_PATCH, ...extra };
}

/** One merge patch. */
export function mergePatch(path: string, body: unknown, extra: Extra = {}): Step {
  return { method: "PATCH", path, body, type: MERGE_PATCH, ...extra };
}

/** One strategic merge patch. */
export function strategicPatch(path: string, body: unknown, extra: Extra = {}): Step {
  return { method: "PATCH", path, body, type: STRATEGIC_PATCH, ...extra };
}

/** One server-side apply; the manager goes into the path. */
export function apply(path: string, manager: string, body: unknown, extra: Extra = {}): Step {
  const separator = path.includes("?") ? "&" : "?";
  return {
    method: "PATCH",
    path: `${path}${separator}fieldManager=${manager}`,
    body,
    type: APPLY_PATCH,
    ...extra,
  };
}
