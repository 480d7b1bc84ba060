// Compiled by `deno check`, never run: the object types are the JSON that the API serves.
import type { KubeObject } from "../../lib/core/gvk.ts";
import type {
  CustomResourceDefinition,
  Event,
  EventsV1Event,
  HorizontalPodAutoscaler,
  Lease,
  LimitRange,
  NetworkPolicy,
  Pod,
  Service,
} from "../../lib/kinds/types.ts";

export function typesAreKubeObjects(
  objects: readonly (Pod | Lease | CustomResourceDefinition | Event | NetworkPolicy)[],
): readonly KubeObject[] {
  return objects;
}

export function timestampsAreStrings(pod: Pod, lease: Lease): (string | undefined)[] {
  // @ts-expect-error a timestamp is text, not a Date
  const started: Date | undefined = pod.status?.startTime;
  return [
    pod.metadata?.creationTimestamp,
    lease.spec?.renewTime,
    started === undefined ? "" : pod.status?.startTime,
  ];
}

export function fieldsHaveTheirOwnNames(
  policy: NetworkPolicy,
  range: LimitRange,
  definition: CustomResourceDefinition,
): unknown[] {
  // @ts-expect-error the field is called "from"
  policy.spec?.ingress?.[0]?._from;
  const schema = definition.spec.versions[0]?.schema?.openAPIV3Schema;
  return [
    policy.spec?.ingress?.[0]?.from,
    range.spec?.limits[0]?.default,
    schema?.enum,
    schema?.not,
    schema?.["x-kubernetes-int-or-string"],
    schema?.["x-kubernetes-preserve-unknown-fields"],
  ];
}

export function portsAreNumbersOrNames(service: Service): string | number | undefined {
  return service.spec?.ports?.[0]?.targetPort;
}

export function quantitiesAreStrings(
  pod: Pod,
  hpa: HorizontalPodAutoscaler,
): (string | undefined)[] {
  return [
    pod.spec?.containers[0]?.resources?.limits?.["cpu"],
    hpa.spec?.metrics?.[0]?.resource?.target.averageValue,
  ];
}

export function theCoreEventHasThePlainName(event: Event, newer: EventsV1Event): unknown[] {
  // @ts-expect-error "regarding" is of events.k8s.io
  event.regarding;
  return [event.involvedObject.name, newer.regarding?.name];
}

export function manifestsNeedNoTypes(): Pod {
  return { metadata: { name: "web" }, spec: { containers: [{ name: "web", image: "nginx" }] } };
}

// @ts-expect-error a container has a name
export const broken: Pod = { spec: { containers: [{ image: "nginx" }] } };
