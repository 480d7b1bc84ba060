/**
 * Hides the data of Secrets in what a session shows, until it is asked for. Layer 7.
 *
 * @module
 */
import { HIDDEN } from "../core/message.ts";
import { SecretValue } from "../core/secret_value.ts";
import { builtinKind } from "../kinds/builtin.ts";
import { isKubeObject, type NamedObject } from "./shapes.ts";

/** How deep secrets are looked for in what a line made of them. */
const MAX_DEPTH = 4;
const DATA_FIELDS = ["data", "stringData"] as const;
/** Where kubectl apply keeps a copy of everything. */
const COPY = "kubectl.kubernetes.io/last-applied-configuration";

/** What is known of Secrets that were read. */
export interface KnownSecrets {
  /** Whether an object is the data of a Secret. */
  isData(value: object): boolean;
  /** Whether a text is a value of a Secret as it is stored. */
  isStored(text: string): boolean;
  /** Hears what may be shown: Secrets, their data, their values, and all texts. */
  found(value: object | string): void;
}

const NOTHING_KNOWN: KnownSecrets = {
  isData: () => false,
  isStored: () => false,
  found: () => undefined,
};

/**
 * Puts `[hidden]` in the place of all values of Secrets.
 *
 * @param value Anything.
 * @param known Tells what was taken out of a Secret.
 * @returns The value itself where it holds no Secret; otherwise a copy.
 */
export function maskSecrets(value: unknown, known: KnownSecrets = NOTHING_KNOWN): unknown {
  return new Masking(known).mask(value, 0);
}

class Masking {
  readonly #known: KnownSecrets;

  constructor(known: KnownSecrets) {
    this.#known = known;
  }

  mask(value: unknown, depth: number): unknown {
    const known = this.#known;
    if (typeof value === "string") {
      known.found(value);
      return known.isStored(value) ? HIDDEN : value;
    }
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
    if (value instanceof SecretValue) known.found(value);
    if (known.isData(value)) {
      known.found(value);
      return hideValues(value);
    }
    if (Array.isArray(value)) {
      const masked = value.map((item) => this.mask(item, depth + 1));
      return masked.some((item, index) => item !== value[index]) ? masked : value;
    }
    if (isKubeObject(value)) {
      if (!holdsSecrets(value)) return value;
      known.found(value);
      return maskObject(value);
    }
    return value instanceof Map || value instanceof Set
      ? this.#collection(value, depth)
      : this.#fields(value, depth);
  }

  #collection(value: Map<unknown, unknown> | Set<unknown>, depth: number): unknown {
    const items = [...value];
    const masked = this.mask(items, depth) as typeof items;
    if (masked === items) return value;
    return value instanceof Map ? new Map(masked as [unknown, unknown][]) : new Set(masked);
  }

  #fields(value: object, depth: number): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const found = Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(
      ([name, { value: old }]) => {
        const masked = this.mask(old, depth + 1);
        return masked === old ? [] : [[name, masked] as const];
      },
    );
    return found.length === 0 ? value : { ...value, ...Object.fromEntries(found) };
  }
}

/** Tells whether objects of a kind hold secrets. */
export function holdsSecrets({ apiVersion, kind }: NamedObject): boolean {
  return builtinKind(apiVersion, kind)?.traits.includes("data") === true;
}

function maskObject(object: NamedObject): NamedObject {
  const copy: Record<string, unknown> = { ...object };
  for (const field of DATA_FIELDS) {
    if (!(field in copy)) continue;
    copy[field] = hideValues(recordOf(copy[field]));
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

function hideValues(data: object): Record<string, string> {
  return Object.fromEntries(Object.keys(data).map((name) => [name, HIDDEN]));
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
