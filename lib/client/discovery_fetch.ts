/**
 * Asks a server what it serves: `/api` and `/apis` in aggregated form, each with its ETag, or one list a
 * group and version where the server or an extension of it knows nothing better. Layer 2.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { ApiError, TimeoutError } from "../core/errors.ts";
import { errorFromResponse } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { isRecord, recordsOf, stringsOf, textOf } from "./discovery_json.ts";
import {
  type ApiGroup,
  readAggregated,
  readResourceList,
  type Snapshot,
  type SnapshotPart,
} from "./discovery_snapshot.ts";

/** What client-go asks for: the aggregated form, stable or beta, or else the old one. */
const ACCEPT = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/** client-go's deadline for discovery. */
const TIMEOUT_MS = 32_000;

/** Thousands of custom kinds take a few megabytes; their OpenAPI documents more. */
const LIMIT_BYTES = 128 * 1024 * 1024;

/** How many lists of one group and version are asked for at a time. */
const MAX_PARALLEL = 10;

const CALL = { verb: "discover", resource: "what the cluster serves" } as const;

/**
 * Asks the server what it serves: two GETs, and one more for each group and version that is not in them.
 *
 * @param transport The connection.
 * @param previous What it said before; a document that has not changed is not sent again.
 * @param signal Ends the requests.
 * @returns What it serves now.
 * @throws {ApiError} or a subclass when the server refuses one of the two documents.
 */
export async function fetchSnapshot(
  transport: Transport,
  previous: Snapshot | undefined,
  signal: AbortSignal | undefined,
): Promise<Snapshot> {
  const [api, apis] = await Promise.all([
    fetchPart(transport, "/api", previous?.api, signal),
    fetchPart(transport, "/apis", previous?.apis, signal),
  ]);
  return { savedAtMs: Date.now(), api, apis };
}

async function fetchPart(
  transport: Transport,
  path: "/api" | "/apis",
  previous: SnapshotPart | undefined,
  signal: AbortSignal | undefined,
): Promise<SnapshotPart> {
  const headers: Record<string, string> = { accept: ACCEPT };
  if (previous?.etag !== undefined) headers["if-none-match"] = previous.etag;
  const response = await transport.send(path, { headers, signal, timeoutMs: TIMEOUT_MS });
  const body = await readBody(response);
  if (response.status === 304 && previous !== undefined) return previous;
  // A server without a core group, or with nothing else, has no such document.
  if (response.status === 404) return { groups: [], kinds: [], failed: [] };
  if (!response.ok) throw errorFromResponse(response.status, body, CALL);
  const etag = response.headers.get("etag");
  const groups = groupsOf(path, body);
  return {
    ...(etag !== null && groups.aggregated ? { etag } : {}),
    ...await completeGroups(transport, groups.groups, signal),
  };
}

/** A version with its kinds, or with none where they are still to be asked for. */
interface VersionEntry {
  readonly version: string;
  readonly kinds: readonly Kind[] | undefined;
}

interface GroupEntry {
  readonly name: string;
  readonly versions: readonly VersionEntry[];
}

function groupsOf(
  path: string,
  document: unknown,
): { readonly aggregated: boolean; readonly groups: readonly GroupEntry[] } {
  const kind = isRecord(document) ? document["kind"] : undefined;
  if (isRecord(document) && kind === "APIVersions") {
    return { aggregated: false, groups: [entryOf("", stringsOf(document["versions"]))] };
  }
  if (isRecord(document) && kind === "APIGroupList") {
    return { aggregated: false, groups: recordsOf(document["groups"]).map(readGroup) };
  }
  if (kind === "APIGroupDiscoveryList") {
    const groups = readAggregated(document).map(({ name, versions }) => ({
      name,
      versions: versions.map(({ version, kinds, stale }) => ({
        version,
        kinds: stale && kinds.length === 0 ? undefined : kinds,
      })),
    }));
    return { aggregated: true, groups };
  }
  throw new ApiError(
    `Cannot discover what the cluster serves: "${path}" gave no discovery document`,
    { verb: CALL.verb, hint: "the server may not be a Kubernetes API server" },
  );
}

/** Reads a group of an `APIGroupList`, its preferred version first. */
function readGroup(group: Readonly<Record<string, unknown>>): GroupEntry {
  const { preferredVersion } = group;
  const preferred = isRecord(preferredVersion) ? textOf(preferredVersion["version"]) : "";
  const versions = recordsOf(group["versions"]).map(({ version }) => textOf(version));
  const sorted = [
    ...versions.filter((version) => version === preferred),
    ...versions.filter((version) => version !== preferred),
  ];
  return entryOf(textOf(group["name"]), sorted);
}

function entryOf(name: string, versions: readonly string[]): GroupEntry {
  return { name, versions: versions.map((version) => ({ version, kinds: undefined })) };
}

/** Asks for the kinds that are missing, a few lists at a time, and remembers which could not be had. */
async function completeGroups(
  transport: Transport,
  groups: readonly GroupEntry[],
  signal: AbortSignal | undefined,
): Promise<{ groups: ApiGroup[]; kinds: Kind[]; failed: string[] }> {
  const entries = groups.flatMap(({ name, versions }) =>
    versions.map(({ version, kinds }) => ({ name, version, kinds }))
  );
  const failed: string[] = [];
  const next = entries.entries();
  const lists: (readonly Kind[])[] = [];
  async function work(): Promise<void> {
    for (const [index, { name, version, kinds }] of next) {
      const list = kinds ?? await fetchResourceList(transport, name, version, signal);
      if (list === undefined) failed.push(`${name}/${version}`);
      lists[index] = list ?? [];
    }
  }
  await Promise.all(Array.from({ length: MAX_PARALLEL }, work));
  return {
    groups: groups.map(({ name, versions }) => ({
      name,
      versions: versions.map(({ version }) => version),
    })),
    kinds: lists.flat(),
    failed: failed.sort(),
  };
}

/** The kinds of one group and version, or `undefined` where the server behind it does not answer. */
async function fetchResourceList(
  transport: Transport,
  group: string,
  version: string,
  signal: AbortSignal | undefined,
): Promise<Kind[] | undefined> {
  const parts = group === "" ? ["api", version] : ["apis", group, version];
  const path = `/${parts.map(encodeURIComponent).join("/")}`;
  try {
    const response = await transport.send(path, { signal, timeoutMs: TIMEOUT_MS });
    const body = await readBody(response);
    return response.ok ? readResourceList(group, version, body) : undefined;
  } catch (error) {
    // One extension that hangs must not hide all the others.
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}

/** The parsed body, or its text where it is no JSON; read to its end in any case. */
async function readBody(response: Response): Promise<unknown> {
  const text = await readText(response, { limitBytes: LIMIT_BYTES });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
