/**
 * The objects of a namespace without what is made up anew on each cluster: names with random ends, hashes,
 * times, uids, versions, addresses, and what is the kubelet's.
 *
 * @module
 */
import { exchange } from "./_plane.ts";
import type { Transport } from "../../lib/connect/transport.ts";

/** One of the two clusters, and a namespace of its own. */
export interface Side {
  readonly transport: Transport;
  readonly namespace: string;
  /** What hashes are called in comparisons, also those of what has gone. */
  readonly hashes: Map<string, string>;
  /** Whether containers do as their image is called: on the real plane pods are ready whatever it is. */
  readonly isPlayed: boolean;
}

/** The path of a collection, or of an object of it, in a side's namespace. */
export function pathOf(side: Side, collection: string, name = ""): string {
  const slash = collection.lastIndexOf("/");
  const [start, plural] = [collection.slice(0, slash), collection.slice(slash + 1)];
  const end = name === "" ? "" : `/${name}`;
  return `/${start}/namespaces/${side.namespace}/${plural}${end}`;
}

// deno-lint-ignore no-explicit-any
export type Json = any;

const HASH_LABELS = [
  "pod-template-hash",
  "controller.kubernetes.io/hash",
  "controller-revision-hash",
];

/** The objects of the collections as one value that can be compared. */
export async function snapshotOf(side: Side, shown: readonly string[]): Promise<unknown> {
  const lists = await Promise.all(shown.map(async (collection) => {
    const { body } = await exchange(side.transport, "GET", pathOf(side, collection));
    return [collection, body.items as Json[]] as const;
  }));
  const names = side.hashes;
  nameHashes(names, lists.flatMap(([, items]) => items));
  const entries = lists.map(([collection, items]) => {
    const shownItems = items.filter(isShown).map((item) =>
      tidy(rename(simplified(collection, item), names))
    );
    const lines = shownItems.map((item) => [keyOf(collection, item), item] as const);
    lines.sort(([left], [right]) => left < right ? -1 : 1);
    return [collection, lines.map(([, item]) => item)];
  });
  return Object.fromEntries(entries);
}

function keyOf(collection: string, item: Json): string {
  return collection.endsWith("/events")
    ? JSON.stringify([item.involvedObject, item.reason, item.message])
    : JSON.stringify([item.metadata.name, item]);
}

/** Names each hash by the image and settings of its template. */
function nameHashes(names: Map<string, string>, items: readonly Json[]): void {
  for (const item of items) {
    const template = item.data?.spec?.template ?? item.spec?.template;
    if (template === undefined) continue;
    const owner = item.metadata.ownerReferences?.[0]?.name ?? "";
    const hash = HASH_LABELS.map((label) => item.metadata.labels?.[label])
      .find((value) => value !== undefined);
    if (hash === undefined) continue;
    const image = template.spec.containers[0].image;
    const extra = JSON.stringify([template.metadata.annotations, template.spec.nodeSelector]);
    names.set(hash, `<hash of ${owner} ${image} ${extra}>`);
  }
}

/** An object without what belongs to the kubelet, the scheduler or the time. */
function simplified(collection: string, item: Json): Json {
  const { metadata, ...rest } = structuredClone(item);
  for (
    const field of ["uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink"]
  ) delete metadata[field];
  if (collection.endsWith("/pods")) {
    // Whether it is on its way out stays; which node, which address and since when does not.
    const isLeaving = metadata.deletionTimestamp !== undefined;
    delete metadata.deletionTimestamp;
    delete rest.spec.nodeName;
    for (const label of ["region", "zone"]) {
      delete metadata.labels[`topology.kubernetes.io/${label}`];
    }
    const ready = rest.status.conditions?.find(({ type }: Json) => type === "Ready");
    return {
      metadata,
      spec: rest.spec,
      phase: rest.status.phase,
      isLeaving,
      isReady: ready?.status === "True",
    };
  }
  if (collection.endsWith("/events")) {
    const { involvedObject, reason, message, type, source } = rest;
    return {
      involvedObject: { kind: involvedObject.kind, name: involvedObject.name },
      reason,
      message,
      type,
      source: source?.component,
    };
  }
  if (collection.endsWith("/deployments") && rest.spec.strategy.type === "Recreate") {
    // That all replicas are new is told again only where the real controller saw the old ones go one by one.
    const progress = rest.status.conditions?.find(({ type }: Json) => type === "Progressing");
    if (progress?.reason === "NewReplicaSetAvailable") delete progress.message;
  }
  if (collection.endsWith("/endpointslices")) {
    // How many changes are written together depends on the speed; the order of ports is that of a hash.
    delete metadata.generation;
    rest.ports?.sort(byName);
    rest.endpoints = rest.endpoints && sorted(
      rest.endpoints?.map?.((one: Json) => ({ ...one, nodeName: "", zone: "" })),
    );
  }
  if (collection.endsWith("/endpoints")) {
    for (const subset of rest.subsets ?? []) {
      subset.ports?.sort(byName);
      for (const field of ["addresses", "notReadyAddresses"]) {
        if (subset[field] === undefined) continue;
        subset[field] = sorted(subset[field].map((one: Json) => ({ ...one, nodeName: "" })));
      }
    }
  }
  return { metadata, ...rest };
}

function byName(left: Json, right: Json): number {
  return (left.name ?? "") < (right.name ?? "") ? -1 : 1;
}

function sorted(items: Json[] | undefined): Json[] | undefined {
  const nameOf = (item: Json) => item.targetRef?.name ?? "";
  return items?.sort((left, right) => nameOf(left) < nameOf(right) ? -1 : 1);
}

/** Who tells events that are not of controllers of workloads. */
const OTHERS = [
  "default-scheduler",
  "ipallocator-repair-controller",
  "kubelet",
  "kwok",
  "persistentvolume-controller",
];

/** Told where two writes of the real controllers met, which depends on their speed; they try again. */
const CONFLICTS = ["FailedToUpdateEndpoint", "FailedToUpdateEndpointSlices"];

/** Whether an object is shown at all. */
function isShown(item: Json): boolean {
  return !OTHERS.includes(item.source?.component || item.reportingComponent) &&
    !(CONFLICTS.includes(item.reason) && item.message.includes("the object has been modified"));
}

function rename(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return text(value, names);
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "uid" && key !== "resourceVersion")
      .map(([key, inner]) => [key, rename(inner, names)]),
  );
}

function text(value: string, names: ReadonlyMap<string, string>): string {
  let result = value;
  for (const [hash, name] of names) result = result.replaceAll(hash, name);
  return result
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>")
    // Which of them is told last depends on when they are sent.
    .replace(/(?<=\(combined from similar events\): ).*/, "<one of them>")
    .replace(/\b10\.\d+\.\d+\.\d+\b/g, "<address>")
    .replace(/(?<=kube-api-access-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "<suffix>")
    .replace(/(?<=-|>-)[bcdfghjklmnpqrstvwxz2456789]{5}$/g, "<suffix>")
    .replace(/(?<=pods "[^"]*-)[bcdfghjklmnpqrstvwxz2456789]{5}(?=")/g, "<suffix>")
    .replace(/(?<=pod: \S*-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "<suffix>");
}

/** Lists whose order says nothing, in one order. */
function tidy(item: Json): Json {
  if (Array.isArray(item.status?.conditions)) {
    item.status.conditions.sort((left: Json, right: Json) => left.type < right.type ? -1 : 1);
  }
  return item;
}
