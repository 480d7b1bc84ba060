/**
 * The subresources that there are: the kind that each of them takes, and its verbs. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";

/** The kind of a subresource. */
export interface SubresourceKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const OBJECT_VERBS = ["get", "patch", "update"] as const;
const STREAM_VERBS = ["create", "get"] as const;
const PROXY_VERBS = ["create", "delete", "get", "patch", "update"] as const;

const VERBS: Readonly<Record<string, readonly string[]>> = {
  approval: OBJECT_VERBS,
  attach: STREAM_VERBS,
  binding: ["create"],
  ephemeralcontainers: OBJECT_VERBS,
  eviction: ["create"],
  exec: STREAM_VERBS,
  finalize: ["update"],
  log: ["get"],
  portforward: STREAM_VERBS,
  proxy: PROXY_VERBS,
  resize: OBJECT_VERBS,
  scale: OBJECT_VERBS,
  status: OBJECT_VERBS,
  token: ["create"],
};

/** The verbs of a subresource. */
export function subresourceVerbs(subresource: string): readonly string[] {
  return VERBS[subresource] ?? [];
}

const FOREIGN: Readonly<Record<string, SubresourceKind>> = {
  eviction: { group: "policy", version: "v1", kind: "Eviction" },
  scale: { group: "autoscaling", version: "v1", kind: "Scale" },
  token: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
};

const OPTIONS: Readonly<Record<string, string>> = {
  attach: "AttachOptions",
  exec: "ExecOptions",
  portforward: "PortForwardOptions",
  proxy: "ProxyOptions",
};

/** The kind that a subresource of a kind takes. */
export function subresourceKind(kind: Kind, subresource: string): SubresourceKind {
  const foreign = FOREIGN[subresource];
  if (foreign !== undefined) return foreign;
  const { group, version } = kind;
  const options = OPTIONS[subresource];
  if (options !== undefined) return { group, version, kind: `${kind.kind}${options}` };
  return { group, version, kind: subresource === "binding" ? "Binding" : kind.kind };
}
