/**
 * The pod that a client wants to talk to, and what the kubelet says where it cannot. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/pod/strategy.go
 */
import { badRequest, forbidden, internalError, notFound } from "../fault.ts";
import { type ApiObject, objectOf, objectsOf, textOf } from "../json.ts";
import { placeOf, type WriteTarget } from "../objects/target.ts";
import { accessOf } from "../rbac/authorizer.ts";
import { decide } from "../rbac/rules.ts";
import type { Call } from "../server/context.ts";
import type { ContainerRuntime } from "./runtime.ts";

/**
 * Refuses a client that may read a subresource and not create it: a WebSocket is asked for by `GET`, and is more
 * than a read.
 *
 * @throws {Fault} when the client may not.
 */
export function checkMayConnect(call: Call, target: WriteTarget): void {
  const { info, user, cluster } = call;
  if (info.verb === "create") return;
  const decision = decide(user, accessOf({ ...info, verb: "create" }), cluster);
  if (!decision.isAllowed) throw forbidden(target.resource.kind, target.name, decision.reason);
}

/**
 * The pod of a call.
 *
 * @throws {Fault} when there is none.
 */
export function podOf(call: Call, target: WriteTarget): ApiObject {
  const pod = call.cluster.store.get(placeOf(target));
  if (pod === undefined) throw notFound(target.resource.kind, target.name);
  return pod;
}

/**
 * The container that is meant.
 *
 * @throws {Fault} when there is none of that name, or there are several and none is named.
 */
export function containerOf(pod: ApiObject, asked: string): string {
  const spec = objectOf(pod["spec"]);
  const namesOf = (field: string) => objectsOf(spec[field]).map(({ name }) => textOf(name));
  const own = namesOf("containers");
  const all = [...namesOf("initContainers"), ...own, ...namesOf("ephemeralContainers")];
  const podName = pod.metadata.name ?? "";
  if (asked !== "") {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${podName}`);
  }
  const [only] = own;
  if (own.length === 1 && only !== undefined) return only;
  const must = `a container name must be specified for pod ${podName}`;
  throw badRequest(own.length === 0 ? must : `${must}, choose one of: [${all.join(" ")}]`);
}

/** Whether a pod has a node, and so somebody to ask. */
export function hasNode(pod: ApiObject): boolean {
  return textOf(objectOf(pod["spec"])["nodeName"]) !== "";
}

/**
 * Refuses a pod that nobody runs.
 *
 * @throws {Fault} when it is on no node.
 */
export function checkHost(pod: ApiObject): void {
  if (hasNode(pod)) return;
  throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
}

/**
 * What plays the containers.
 *
 * @throws {Fault} when nothing does.
 */
export function runtimeOf(call: Call): ContainerRuntime {
  const { runtime } = call.cluster;
  if (runtime === undefined) throw internalError("no container runtime");
  return runtime;
}

/** What the status of a pod says about one of its containers; `undefined` where it says nothing. */
export function containerStatus(pod: ApiObject, container: string) {
  const status = objectOf(pod["status"]);
  return ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"]
    .flatMap((field) => objectsOf(status[field])).find(({ name }) => name === container);
}

/** Whether a container runs; one that its pod's status does not list runs as its pod does. */
export function isRunning(pod: ApiObject, container: string): boolean {
  const status = containerStatus(pod, container);
  if (status === undefined) return objectOf(pod["status"])["phase"] === "Running";
  return objectOf(status["state"])["running"] !== undefined;
}

/** Whether any container of a pod runs. */
export function runsAtAll(pod: ApiObject): boolean {
  const { containers } = objectOf(pod["spec"]);
  return objectsOf(containers).some(({ name }) => isRunning(pod, textOf(name)));
}

/** A pod as the kubelet names it. */
export function fullName({ metadata }: ApiObject): string {
  return `${metadata.name}_${metadata.namespace}`;
}
