/**
 * Hides the data of Secrets in what a session shows, until it is asked for. Layer 7.
 *
 * @module
 */
import { HIDDEN } from "../core/message.ts";
import { builtinKind } from "../kinds/builtin.ts";
import { isKubeObject, type NamedObject } from "./shapes.ts";

/** How deep secrets are looked for in what a line made of them. */
const MAX_DEPTH = 4;
const DATA_FIELDS = ["data", "stringData"] as const;
/** Where kubectl apply keeps a copy of everything. */
const COPY = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Puts `[hidden]` in the place of all values of Secrets.
 *
 * @param value Anything.
 * @returns The value itself where it holds no Secret; otherwise a copy.
 */
export function maskSecrets(value: unknown): unknown {
  return mask(value, 0);
}

function mask(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const masked = value.map((item) => mask(item, depth + 1));
    return masked.some((item, index) => item !== value[index]) ? masked : value;
  }
  if (isKubeObject(value)) return holdsSecrets(value) ? maskObject(value) : value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const found = Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(
    ([name, { value: old }]) => {
      const masked = mask(old, depth + 1);
      return masked === old ? [] : [[name, masked] as const];
    },
  );
  return found.length === 0 ? value : { ...value, ...Object.fromEntries(found) };
}

/** Tells whether objects of a kind hold secrets. */
export function holdsSecrets({ apiVersion, kind }: NamedObject): boolean {
  return builtinKind(apiVersion, kind)?.traits.includes("data") === true;
}

/** The values that a Secret holds, as they are stored and decoded. */
export function secretTexts(object: NamedObject): readonly string[] {
  const record = object as unknown as Record<string, unknown>;
  return DATA_FIELDS.flatMap((field) => Object.values(recordOf(record[field]))).flatMap((text) =>
    typeof text === "string" ? [text, ...decoded(text)] : []
  );
}

function maskObject(object: NamedObject): NamedObject {
  const copy: Record<string, unknown> = { ...object };
  for (const field of DATA_FIELDS) {
    if (!(field in copy)) continue;
    const names = Object.keys(recordOf(copy[field]));
    copy[field] = Object.fromEntries(names.map((name) => [name, HIDDEN]));
  }
  const annotations = recordOf(object.metadata?.annotations);
  if (COPY in annotations) {
    copy["metadata"] = {
      ...object.metadata,
      annotations: { ...annotations, [COPY]: HIDDEN },
    };
  }
  return copy as unknown as NamedObject;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

function decoded(text: string): readonly string[] {
  try {
    return [atob(text)];
  } catch {
    return [];
  }
}
