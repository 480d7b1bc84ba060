/**
 * Finds denials that are about nothing, since no namespace is called as they say, and a namespace that a run is
 * given and that is not there. Loaded only where one of them names a namespace. Layer 6.
 *
 * @module
 */
import { BUILTIN_NAMES } from "../client/policy.ts";
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { KubeError } from "../core/errors.ts";
import { parseJsonObject } from "../core/json.ts";
import { isObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import { isPattern, matchesText, type ResourceRule, type Rule } from "../policy/rule.ts";
import { METADATA_ONLY } from "./contents.ts";

const NAMESPACES = "/api/v1/namespaces";
/** So many are asked for one by one, where they may not be listed. */
const MAX_ASKED = 8;

/**
 * Asks which namespaces there are: one GET of their metadata, and where that is forbidden one for each name.
 *
 * @param rules The rules that deny.
 * @param transport The way to the cluster.
 * @param signal Ends the question.
 * @returns By rule, why it denies nothing; nothing where nobody can tell.
 */
export async function emptyPlaces(
  rules: readonly Rule[],
  transport: Transport,
  signal: AbortSignal,
): Promise<ReadonlyMap<Rule, string>> {
  const placed = rules.flatMap((rule) =>
    rule.isResource && rule.namespace !== undefined ? [rule] : []
  );
  const found = new Map<Rule, string>(
    placed.filter(isPlaceless).map((rule) => [rule, `${rule.resource} lie in no namespace`]),
  );
  const open = placed.filter((rule) => !found.has(rule));
  if (open.length === 0) return found;
  try {
    const isThere = await namespacesOf(open, transport, signal);
    for (const rule of open) {
      const fault = isThere(rule.namespace!);
      if (fault !== undefined) found.set(rule, fault);
    }
  } catch (error) {
    // The script's own requests will hear of it, or not: this was for a warning only.
    if (!(error instanceof KubeError) && !signal.aborted) throw error;
  }
  return found;
}

/**
 * Asks whether a namespace is there: one GET of its metadata, and where it is not one of all of them.
 *
 * @param name The namespace.
 * @param transport The way to the cluster.
 * @param signal Ends the question.
 * @returns What to say of it; `undefined` where it is there, or nobody can tell.
 */
export async function missingNamespace(
  name: string,
  transport: Transport,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const path = `${NAMESPACES}/${encodeURIComponent(name)}`;
    const answer = await transport.send(path, { headers: { accept: METADATA_ONLY }, signal });
    await readText(answer);
    if (answer.status !== 404) return undefined;
    const faultOf = await namespacesOf([], transport, signal);
    return faultOf(name) ?? `there is no namespace ${quote(name)}`;
  } catch (error) {
    if (error instanceof KubeError || signal.aborted) return undefined;
    throw error;
  }
}

function isPlaceless({ resource, groups }: ResourceRule): boolean {
  return resource !== "*" && resource !== "namespaces" && groups.length > 0 &&
    groups.every((group) =>
      BUILTIN_NAMES.groupsOf(resource).includes(group) &&
      BUILTIN_NAMES.isClusterScoped(group, resource)
    );
}

/** Says of a namespace, or a pattern, why it stands for none; `undefined`: it stands for one, or nobody knows. */
async function namespacesOf(
  rules: readonly ResourceRule[],
  transport: Transport,
  signal: AbortSignal,
): Promise<(namespace: string) => string | undefined> {
  const accept = { accept: METADATA_ONLY };
  const response = await transport.send(NAMESPACES, { headers: accept, signal, bulk: true });
  const list = parseJsonObject(await readText(response, { limitBytes: Infinity }));
  if (response.ok) {
    const items = Array.isArray(list?.["items"]) ? list["items"].filter(isObject) : [];
    const names = items.map(({ metadata }) => isObject(metadata) ? String(metadata["name"]) : "");
    return (namespace) => {
      if (names.some((name) => matchesText(namespace, name))) return undefined;
      if (isPattern(namespace)) return `no namespace is called like ${quote(namespace)}`;
      const near = suggest(namespace, new Set(names));
      const help = near === undefined ? "" : `: did you mean ${quote(near)}`;
      return `there is no namespace ${quote(namespace)}${help}`;
    };
  }
  const asked = [...new Set(rules.map(({ namespace }) => namespace!))].filter((name) =>
    !isPattern(name)
  );
  const gone = new Set<string>();
  for (const name of asked.slice(0, MAX_ASKED)) {
    const path = `${NAMESPACES}/${encodeURIComponent(name)}`;
    const answer = await transport.send(path, { headers: accept, signal });
    await readText(answer);
    if (answer.status === 404) gone.add(name);
  }
  return (namespace) =>
    gone.has(namespace) ? `there is no namespace ${quote(namespace)}` : undefined;
}
