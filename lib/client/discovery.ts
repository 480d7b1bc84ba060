/**
 * What a cluster serves: built-in kinds from the table without a request, everything else from the
 * server's discovery, kept on disk. Layer 2.
 *
 * @module
 */
import { anySignal } from "../core/signals.ts";
import type { Transport } from "../connect/transport.ts";
import { QueryError } from "../core/errors.ts";
import { BUILTIN_KINDS, builtinKind } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { KindRegistry } from "../kinds/registry.ts";
import { type DiscoveryCache, openDiscoveryCache } from "./discovery_cache.ts";
import { type CustomResource, readCustomResource } from "./discovery_custom.ts";
import { fetchSnapshot } from "./discovery_fetch.ts";
import { SharedCall } from "./discovery_shared.ts";
import type { ApiGroup, Snapshot } from "./discovery_snapshot.ts";

/** How discovery works for one connection. */
export interface DiscoveryOptions {
  /**
   * Where answers are kept between runs; `false` keeps none. Default: `skiff` in `$XDG_CACHE_HOME` or
   * `~/.cache`, where the process may read and write it without being asked.
   */
  readonly cacheDirectory?: string | false | undefined;
  /** Ends every request of this discovery. */
  readonly signal?: AbortSignal | undefined;
}

/** How one question is asked. */
export interface FindKindOptions {
  /** Ends the wait for the answer. */
  readonly signal?: AbortSignal | undefined;
}

/** Finds the kinds that one cluster serves. */
export interface Discovery {
  /**
   * Finds a kind by any spelling that kubectl takes.
   *
   * Sends nothing for built-in kinds. For others it looks into what is kept, and asks the server (two
   * GETs, answered by 304 where nothing has changed) when the name is not in there, so that a kind that
   * was defined a moment ago is found.
   *
   * @param spelling `po`, `deployments.apps`, `apps/v1/Deployment`, `certificates.cert-manager.io`.
   * @returns The kind, or `undefined` where the cluster serves none of that name.
   * @throws {QueryError} when the name belongs to custom kinds of several groups.
   * @throws {ApiError} or a subclass when the server refuses to say what it serves.
   */
  find(spelling: string, options?: FindKindOptions): Promise<Kind | undefined>;
  /**
   * Finds a kind as {@link Discovery.find} does, or says what was probably meant.
   *
   * @throws {QueryError} when the cluster serves none of that name, or several.
   */
  get(spelling: string, options?: FindKindOptions): Promise<Kind>;
  /**
   * Finds the kind of an object by what the object says of itself.
   *
   * @param apiVersion `v1` or `group/version`.
   * @param kind The kind in CamelCase.
   * @returns The kind, or `undefined` where the cluster does not serve it at that version.
   */
  findType(apiVersion: string, kind: string, options?: FindKindOptions): Promise<Kind | undefined>;
  /** Every kind that the cluster serves, in the server's order; asks the server. */
  kinds(options?: FindKindOptions): Promise<readonly Kind[]>;
  /** Every API group that the cluster serves, the core group first; asks the server. */
  groups(options?: FindKindOptions): Promise<readonly ApiGroup[]>;
  /** Every group and version that the server could not list, e.g. `metrics.k8s.io/v1beta1`. */
  unlisted(options?: FindKindOptions): Promise<readonly string[]>;
  /**
   * Reads the schema and the selectable fields of a custom kind: one GET of its definition or, where that
   * is forbidden, of the server's OpenAPI document; kept for the life of the connection.
   *
   * @param kind The kind.
   * @returns What is known, or `undefined` where the kind has no definition that may be read.
   */
  customResource(kind: Kind, options?: FindKindOptions): Promise<CustomResource | undefined>;
}

/**
 * Starts discovery on a connection; sends nothing yet.
 *
 * @param transport The connection.
 * @param options Where to keep answers, and what ends all requests.
 * @returns The discovery.
 */
export function openDiscovery(transport: Transport, options: DiscoveryOptions = {}): Discovery {
  return new ServerDiscovery(transport, options);
}

/** How long kept answers count without asking; two conditional GETs are cheap, so not long. */
const MAX_AGE_MS = 10 * 60_000;

let builtins: KindRegistry | undefined;

function builtinRegistry(): KindRegistry {
  builtins ??= new KindRegistry(BUILTIN_KINDS);
  return builtins;
}

/** A snapshot with its lookup. */
interface Known {
  readonly snapshot: Snapshot;
  readonly registry: KindRegistry;
  /** Whether the server has said this within the life of the connection. */
  readonly confirmed: boolean;
}

