/**
 * Asks the cluster whether it serves what the rules of a run name. Loaded only where a rule names what is not
 * built in. Layer 6.
 *
 * @module
 */
import { openDiscoveryCache } from "../client/discovery_cache.ts";
import { fetchSnapshot } from "../client/discovery_fetch.ts";
import type { Snapshot } from "../client/discovery_snapshot.ts";
import type { Transport } from "../connect/transport.ts";
import { KubeError } from "../core/errors.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { Rule } from "../policy/rule.ts";
import { unservedName } from "../policy/served_names.ts";

/** How names are checked. */
export interface NameCheck {
  readonly transport: Transport;
  /** Whether what the cluster said is kept, and what was kept is read. */
  readonly isKept: boolean;
  /** Ends the question. */
  readonly signal: AbortSignal;
}

/**
 * Finds what the cluster does not serve. What is kept of its discovery is looked into first; only where a
 * name is not in there is it asked (two GETs).
 *
 * @param rules The rules that name something that is not built in.
 * @param options How.
 * @returns By rule, what the cluster serves not; nothing where it cannot be asked.
 */
export async function unservedNames(
  rules: readonly Rule[],
  { transport, isKept, signal }: NameCheck,
): Promise<ReadonlyMap<Rule, string>> {
  const cache = openDiscoveryCache(transport.server, isKept ? undefined : false);
  const kept = await cache.read();
  const unknown = rules.filter((rule) => faultIn(rule, kept) !== undefined);
  if (unknown.length === 0) return new Map();
  try {
    const served = await fetchSnapshot(transport, kept, signal);
    await cache.write(served);
    return new Map(unknown.flatMap((rule) => {
      const fault = faultIn(rule, served);
      return fault === undefined ? [] : [[rule, fault] as const];
    }));
  } catch (error) {
    // The script's own requests will hear of it, or not: this was for a warning only.
    if (error instanceof KubeError || signal.aborted) return new Map();
    throw error;
  }
}

function faultIn(rule: Rule, snapshot: Snapshot | undefined): string | undefined {
  if (snapshot === undefined) return unservedName(rule, BUILTIN_KINDS);
  const { api, apis } = snapshot;
  // What stands behind it is away, and what it serves unknown.
  const failed = [...api.failed, ...apis.failed].map((name) => name.split("/")[0]);
  if (rule.isResource && rule.groups.some((group) => failed.includes(group))) return undefined;
  return unservedName(rule, [...BUILTIN_KINDS, ...api.kinds, ...apis.kinds]);
}
