/**
 * What the server says it serves, in the old form and the aggregated one. Layer 3.
 *
 * @module
 */
import { unknownPath } from "../fault.ts";
import type { JsonObject } from "../json.ts";
import type { Kind } from "../../kinds/kind.ts";
import { subresourceKind, subresourceVerbs } from "../subresources/served.ts";
import { type Answer, JSON_TYPE, jsonAnswer } from "./answer.ts";
import type { Call } from "./context.ts";
import { negotiate } from "./negotiate.ts";

const AGGREGATED_TYPE = `${JSON_TYPE};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;

/** The paths that there are. */
export function answerVersions(call: Call): Answer {
  const paths = new Set(["/api", "/api/v1", "/apis", "/apis/"]);
  for (const { group, versions } of groupsOf(call)) {
    if (group === "") continue;
    paths.add(`/apis/${group}`);
    for (const version of versions) paths.add(`/apis/${group}/${version}`);
  }
  for (const path of ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]) {
    paths.add(path);
  }
  return jsonAnswer({ paths: [...paths].sort() });
}

/** `/api`: the core group. */
export function answerApi(call: Call): Answer {
  if (wantsAggregated(call)) return aggregated(call, (group) => group === "");
  return jsonAnswer({
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: "127.0.0.1:443" }],
  });
}

/** `/apis`: all other groups. */
export function answerApis(call: Call): Answer {
  if (wantsAggregated(call)) return aggregated(call, (group) => group !== "");
  return jsonAnswer({
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groupsOf(call).filter(({ group }) => group !== "").map(groupToJson),
  });
}

/** `/apis/GROUP`. */
export function answerGroup(call: Call, name: string): Answer {
  const found = groupsOf(call).find(({ group }) => group === name);
  if (found === undefined) throw unknownPath();
  return jsonAnswer({ kind: "APIGroup", apiVersion: "v1", ...groupToJson(found) });
}

/** `/apis/GROUP/VERSION`. */
export function answerGroupVersion(call: Call, group: string, version: string): Answer {
  const kinds = call.cluster.resources.kinds()
    .filter((kind) => kind.group === group && kind.version === version)
    .sort((a, b) => a.plural < b.plural ? -1 : 1);
  if (kinds.length === 0) throw unknownPath();
  return jsonAnswer({
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: group === "" ? version : `${group}/${version}`,
    resources: kinds.flatMap(resourcesOf),
  });
}

interface Group {
  readonly group: string;
  readonly versions: readonly string[];
}

function groupsOf(call: Call): Group[] {
  const found = new Map<string, Set<string>>();
  for (const { group, version } of call.cluster.resources.kinds()) {
    const versions = found.get(group) ?? new Set();
    found.set(group, versions.add(version));
  }
  return [...found].map(([group, versions]) => ({ group, versions: [...versions] }));
}

function groupToJson({ group, versions }: Group) {
  const all = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: all, preferredVersion: all[0] ?? {} };
}

function resourcesOf(kind: Kind): JsonObject[] {
  const { namespaced } = kind;
  const whole: JsonObject = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced,
    kind: kind.kind,
    verbs: [...kind.verbs],
    ...(kind.shortNames.length === 0 ? {} : { shortNames: [...kind.shortNames] }),
    ...(kind.categories.length === 0 ? {} : { categories: [...kind.categories] }),
  };
  return [
    whole,
    ...kind.subresources.map((subresource) => {
      const { group, version, kind: name } = subresourceKind(kind, subresource);
      const isOwn = group === kind.group && version === kind.version;
      return {
        name: `${kind.plural}/${subresource}`,
        singularName: "",
        namespaced,
        ...(isOwn ? {} : { group, version }),
        kind: name,
        verbs: [...subresourceVerbs(subresource)],
      };
    }),
  ];
}

function wantsAggregated({ headers }: Call): boolean {
  return negotiate(headers.get("accept"), "discovery").as === "discovery";
}

function aggregated(call: Call, isWanted: (group: string) => boolean): Answer {
  const kinds = call.cluster.resources.kinds();
  const items = groupsOf(call).filter(({ group }) => isWanted(group)).map((
    { group, versions },
  ) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versions.map((version) => ({
      version,
      resources: kinds
        .filter((kind) => kind.group === group && kind.version === version)
        .sort((a, b) => a.plural < b.plural ? -1 : 1)
        .map(aggregatedResource),
      freshness: "Current",
    })),
  }));
  const list = {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  };
  return { ...jsonAnswer(list), contentType: AGGREGATED_TYPE };
}

function aggregatedResource(kind: Kind): JsonObject {
  return {
    resource: kind.plural,
    responseKind: { group: "", version: "", kind: kind.kind },
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: [...kind.verbs],
    ...(kind.shortNames.length === 0 ? {} : { shortNames: [...kind.shortNames] }),
    ...(kind.categories.length === 0 ? {} : { categories: [...kind.categories] }),
    ...(kind.subresources.length === 0 ? {} : {
      subresources: kind.subresources.map((subresource) => {
        const own = subresourceKind(kind, subresource);
        const isOwn = own.group === kind.group && own.version === kind.version;
        return {
          subresource,
          responseKind: {
            group: isOwn ? "" : own.group,
            version: isOwn ? "" : own.version,
            kind: own.kind,
          },
          verbs: [...subresourceVerbs(subresource)],
        };
      }),
    }),
  };
}
