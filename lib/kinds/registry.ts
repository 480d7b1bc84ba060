/**
 * Finds kinds in a list by every spelling that kubectl takes. Layer 1: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { formatApiVersion, parseApiVersion } from "../core/gvk.ts";
import { suggest } from "../core/suggest.ts";
import { BUILTIN_KINDS } from "./builtin.ts";
import type { Kind } from "./kind.ts";
import { findRemovedKind } from "./removed.ts";
import { type KindSpelling, parseKindSpelling } from "./spelling.ts";

/** A lookup over a list of kinds, made once and never changed. */
export class KindRegistry {
  /** The kinds, in the order that decides between equal names. */
  readonly kinds: readonly Kind[];
  /** Kinds by plural, singular and kind in lower case. */
  readonly #byName = new Map<string, Kind[]>();
  readonly #byShortName = new Map<string, Kind[]>();

  /**
   * Indexes a list of kinds.
   *
   * @param kinds The kinds in the server's order: the preferred version of a group first.
   */
  constructor(kinds: readonly Kind[]) {
    this.kinds = kinds;
    for (const kind of kinds) {
      const names = new Set([kind.plural, kind.singular, kind.kind.toLowerCase()]);
      for (const name of names) add(this.#byName, name, kind);
      for (const name of kind.shortNames) add(this.#byShortName, name, kind);
    }
  }

  /**
   * Finds a kind by any spelling that kubectl takes, in any case.
   *
   * A full name goes before a short one, a built-in kind before a custom one, and the server's order
   * decides between versions of a group and between built-in kinds.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { BUILTIN_KINDS } from "./builtin.ts";
   * const registry = new KindRegistry(BUILTIN_KINDS);
   * for (const spelling of ["deploy", "Deployment", "deployments.apps", "apps/v1/Deployment"]) {
   *   assert.equal(registry.find(spelling)?.plural, "deployments");
   * }
   * assert.equal(registry.find("widgets"), undefined);
   * ```
   *
   * @param spelling `po`, `pods`, `Pod`, `deploy.apps`, `deployments.v1.apps`, `apps/v1/Deployment`,
   *   `v1/Pod`; a group may be cut short where nothing else begins so (`ingress.networking`).
   * @returns The kind, or `undefined` where the list has none of that name.
   * @throws {QueryError} when the name belongs to custom kinds of several groups; the message lists them.
   * @see kubectl get: the shortcut expander and RESTMapper of client-go
   */
  find(spelling: string): Kind | undefined {
    const parts = parseKindSpelling(spelling);
    return pick(spelling, matchKinds(this.#byName.get(parts.name), parts)) ??
      pick(spelling, matchKinds(this.#byShortName.get(parts.name), parts));
  }

  /**
   * Finds a kind as {@link KindRegistry.find} does, or says what was probably meant.
   *
   * @param spelling Any spelling that kubectl takes.
   * @returns The kind.
   * @throws {QueryError} when there is none, with the nearest name or the version that took its place,
   *   or when the name is ambiguous.
   */
  get(spelling: string): Kind {
    const kind = this.find(spelling);
    if (kind === undefined) throw this.unknownKind(spelling);
    return kind;
  }

  /**
   * Finds the kind of an object by what the object says of itself.
   *
   * @param apiVersion `v1` or `group/version`.
   * @param kind The kind in CamelCase, exactly.
   * @returns The kind, or `undefined` where the list lacks it at that version.
   */
  findType(apiVersion: string, kind: string): Kind | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    return this.#byName.get(kind.toLowerCase())?.find((known) =>
      known.kind === kind && known.group === group && known.version === version
    );
  }

  /**
   * Makes the error for a spelling that names nothing in the list.
   *
   * @param spelling The spelling.
   * @returns The error, naming the removed version's replacement, the versions there are, or a near name.
   */
  unknownKind(spelling: string): QueryError {
    const hint = this.#hintFor(spelling);
    const state = hint ?? "the cluster has no kind of that name";
    return new QueryError(`Cannot find kind ${JSON.stringify(spelling)}: ${state}`, {
      kind: spelling,
      hint,
    });
  }

  #hintFor(spelling: string): string | undefined {
    const parts = parseKindSpelling(spelling);
    if (parts.name === "") return "it is empty";
    const removed = findRemovedKind(parts);
    if (removed !== undefined && (parts.version !== undefined || !this.#knows(parts.name))) {
      return `removed in Kubernetes ${removed.removedIn}: use ${
        JSON.stringify(removed.replacement)
      }`;
    }
    const elsewhere = this.#byName.get(parts.name) ?? this.#byShortName.get(parts.name);
    const first = elsewhere?.[0];
    if (first !== undefined) {
      return `not in that group and version: did you mean "${formatKindName(first)}"`;
    }
    const near = suggest(parts.name, this.#names());
    return near === undefined
      ? undefined
      : `the cluster has no kind of that name: did you mean "${near}"`;
  }

  #knows(name: string): boolean {
    return this.#byName.has(name) || this.#byShortName.has(name);
  }

  *#names(): Generator<string> {
    for (const { plural } of this.kinds) yield plural;
    for (const { singular } of this.kinds) yield singular;
    for (const { shortNames } of this.kinds) yield* shortNames;
  }
}

/**
 * Spells a kind as kubectl takes it and nothing else can be meant: `pods`, `deployments.apps`.
 *
 * @param resource The kind.
 * @returns The plural, with the group where it has one.
 */
export function formatResource({ plural, group }: Kind): string {
  return group === "" ? plural : `${plural}.${group}`;
}

/** Spells a kind with its version: `v1/Pod`, `apps/v1/Deployment`. */
export function formatKindName(kind: Kind): string {
  return `${formatApiVersion(kind)}/${kind.kind}`;
}

function add(index: Map<string, Kind[]>, name: string, kind: Kind): void {
  const kinds = index.get(name);
  if (kinds === undefined) index.set(name, [kind]);
  else kinds.push(kind);
}

/** Keeps the kinds of the group and version; a group that nothing has exactly may be the beginning of one. */
function matchKinds(kinds: readonly Kind[] | undefined, parts: KindSpelling): readonly Kind[] {
  const { group, version } = parts;
  const ofVersion = (kinds ?? []).filter((kind) =>
    version === undefined || kind.version === version
  );
  if (group === undefined) return ofVersion;
  const exact = ofVersion.filter((kind) => kind.group === group);
  if (exact.length > 0 || group === "") return exact;
  return ofVersion.filter((kind) => kind.group.startsWith(group));
}

function pick(spelling: string, kinds: readonly Kind[]): Kind | undefined {
  const [first] = kinds;
  if (first === undefined || kinds.every((kind) => kind.group === first.group)) return first;
  const builtin = kinds.find(isBuiltin);
  if (builtin !== undefined) return builtin;
  const names = [...new Set(kinds.map(formatResource))];
  throw new QueryError(
    `Cannot use ${JSON.stringify(spelling)} as a kind: it names several: ` +
      `use one of ${names.map((name) => `"${name}"`).join(", ")}`,
    { kind: spelling },
  );
}

function isBuiltin({ group, plural }: Kind): boolean {
  return BUILTIN_KINDS.some((kind) => kind.group === group && kind.plural === plural);
}