class ServerDiscovery implements Discovery {
  readonly #transport: Transport;
  readonly #signal: AbortSignal | undefined;
  readonly #cache: DiscoveryCache;
  readonly #custom = new Map<string, CustomResource | undefined>();
  #known: Known | undefined;
  #reading: Promise<Known | undefined> | undefined;
  /** Questions that come while the server is being asked share its answer. */
  readonly #asking = new SharedCall((signal) => this.#refresh(signal));

  constructor(transport: Transport, { cacheDirectory, signal }: DiscoveryOptions) {
    this.#transport = transport;
    this.#signal = signal;
    this.#cache = openDiscoveryCache(transport.server, cacheDirectory);
  }

  async find(spelling: string, options: FindKindOptions = {}): Promise<Kind | undefined> {
    if (spelling.trim() === "") return undefined;
    return builtinRegistry().find(spelling) ??
      await this.#search((registry) => registry.find(spelling), options.signal);
  }

  async get(spelling: string, options: FindKindOptions = {}): Promise<Kind> {
    const kind = await this.find(spelling, options);
    if (kind !== undefined) return kind;
    throw this.#unknownKind(spelling);
  }

  async findType(
    apiVersion: string,
    kind: string,
    options: FindKindOptions = {},
  ): Promise<Kind | undefined> {
    return builtinKind(apiVersion, kind) ??
      await this.#search((registry) => registry.findType(apiVersion, kind), options.signal);
  }

  async kinds(options: FindKindOptions = {}): Promise<readonly Kind[]> {
    return (await this.#confirmed(options.signal)).registry.kinds;
  }

  async groups(options: FindKindOptions = {}): Promise<readonly ApiGroup[]> {
    const { api, apis } = (await this.#confirmed(options.signal)).snapshot;
    return [...api.groups, ...apis.groups];
  }

  async unlisted(options: FindKindOptions = {}): Promise<readonly string[]> {
    return failedOf((await this.#confirmed(options.signal)).snapshot);
  }

  async customResource(
    kind: Kind,
    options: FindKindOptions = {},
  ): Promise<CustomResource | undefined> {
    const key = `${kind.group}/${kind.version}/${kind.plural}`;
    if (!this.#custom.has(key)) {
      const signal = anySignal(this.#signal, options.signal);
      this.#custom.set(key, await readCustomResource(this.#transport, kind, signal));
    }
    return this.#custom.get(key);
  }

  async #search(
    look: (registry: KindRegistry) => Kind | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Kind | undefined> {
    const kept = await this.#kept();
    const found = kept === undefined ? undefined : look(kept.registry);
    return found ?? look((await this.#asking.join(signal)).registry);
  }

  async #confirmed(signal: AbortSignal | undefined): Promise<Known> {
    const known = this.#known;
    return known?.confirmed === true && isFresh(known.snapshot)
      ? known
      : await this.#asking.join(signal);
  }

  /** What is in memory or on disk and young enough. */
  async #kept(): Promise<Known | undefined> {
    if (this.#known === undefined) {
      this.#reading ??= this.#cache.read().then((snapshot) =>
        snapshot === undefined ? undefined : know(snapshot, false)
      );
      const read = await this.#reading;
      this.#known ??= read;
    }
    return this.#known !== undefined && isFresh(this.#known.snapshot) ? this.#known : undefined;
  }

  async #refresh(signal: AbortSignal): Promise<Known> {
    await this.#kept();
    const either = anySignal(this.#signal, signal);
    const snapshot = await fetchSnapshot(this.#transport, this.#known?.snapshot, either);
    this.#known = know(snapshot, true);
    await this.#cache.write(snapshot);
    return this.#known;
  }

  #unknownKind(spelling: string): QueryError {
    const registry = this.#known?.registry ?? builtinRegistry();
    const error = registry.unknownKind(spelling);
    const failed = this.#known === undefined ? [] : failedOf(this.#known.snapshot);
    if (failed.length === 0) return error;
    const names = failed.map((name) => `"${name}"`).join(", ");
    return new QueryError(`${error.message}; the server could not list ${names}`, {
      kind: spelling,
      hint: error.hint,
    });
  }
}

function failedOf({ api, apis }: Snapshot): readonly string[] {
  return [...api.failed, ...apis.failed];
}

function know(snapshot: Snapshot, confirmed: boolean): Known {
  const kinds = [...snapshot.api.kinds, ...snapshot.apis.kinds];
  return { snapshot, registry: new KindRegistry(kinds), confirmed };
}

function isFresh(snapshot: Snapshot): boolean {
  const ageMs = Date.now() - snapshot.savedAtMs;
  return ageMs >= 0 && ageMs < MAX_AGE_MS;
}
